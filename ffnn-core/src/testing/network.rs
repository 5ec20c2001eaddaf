use std::boxed::Box;
use std::format;
use std::vec;
use std::vec::Vec;

use super::GradientCheck;
use super::gradient::{measure, place};
use crate::kernels::{Baseline, Level, Pass, dispatch};
use crate::network::{Passed, Tape};
use crate::train::Target;
use crate::{Flat, Loss, Network, Parameters, Stream, regularize};

/// Checks every derivative of a training step, that is, of the mean loss over the batch plus the layers' penalties,
/// against central differences.
///
/// Each pass draws from `stream` anew, so that all of them have the same dropout masks. The network is restored
/// afterwards. Values within [`GRADIENT_STEP`](super::GRADIENT_STEP) of a kink, such as that of ReLU, are measured
/// wrongly: draw other inputs then.
///
/// # Panics
///
/// Panics if there is no sample, or not one target per input.
pub fn check_network<N: Network<Scalar = f64>, L: Loss<N::Head>>(
    network: &mut N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
    stream: Stream,
) -> GradientCheck {
    assert!(!inputs.is_empty() && inputs.len() == targets.len(), "expected one target per input, and at least one");
    let mut gradient = dispatch(Gradient { network, loss, inputs, targets, stream });
    regularize::penalize(Baseline, network.parameters(), &mut *gradient);
    let mut check = GradientCheck::new();
    for layer in N::Parameters::LAYERS {
        for index in 0..layer.parameters {
            let offset = layer.offset + index;
            let losses = |network: &N| losses(network, loss, inputs, targets, stream);
            let sum = measure(network, |network| &mut network.parts_mut().0.as_mut_slice()[offset], losses);
            let measured = sum / inputs.len() as f64;
            let name = || format!("{}.{}", layer.name, place(layer.leaves, index));
            check.add(gradient.as_slice()[offset], measured, name);
        }
    }
    check
}

/// The training loss of each sample, and the penalties once per sample.
fn losses<N: Network<Scalar = f64>, L: Loss<N::Head>>(
    network: &N,
    loss: &L,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
    stream: Stream,
) -> Vec<f64> {
    let mut scratch = vec![f64::NAN; crate::network::scratch::<N>(inputs.len())];
    let mut tape = N::tape(&mut scratch, inputs.len());
    let mut state = network.state().clone_boxed();
    network.forward_train(Baseline, &mut state, inputs, &mut tape, stream);
    let (logits, _) = tape.logits();
    let losses = logits.iter().zip(targets).map(|(logits, target)| loss.value(Baseline, logits, target));
    let penalty = regularize::penalize(Baseline, network.parameters(), &mut *N::Parameters::zeros_boxed());
    losses.chain([penalty * inputs.len() as f64]).collect()
}

/// Computes the gradient of the mean loss. What passes must overwrite is NaN before.
struct Gradient<'a, N: Network, L: Loss<N::Head>> {
    network: &'a N,
    loss: &'a L,
    inputs: &'a [N::Input],
    targets: &'a [Target<N, L>],
    stream: Stream,
}

impl<N: Network<Scalar = f64>, L: Loss<N::Head>> Pass for Gradient<'_, N, L> {
    type Output = Box<N::Parameters>;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> Box<N::Parameters> {
        let Self { network, loss, inputs, targets, stream } = self;
        let mut scratch = vec![f64::NAN; crate::network::scratch::<N>(inputs.len())];
        let mut tape = N::tape(&mut scratch, inputs.len());
        let mut state = network.state().clone_boxed();
        network.forward_train(level, &mut state, inputs, &mut tape, stream);
        let (logits, logits_gradient) = tape.logits();
        for ((logits, target), gradient) in logits.iter().zip(targets).zip(logits_gradient) {
            loss.gradient(level, logits, target, 1.0 / inputs.len() as f64, gradient);
        }
        let mut gradient = N::Parameters::zeros_boxed();
        gradient.as_mut_slice().fill(f64::NAN);
        network.backward(level, inputs, &mut tape, &mut gradient);
        Passed::<N, _> { tape: &tape, inputs }.deferred().write(level, gradient.as_mut_slice());
        gradient
    }
}
