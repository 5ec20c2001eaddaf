//! Stored bits: a seed gives the same run on every machine, in every build and in every version, unless the changelog
//! says otherwise.
//!
//! The instruction set is [`InstructionSet::DETERMINISTIC`], and all numbers that go in are made by basic arithmetic, which
//! has one right answer everywhere.

use ffnn::Stream;
use ffnn::initializers::torch_default;
use ffnn::kernels::InstructionSet;
use ffnn::layers::GaussianDropout;
use ffnn::optimizers::{AdaGrad, AdamW, AmsGrad, Lion, Momentum, Nadam, Nesterov, RmsProp};
use ffnn::prelude::*;
use ffnn::schedules::CosineDecay;
use ffnn::{Length, Optimizer};

use super::bits;

network! {
    /// Something of everything that draws, sums, divides or uses an exponential.
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

/// FNV-1a over little-endian bytes.
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
        .instructions(InstructionSet::DETERMINISTIC)
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
    assert_stored("f32", hash(bits(&*Everything::<f32>::boxed(11))), 0x82dd_5ea4_74c7_df38);
    assert_stored("f64", hash(bits(&*Everything::<f64>::boxed(11))), 0x9b4e_ea3f_bc99_23fb);
}

#[test]
fn networks_after_training() {
    assert_stored("gradient descent", trained::<f32>(GradientDescent::new(0.1)), 0x5e46_1ae0_a9db_38d4);
    assert_stored("momentum", trained::<f32>(Momentum::new(0.05)), 0x5c41_8eaf_df81_342a);
    assert_stored("Nesterov", trained::<f32>(Nesterov::new(0.05)), 0xf0f1_fc40_2e2d_da31);
    assert_stored("AdaGrad", trained::<f32>(AdaGrad::new(0.1)), 0xd88f_57fc_e866_be9a);
    assert_stored("RMSProp", trained::<f32>(RmsProp::new(0.01)), 0x4f7b_97ac_0f04_103d);
    assert_stored("Adam", trained::<f32>(Adam::new(0.01)), 0x508e_05b5_d2d6_ee56);
    assert_stored("AdamW", trained::<f32>(AdamW::new(0.01)), 0xc616_d226_4d6d_5dcf);
    assert_stored("AMSGrad", trained::<f32>(AmsGrad::new(0.01)), 0xf936_1173_607b_6b4a);
    assert_stored("Nadam", trained::<f32>(Nadam::new(0.01)), 0xf381_18e6_8996_30a8);
    assert_stored("Lion", trained::<f32>(Lion::new(0.003)), 0xaed8_9117_312f_8915);
    assert_stored("clipped Adam", trained::<f32>((ClipByGlobalNorm(0.5), Adam::new(0.01))), 0x9322_2bf0_e0f7_0c79);
    assert_stored("Adam in f64", trained::<f64>(Adam::new(0.01)), 0x29fd_e554_7f4f_3a86);
}
