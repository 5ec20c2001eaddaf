//! Prints the results of this machine and writes a paused training to the given file.

fn main() {
    let file = std::env::args().nth(1).expect("a file");
    std::fs::write(file, wasm::paused()).expect("a file");
    wasm::counts();
    assert_eq!(wasm::resumed(&wasm::paused()), wasm::fitted());
    println!("{}", wasm::fitted());
}
