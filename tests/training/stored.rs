//! Bits that were stored once: a seed is the same run on every machine, in every build and in every version that does not say
//! otherwise in its list of changes.
//!
//! The instructions are [`Instructions::DETERMINISTIC`], and all numbers that go in are made by basic arithmetic, which has
//! one right answer everywhere.

use ffnn::Stream;
use ffnn::kernels::Instructions;
use ffnn::optimizers::{AdaGrad, AdamW, AmsGrad, Lion, Momentum, Nadam, Nesterov, RmsProp};
use ffnn::prelude::*;
use ffnn::schedules::CosineDecay;
use ffnn::{Length, Optimizer};

use super::bits;

network! {
    /// Something of everything that draws, sums, divides or has an exponential in it.
    struct Everything: 6 -> 4 {
        wide: Dense<23> { l1: 1e-4, l2: 1e-3, max_norm: 1.5 },
        BatchNorm,
        Elu,
        Dropout { rate: 0.2 },
        Residual { Dense<23>, Tanh, GaussianDropout { rate: 0.1 } },
        LayerNorm,
        Concat { [Dense<9>, Gelu], [Dense<5>, Silu], [] },
        PRelu,
        Dense<11> { init: orthogonal },
        Softplus,
        Dense<8> { init: torch_default },
        Sigmoid,
        output: Dense<4>,
        Softmax,
    }
}

/// FNV-1a, byte by byte from the lowest on.
fn hash(values: impl IntoIterator<Item = u64>) -> u64 {
    let bytes = values.into_iter().flat_map(u64::to_le_bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn data<T: Scalar>() -> Dataset<[T; 6], usize> {
    let input = |row: usize| std::array::from_fn(|place| T::from_f64((row * 7 + place * 5) as f64 % 13.0 / 8.0 - 0.75));
    Dataset::new((0..28).map(input).collect(), (0..28).map(|row| row * row % 4).collect()).expect("a data set")
}

fn trained<T: Scalar>(optimizer: impl Optimizer) -> u64 {
    let mut trainer = Trainer::<Everything<T>>::builder()
        .optimizer(optimizer)
        .schedule(CosineDecay::new(Length::Steps(40)))
        .batch(8)
        .seed(11)
        .instructions(Instructions::DETERMINISTIC)
        .quiet()
        .build()
        .expect("a trainer");
    trainer.fit(&data(), 3).expect("three epochs");
    hash(bits(trainer.network()))
}

#[track_caller]
fn assert_stored(what: &str, found: u64, stored: u64) {
    assert_eq!(found, stored, "{what}: found {found:#018x}, stored {stored:#018x}");
}

#[test]
fn draws() {
    let mut random = Stream::root(5).named("draws").at(3).random();
    assert_stored("bits", hash((0..100).map(|_| random.bits())), 0x74b5_4c76_138f_3ae8);
    assert_stored("uniform", hash((0..100).map(|_| random.uniform().to_bits())), 0x67ae_7cf1_667e_8d8c);
    assert_stored("normal", hash((0..100).map(|_| random.normal().to_bits())), 0x7e19_3b42_3c21_1a7e);
    assert_stored("truncated", hash((0..100).map(|_| random.truncated_normal().to_bits())), 0xe210_64a2_dedc_9f13);
    assert_stored("below", hash((1..100).map(|end| random.below(end) as u64)), 0x4743_4f18_32bd_03fe);
    let mut order: Vec<u64> = (0..100).collect();
    random.shuffle(&mut order);
    assert_stored("shuffle", hash(order), 0x4e72_b1c4_4e7e_aee5);
}

#[test]
fn networks_before_training() {
    assert_stored("f32", hash(bits(&*Everything::<f32>::boxed(11))), 0xe4b1_e78f_b3d3_6f9a);
    assert_stored("f64", hash(bits(&*Everything::<f64>::boxed(11))), 0x5363_6e86_49fb_4f5f);
}

#[test]
fn networks_after_training() {
    assert_stored("gradient descent", trained::<f32>(GradientDescent::new(0.1)), 0x115a_37e6_7afa_3ad7);
    assert_stored("momentum", trained::<f32>(Momentum::new(0.05)), 0x42d4_bb76_1115_8669);
    assert_stored("Nesterov", trained::<f32>(Nesterov::new(0.05)), 0x28d4_f648_fc38_7671);
    assert_stored("AdaGrad", trained::<f32>(AdaGrad::new(0.1)), 0xf3fc_20de_7aa0_1413);
    assert_stored("RMSProp", trained::<f32>(RmsProp::new(0.01)), 0x8782_e3ea_4e14_b5c8);
    assert_stored("Adam", trained::<f32>(Adam::new(0.01)), 0x6900_6bd3_ae5f_4271);
    assert_stored("AdamW", trained::<f32>(AdamW::new(0.01)), 0x19a1_3ef5_52a6_cd64);
    assert_stored("AMSGrad", trained::<f32>(AmsGrad::new(0.01)), 0xb710_8625_54a9_3560);
    assert_stored("Nadam", trained::<f32>(Nadam::new(0.01)), 0x4c0b_6782_e754_8146);
    assert_stored("Lion", trained::<f32>(Lion::new(0.003)), 0xd457_a835_5417_dc8f);
    assert_stored("clipped Adam", trained::<f32>((ClipByGlobalNorm(0.5), Adam::new(0.01))), 0x1482_6fcf_57e7_5fe0);
    assert_stored("Adam in f64", trained::<f64>(Adam::new(0.01)), 0xda60_fec7_f722_f4f3);
}
