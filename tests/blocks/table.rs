//! Blocks in the table, the tape and the initializers.

use ffnn::layers::DenseParameters;
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::{Head, Level, Random, Site, Stream, Weights};

use crate::declared::{Both, BothParameters, Nested, Noisy};
use crate::inputs;

#[test]
fn a_block_is_a_row_after_its_layers() {
    let rows: Vec<_> = <Both as Network>::Parameters::LAYERS
        .iter()
        .map(|layer| (layer.name, layer.kind, layer.inputs, layer.outputs, layer.parameters))
        .collect();
    let expected = [
        ("stem", "Dense", 4, 8, 40),
        ("tanh", "Tanh", 8, 8, 0),
        ("dense", "Dense", 8, 6, 54),
        ("elu", "Elu", 6, 6, 0),
        ("inner", "Dense", 6, 8, 56),
        ("block", "Residual", 8, 8, 0),
        ("left", "Dense", 8, 5, 45),
        ("sigmoid", "Sigmoid", 5, 5, 0),
        ("right", "Dense", 8, 2, 18),
        ("wings", "Concat", 8, 15, 0),
        ("output", "Dense", 15, 3, 48),
    ];
    assert_eq!(rows, expected);
    assert_eq!(BothParameters::<f32>::COUNT, 40 + 54 + 56 + 45 + 18 + 48);
}

/// The tape has one output per row of the table.
fn tape_is_in_step<N: Network<Scalar = f64>>(inputs: &[N::Input]) {
    let network = N::boxed(1);
    let mut scratch = vec![0.0; ffnn::network::scratch::<N>(inputs.len())];
    let mut tape = N::tape(&mut scratch, inputs.len());
    let mut state = network.state().clone_boxed();
    network.forward_train(ffnn::kernels::Baseline, &mut state, inputs, &mut tape, Stream::root(1));
    let mut widths = Vec::new();
    tape.visit(&mut |output| widths.push(output.len() / inputs.len()));
    let expected: Vec<_> = N::Parameters::LAYERS.iter().map(|layer| layer.outputs).collect();
    assert_eq!(widths, expected);
}

#[test]
fn the_tape_is_in_step_with_the_table() {
    tape_is_in_step::<Both<f64>>(&inputs());
    tape_is_in_step::<Nested<f64>>(&inputs());
    tape_is_in_step::<Noisy<f64>>(&inputs());
}

#[test]
fn a_value_that_is_not_finite_is_found_in_its_block() {
    let mut trainer = Trainer::<Both<f64>>::builder().batch(2).build().expect("a trainer");
    let mut broken = trainer.network().clone_boxed();
    broken.inner.bias.fill(f64::MAX);
    trainer = Trainer::builder().batch(2).build_with(broken).expect("a trainer");
    let error = trainer.step(&inputs()[..2], &[0, 1]).expect_err("values that overflow");
    assert!(error.to_string().contains("`right`") || error.to_string().contains("`left`"), "{error}");
}

#[test]
fn a_bias_is_dropped_only_where_nothing_else_takes_it() {
    let tensors = |name: &str| {
        let layers = <Noisy as Network>::Parameters::LAYERS;
        layers.iter().find(|layer| layer.name == name).expect("a layer of this name").leaves.len()
    };
    assert_eq!(tensors("dense"), 1, "batch normalization follows in the list");
    assert_eq!(tensors("dense_2"), 1, "batch normalization follows in the block");
    assert_eq!(tensors("dense_3"), 1, "batch normalization follows in the branch");
    assert_eq!(tensors("dense_4"), 2, "the branch ends");
    assert_eq!(tensors("dense_6"), 2, "what a block starts with is not all that takes it");
    assert_eq!(tensors("dense_7"), 2, "what follows the block is not all that takes it");
}

/// Activations with distinct preferred initializers.
macro_rules! prefer {
    ($($name:ident $value:literal)+) => {
        $(
            #[derive(Clone, Copy, Debug)]
            struct $name;

            impl Options for $name {
                const DEFAULT: Self = Self;
            }

            impl Activation for $name {
                const INITIALIZER: ffnn::Initializer =
                    |weights: &mut dyn Weights, _: Site, _: &mut Random| weights.fill(&mut || $value);

                fn value<L: Level, T: Scalar>(&self, _: L, x: T) -> T {
                    x
                }
                fn slope<L: Level, T: Scalar>(&self, _: L, _x: T, _y: T) -> T {
                    T::ONE
                }
            }
        )+
    };
}

prefer! {
    One 1.0
    Two 2.0
    Three 3.0
    Four 4.0
}

network! {
    /// Each dense layer uses the initializer preferred by the layer after it.
    struct Told: 2 -> 2 {
        before: Dense<2>,
        Residual { One, inside: Dense<2> },
        Concat { [Two, left: Dense<2>], [Three, middle: Dense<1>], [], [right: Dense<1>] },
        Four,
        before_an_empty_branch: Dense<3>,
        Concat { [], [One, in_the_second: Dense<1>] },
        Three,
        before_a_block_in_a_block: Dense<2>,
        Residual { Residual { Two, Dense<2> }, Four },
        last: Dense<2>,
        Linear,
    }
}

#[test]
fn what_a_layer_would_like_is_told_through_blocks() {
    let network = Told::<f64>::boxed(1);
    assert!(network.before.weights.iter().all(|&weight| weight == 1.0));
    assert!(network.inside.weights.iter().all(|&weight| weight == 2.0));
    assert!(network.left.weights.iter().all(|&weight| weight == 4.0));
    assert!(network.middle.weights.iter().all(|&weight| weight == 4.0));
    assert!(network.right.weights.iter().all(|&weight| weight == 4.0));
    assert!(network.before_an_empty_branch.weights.iter().all(|&weight| weight == 3.0));
    assert!(network.in_the_second.weights.iter().all(|&weight| weight == 3.0));
    assert!(network.before_a_block_in_a_block.weights.iter().all(|&weight| weight == 2.0));
    assert!(network.dense.weights.iter().all(|&weight| weight == 4.0));
}

#[test]
fn a_layer_draws_from_the_stream_of_its_row() {
    let network = Both::<f64>::boxed(7);
    let place = <Both as Network>::Parameters::LAYERS.iter().position(|layer| layer.name == "output");
    assert_eq!(place, Some(10));
    let mut expected = DenseParameters::<f64, 15, 3>::zeros_boxed();
    let random = &mut Stream::root(7).named("init").at(10).random();
    <Dense as Layer<15, 3>>::initialize(
        &Dense::DEFAULT,
        &mut expected,
        &mut (),
        <Softmax as Head>::INITIALIZER,
        random,
    );
    assert_eq!(network.output.as_slice(), expected.as_slice());
}
