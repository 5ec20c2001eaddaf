//! A layer that passes its calls on to a large `Dense` trains like it, without saying that the `Dense` may defer.

use ffnn::prelude::*;
use ffnn::{Initializer, Leaf, Level, Random, Room, Trace};

/// `Dense` in other words.
#[derive(Clone, Copy, Debug)]
struct Wrapped;

impl Options for Wrapped {
    const DEFAULT: Self = Self;
    const NEEDS_WIDTH: bool = true;
}

impl<const IN: usize, const OUT: usize> Layer<IN, OUT> for Wrapped {
    type Parameters<T: Scalar> = <Dense as Layer<IN, OUT>>::Parameters<T>;
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = <Dense as Layer<IN, OUT>>::LEAVES;
    const MULTIPLY_ADDS: usize = <Dense as Layer<IN, OUT>>::MULTIPLY_ADDS;
    const ROOM: Room = <Dense as Layer<IN, OUT>>::ROOM;

    fn initialize<T: Scalar>(
        &self,
        parameters: &mut Self::Parameters<T>,
        state: &mut (),
        preferred: Initializer,
        random: &mut Random,
    ) -> Initializer {
        Layer::<IN, OUT>::initialize(&<Dense>::DEFAULT, parameters, state, preferred, random)
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        state: &(),
        input: &[[T; IN]],
        output: &mut [[T; OUT]],
    ) {
        <Dense>::DEFAULT.forward(level, parameters, state, input, output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        level: L,
        parameters: &Self::Parameters<T>,
        input: &[[T; IN]],
        trace: &mut Trace<'_, T, OUT>,
        gradient: &mut Self::Parameters<T>,
        input_gradient: Option<&mut [[T; IN]]>,
    ) {
        <Dense>::DEFAULT.backward(level, parameters, input, trace, gradient, input_gradient);
    }
}

network! {
    struct Plain: 128 -> 96 { hidden: Dense<96>, Tanh, output: Dense<96>, Linear }
}

network! {
    struct Inside: 128 -> 96 { hidden: Wrapped<96>, Tanh, output: Wrapped<96>, Linear }
}

/// The first gradient, and the parameters after three steps.
fn trained<N: Network<Scalar = f64, Input = [f64; 128], Logits = [f64; 96], Head = Linear>>() -> (Vec<f64>, Vec<f64>) {
    let input = |sample: usize| std::array::from_fn(|place| (sample as f64 + place as f64 * 0.9).sin());
    let target = |sample: usize| std::array::from_fn(|place| (sample as f64 * 2.0 + place as f64).cos());
    let (inputs, targets): (Vec<_>, Vec<_>) = ((0..5).map(input).collect(), (0..5).map(target).collect());
    let mut trainer = Trainer::<N>::builder().optimizer(Adam::new(0.01)).batch(5).seed(3).build().expect("a trainer");
    trainer.compute(&inputs, &targets).expect("a gradient");
    let gradient = trainer.gradient().as_slice().to_vec();
    for _ in 0..3 {
        trainer.step(&inputs, &targets).expect("a step");
    }
    (gradient, trainer.network().as_slice().to_vec())
}

#[test]
fn a_layer_around_a_large_one_gets_its_complete_gradient() {
    let (plain, inside) = (trained::<Plain<f64>>(), trained::<Inside<f64>>());
    let tolerance = ffnn::testing::Tolerance::F64_STEPS;
    ffnn::testing::assert_close(tolerance, "the gradient", &inside.0, &plain.0);
    ffnn::testing::assert_close(tolerance, "the network", &inside.1, &plain.1);
}
