//! Reads numbers and prints one: what a program without a network takes.

fn main() {
    let pixels: Vec<f32> = std::env::args().skip(1).filter_map(|pixel| pixel.parse().ok()).collect();
    println!("{}", pixels.len());
}
