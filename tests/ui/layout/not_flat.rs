use ffnn::layout;
use ffnn::nalgebra::Vector3;

#[repr(C)]
struct Named {
    name: &'static str,
    weights: Vector3<f32>,
}

layout! { impl[] Flat<f32> for Named { name, weights } }

fn main() {}
