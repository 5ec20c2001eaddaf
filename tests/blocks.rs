//! Blocks: what `Residual` and `Concat` compute is what the same layers compute when they are put together by hand.

use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close, check_network};
use ffnn::{LayerInfo, Loss, Stream, Vector};

const WIDE: usize = 5;

network! {
    /// One of each.
    struct Both: 4 -> 3 {
        stem: Dense<8>,
        Tanh,
        block: Residual { Dense<6>, Elu, inner: Dense<8> },
        wings: Concat { [left: Dense<5>, Sigmoid], [right: Dense<2>], [] },
        output: Dense<3>,
        Softmax,
    }
}

network! {
    /// Blocks where the network's input is theirs, and where the head follows.
    struct AtTheEnds: 3 -> 7 {
        Residual { Dense<3>, Tanh },
        Concat { [Dense<4>, Sigmoid], [] },
        Linear,
    }
}

network! {
    /// Branches straight from the network's input.
    struct Wide: 3 -> 2 {
        Concat { [], [Dense<4>, Tanh, Residual { Tanh }], [Dense<2>, Sigmoid] },
        Dense<2>,
        Sigmoid,
    }
}

network! {
    /// Every block first and last in every other.
    struct Nested: 3 -> 2 {
        Dense<4>,
        Residual { Residual { Tanh, Residual { Dense<4> } } },
        Concat {
            [Concat { [Residual { Dense<4>, Tanh }], [Dense<WIDE>, Elu], [] }, Tanh],
            [Residual { Concat { [Dense<1>], [Dense<3>] }, Residual { Sigmoid } }, Dense<2>],
            [Concat { [Dense<3>], [Tanh] }],
            [],
        },
        Residual { Concat { [Dense<3>], [Dense<WIDE * 3>], [Dense<8>] }, Tanh },
        Dense<2>,
        Softmax,
    }
}

network! {
    /// Branches that pass the input on or are alone.
    struct Empty: 3 -> 16 {
        Dense<4>,
        Concat { [] },
        Concat { [], [] },
        Residual { Concat { [Tanh] } },
        Concat { [Residual { Concat { [] } }], [] },
        Linear,
    }
}

network! {
    /// Layers that draw and keep.
    struct Noisy: 3 -> 2 {
        Dense<6>,
        BatchNorm,
        Residual { BatchNorm, Tanh, Dropout { rate: 0.3 }, Dense<6>, BatchNorm },
        Concat { [Dropout, Dense<3>, BatchNorm, Tanh], [GaussianDropout, Dense<2>], [Dropout { rate: 0.2 }] },
        Residual { Dropout },
        Dense<2>,
        Softmax,
    }
}

network! {
    /// Widths that are parameters.
    struct Generic<const SEEN: usize, const INSIDE: usize>: SEEN -> 2 {
        Residual { Dense<INSIDE>, Tanh, Dense<SEEN> },
        Concat { [Dense<INSIDE>, Residual { Tanh }] },
        Residual { Concat { [Tanh] }, Concat { [] } },
        Concat { [Dense<2>, Tanh], [Dense<3>] },
        Dense<2>,
        Linear,
    }
}

/// Nine samples: a ragged batch, of numbers that stand in no pattern.
fn inputs<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    let random = &mut Stream::root(3).random();
    (0..9).map(|_| std::array::from_fn(|_| T::from_f64(3.0 * random.uniform() - 1.5))).collect()
}

fn gradient_agrees<N: Network<Scalar = f64>, L: Loss<N::Head>>(
    loss: &L,
    inputs: &[N::Input],
    target: impl Fn(usize) -> ffnn::train::Target<N, L>,
) {
    let mut network = N::boxed(11);
    // Biases that are zero would hide a wrong column.
    let random = &mut Stream::root(12).random();
    network.as_mut_slice().iter_mut().for_each(|value| *value += 0.2 * random.uniform());
    let targets: Vec<_> = (0..inputs.len()).map(target).collect();
    let check = check_network(&mut *network, loss, inputs, &targets, Stream::root(5));
    println!("{}: {check}", std::any::type_name::<N>());
    check.assert_passed();
}

#[test]
fn gradients_agree_with_differences() {
    let values = |sample: usize| std::array::from_fn(|place| (sample + 2 * place) as f64 / 20.0);
    gradient_agrees::<Both<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 3);
    gradient_agrees::<AtTheEnds<f64>, _>(&MeanSquaredError, &inputs(), values);
    gradient_agrees::<Wide<f64>, _>(&SigmoidCrossEntropy, &inputs(), |sample| [sample as f64 / 9.0, 0.5]);
    gradient_agrees::<Nested<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 2);
    gradient_agrees::<Empty<f64>, _>(&MeanSquaredError, &inputs(), |_| [0.5; 16]);
    gradient_agrees::<Noisy<f64>, _>(&SoftmaxCrossEntropy, &inputs(), |sample| sample % 2);
    gradient_agrees::<Generic<3, 5, f64>, _>(&MeanSquaredError, &inputs(), |_| [0.5, -0.5]);
}
