use ffnn::nalgebra::Vector3;
use ffnn::{Aligned, Flat, layout};

#[repr(C)]
struct Padded {
    weights: Aligned<Vector3<f32>>,
    bias: Vector3<f32>,
}

layout! { impl[] Flat<f32> for Padded { weights, bias } }

const COUNT: usize = <Padded as Flat<f32>>::COUNT;

fn main() {
    println!("{COUNT}");
}
