//! Writes a weight file, like a build script that trains or downloads weights.

fn main() {
    let made = std::path::Path::new(&std::env::var_os("OUT_DIR").expect("Cargo sets it")).join("small.safetensors");
    std::fs::copy("../ui/weights/files/small.safetensors", made).expect("the file can be copied");
    println!("cargo::rerun-if-changed=../ui/weights/files/small.safetensors");
}
