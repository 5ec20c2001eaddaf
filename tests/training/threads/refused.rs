//! Building a trainer fails for networks that cannot split a batch.

use ffnn::prelude::*;
use ffnn::{Initializer, Leaf, Level, Random, Trace, TrainError};

use super::Quiet;

/// Subtracts the mean over the batch, which works with one sample and needs no state.
#[derive(Clone, Copy, Debug)]
struct Centered;

impl Options for Centered {
    const DEFAULT: Self = Self;
}

impl<const N: usize> Layer<N, N> for Centered {
    type Parameters<T: Scalar> = ();
    type State<T: Scalar> = ();
    const LEAVES: &'static [Leaf] = &[];
    const MULTIPLY_ADDS: usize = 0;
    const SAMPLEWISE: bool = false;

    fn initialize<T: Scalar>(&self, _: &mut (), _: &mut (), preferred: Initializer, _: &mut Random) -> Initializer {
        preferred
    }

    #[inline(always)]
    fn forward<L: Level, T: Scalar>(&self, _: L, _: &(), _: &(), input: &[[T; N]], output: &mut [[T; N]]) {
        output.copy_from_slice(input);
        center(output);
    }

    #[inline(always)]
    fn backward<L: Level, T: Scalar>(
        &self,
        _: L,
        _: &(),
        _: &[[T; N]],
        trace: &mut Trace<'_, T, N>,
        _: &mut (),
        input_gradient: Option<&mut [[T; N]]>,
    ) {
        let Some(input_gradient) = input_gradient else { return };
        input_gradient.copy_from_slice(trace.gradient);
        center(input_gradient);
    }
}

fn center<T: Scalar, const N: usize>(rows: &mut [[T; N]]) {
    for i in 0..N {
        let mean = rows.iter().map(|row| row[i]).sum::<T>() / T::from_f64(rows.len() as f64);
        rows.iter_mut().for_each(|row| row[i] -= mean);
    }
}

network! {
    struct Normalized: 5 -> 3 {
        Dense<8>,
        norm: BatchNorm,
        Relu,
        Dense<3>,
        Softmax,
    }
}

network! {
    struct Centering: 5 -> 3 {
        Dense<8>,
        Residual { middle: Centered },
        Dense<3>,
        Softmax,
    }
}

#[test]
fn a_layer_that_looks_at_a_whole_batch() {
    let error = Trainer::<Normalized>::builder().threads(1).build().expect_err("cut");
    assert_eq!(error, TrainError::WholeBatch { layer: "norm" });
    let error = Trainer::<Normalized>::builder().pieces(2).build().expect_err("cut");
    assert_eq!(error, TrainError::WholeBatch { layer: "norm" });
    let error = Trainer::<Centering<f64>>::builder().threads(2).build().expect_err("cut");
    assert_eq!(error, TrainError::WholeBatch { layer: "middle" });
    assert!(Trainer::<Normalized>::builder().build().is_ok());
    let mut trainer = Trainer::<Centering<f64>>::builder().build().expect("a trainer");
    trainer.step(&[[0.5; 5], [1.0; 5]], &[1, 2]).expect("a step on a whole batch");
}

#[test]
fn no_threads_and_no_pieces() {
    let error = Trainer::<Quiet>::builder().threads(0).build().expect_err("nobody");
    assert_eq!(error.to_string(), "the number of threads is 0: expected at least 1");
    let error = Trainer::<Quiet>::builder().threads(2).pieces(0).build().expect_err("nothing");
    assert_eq!(error.to_string(), "the number of pieces per batch is 0: expected at least 1");
    let error = Trainer::<Quiet>::builder().threads(2).batch(0).build().expect_err("an empty batch");
    assert_eq!(error.to_string(), "the batch size is 0: expected at least 1");
}
