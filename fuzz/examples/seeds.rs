//! Writes those of `seeds/` that the library writes, anew after a change of the format: `cargo run --example seeds`.

fn main() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for (number, bytes) in ffnn_fuzz::parsers::checkpoint::seeds().into_iter().enumerate() {
        std::fs::write(folder.join(format!("checkpoint/{number}")), bytes).expect("the folder is there");
    }
    std::fs::write(folder.join("weights/everything"), ffnn_fuzz::parsers::weights::seed())
        .expect("the folder is there");
}
