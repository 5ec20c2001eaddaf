//! A `Level` value proves what the processor supports, so only the library can create one.

use ffnn::kernels::{Avx512, Level, Pass};

#[derive(Clone, Copy, Debug)]
struct Mine;

impl Level for Mine {
    const FUSED: bool = true;
    const BYTES: usize = 64;
    const REGISTERS: usize = 32;
    type F32 = <Avx512 as Level>::F32;
    type F64 = <Avx512 as Level>::F64;
    type Narrow = Avx512;
    const COMPILED_F32: ffnn::kernels::Compiled<f32> = <Avx512 as Level>::COMPILED_F32;
    const COMPILED_F64: ffnn::kernels::Compiled<f64> = <Avx512 as Level>::COMPILED_F64;

    fn outlined<P: Pass>(self, pass: P) -> P::Output {
        pass.run(self)
    }
}

fn main() {}
