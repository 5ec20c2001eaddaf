use ffnn::layout;
use ffnn::nalgebra::Vector3;

#[repr(C)]
struct Layer {
    weights: Vector3<f32>,
    bias: Vector3<f32>,
}

layout! { impl[] Flat<f32> for Layer { weights } }

fn main() {}
