//! Networks of several shapes: from one value to more than the lanes of a vector, narrow and wide, with and without
//! blocks.

use ffnn::prelude::*;

use super::{Case, invariants};

network! {
    pub(super) struct Least: 1 -> 1 { Dense<1>, Softmax }
}

network! {
    pub(super) struct Narrow: 3 -> 2 { Dense<5>, Tanh, Dense<2>, Softmax }
}

network! {
    pub(super) struct Wide: 37 -> 10 { Dense<33>, BatchNorm, Relu, Dense<10>, Softmax }
}

network! {
    pub(super) struct Blocks: 8 -> 17 {
        Dense<16>,
        LayerNorm,
        Residual { Dense<7>, Gelu, Dense<16> },
        Concat { [Dense<4>, PRelu], [Dense<9>, BatchNorm, Elu], [] },
        Dense<17>,
        Softmax,
    }
}

network! {
    pub(super) struct Regression: 4 -> 3 { Dense<6>, Softplus, Dense<3>, Linear }
}

network! {
    pub(super) struct Labels: 4 -> 3 { Dense<6>, Softplus, Dense<3>, Sigmoid }
}

/// `check::<N>(case)` or `check::<N, _>(case, optimizer)` for every network that ends with a softmax, in both number
/// types.
macro_rules! each_network {
    ($module:ident::$check:ident, $case:expr $(, $optimizer:expr)?) => {
        each_network!(@ $module::$check, ($case $(, $optimizer)?), Least Narrow Wide Blocks);
    };
    (@ $module:ident::$check:ident, $arguments:tt, $($network:ident)+) => { $(
        each_network!(# $module::$check, $arguments, $crate::declared::$network<f32>);
        each_network!(# $module::$check, $arguments, $crate::declared::$network<f64>);
    )+ };
    (# $module:ident::$check:ident, ($case:expr), $network:ty) => { $module::$check::<$network>($case) };
    (# $module:ident::$check:ident, ($case:expr, $optimizer:expr), $network:ty) => {
        $module::$check::<$network, _>($case, $optimizer)
    };
}
pub(super) use each_network;

/// Every loss of every other head.
pub(super) fn each_loss(case: Case) {
    fn values<T: Scalar>(case: Case) {
        let real = |random: &mut ffnn::Random| std::array::from_fn(|_| T::from_f64(case.scale * random.normal()));
        let one_of_two = |random: &mut ffnn::Random| std::array::from_fn(|_| T::from_f64(random.below(2) as f64));
        not_negative::<Regression<T>, _>(case, MeanSquaredError, real);
        not_negative::<Regression<T>, _>(case, MeanAbsoluteError, real);
        not_negative::<Regression<T>, _>(case, Huber { delta: 1.0 }, real);
        not_negative::<Labels<T>, _>(case, SigmoidCrossEntropy, one_of_two);
    }
    values::<f32>(case);
    values::<f64>(case);
}

fn not_negative<N: Network, L: Loss<N::Head>>(
    case: Case,
    loss: L,
    target: impl Fn(&mut ffnn::Random) -> L::Target<N::Logits>,
) {
    let mut random = ffnn::Stream::root(case.seed).named("targets").random();
    let targets: Vec<_> = (0..case.samples).map(|_| target(&mut random)).collect();
    invariants::loss_is_not_negative::<N, L>(case, loss, &targets);
}
