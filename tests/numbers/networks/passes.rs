//! One pass, at every instruction set that this processor has.

use ffnn::kernels::{Pass, dispatch, dispatch_each};
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::{Level, Scalar, Stream};

use super::{Case, LossOf, flat};
use crate::reference::{Group, number, numbers, pass};

/// What one pass calculates.
struct Calculated<N: Network> {
    /// The output of each layer.
    outputs: Vec<Vec<N::Scalar>>,
    loss: f64,
    gradient: Box<N::Parameters>,
}

struct Calculate<'a, N: Network>(&'a Case<N>);

impl<N: Network> Clone for Calculate<'_, N> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<N: Network> Pass for Calculate<'_, N> {
    type Output = Calculated<N>;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> Calculated<N> {
        let Self(Case { inputs, targets, .. }) = self;
        let network = self.0.network();
        let mut scratch = vec![N::Scalar::from_f64(f64::NAN); N::scratch(inputs.len())];
        let mut tape = N::tape(&mut scratch, inputs.len());
        let mut state = network.state().clone_boxed();
        network.forward_train(level, &mut state, inputs, &mut tape, Stream::root(0));
        let mut outputs = Vec::new();
        tape.visit(&mut |output| outputs.push(output.to_vec()));
        let count = inputs.len() as f64;
        let (logits, logits_gradient) = tape.logits();
        let mut loss = 0.0;
        for ((logits, target), gradient) in logits.iter().zip(targets).zip(logits_gradient) {
            let scale = N::Scalar::from_f64(1.0 / count);
            loss += LossOf::<N>::DEFAULT.gradient(logits, target, scale, gradient).to_f64();
        }
        let mut gradient = N::Parameters::zeros_boxed();
        gradient.as_mut_slice().fill(N::Scalar::from_f64(f64::NAN));
        network.backward(level, inputs, &mut tape, &mut gradient);
        Calculated { outputs, loss: loss / count, gradient }
    }
}

/// The gradient, at the best instruction set of this processor.
pub(super) fn gradient<N: Network>(case: &Case<N>) -> Box<N::Parameters> {
    dispatch(Calculate(case)).gradient
}

pub(super) fn check<N: Network>(group: &mut Group, case: &Case<N>) {
    let (tolerance, forward) = (pass::<N::Scalar>(), &case.entry["forward"]);
    dispatch_each(Calculate(case), |level, calculated| {
        let mut dense = 0;
        for (layer, output) in N::Parameters::LAYERS.iter().zip(&calculated.outputs) {
            let what = format!("{level}, output of {}", layer.name);
            match layer.kind {
                "FixedDropout" => {}
                "Dense" => {
                    group.compare(tolerance, &what, output, &numbers(&forward[format!("layer{dense}.z")]));
                    dense += 1;
                }
                _ => group.compare(tolerance, &what, output, &numbers(&forward[format!("layer{}.a", dense - 1)])),
            }
        }
        let loss = &[number(&case.entry["loss_data"])];
        group.compare(tolerance, &format!("{level}, loss"), &[calculated.loss], loss);
        let gradients = flat::<N::Parameters>(&case.entry["gradients"]);
        group.compare(tolerance, &format!("{level}, gradients"), calculated.gradient.as_slice(), &gradients);
    });
}
