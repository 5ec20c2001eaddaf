//! A single pass, with every instruction set of this processor.

use ffnn::kernels::{self, Pass, dispatch, dispatch_each};
use ffnn::network::Tape;
use ffnn::prelude::*;
use ffnn::{Level, Rules, Scalar, Stream};

use super::{Case, flat, with_dense};
use crate::reference::{Group, number, numbers, pass};

/// Results of one pass.
struct Calculated<N: Network> {
    /// The output of each layer.
    outputs: Vec<Vec<N::Scalar>>,
    loss: f64,
    penalty: f64,
    gradient: Box<N::Parameters>,
}

struct Calculate<'a, N: Network, L: Loss<N::Head>>(&'a Case<N, L>);

impl<N: Network, L: Loss<N::Head>> Clone for Calculate<'_, N, L> {
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<N: Network, L: Loss<N::Head>> Pass for Calculate<'_, N, L> {
    type Output = Calculated<N>;

    #[inline(always)]
    fn run<V: Level>(self, level: V) -> Calculated<N> {
        let Self(Case { loss, inputs, targets, .. }) = self;
        let network = self.0.network();
        let mut scratch = vec![N::Scalar::from_f64(f64::NAN); ffnn::network::scratch::<N>(inputs.len())];
        let mut tape = N::tape(&mut scratch, inputs.len());
        let mut state = network.state().clone_boxed();
        network.forward_train(level, &mut state, inputs, &mut tape, Stream::root(0));
        let mut outputs = Vec::new();
        tape.visit(&mut |output| outputs.push(output.to_vec()));
        let count = inputs.len() as f64;
        let (logits, logits_gradient) = tape.logits();
        let mut sum = 0.0;
        for ((logits, target), gradient) in logits.iter().zip(targets).zip(logits_gradient) {
            let scale = N::Scalar::from_f64(1.0 / count);
            sum += loss.gradient(level, logits, target, scale, gradient).to_f64();
        }
        let mut gradient = N::Parameters::zeros_boxed();
        gradient.as_mut_slice().fill(N::Scalar::from_f64(f64::NAN));
        network.backward(level, inputs, &mut tape, &mut gradient);
        let mut penalty = 0.0;
        for (index, layer) in N::Parameters::LAYERS.iter().enumerate() {
            for (leaf, range) in layer.tensors() {
                let Rules { l1, l2, .. } = N::Parameters::rules(index, leaf);
                let weights = &network.parameters().as_slice()[range.clone()];
                penalty += kernels::penalize(level, weights, &mut gradient.as_mut_slice()[range], l1, l2);
            }
        }
        Calculated { outputs, loss: sum / count, penalty, gradient }
    }
}

/// The gradient, with the best instruction set of this processor.
pub(super) fn gradient<N: Network, L: Loss<N::Head>>(case: &Case<N, L>) -> Box<N::Parameters> {
    dispatch(Calculate(case)).gradient
}

pub(super) fn check<N: Network, L: Loss<N::Head>>(group: &mut Group, case: &Case<N, L>) {
    let (tolerance, forward) = (pass::<N::Scalar>(), &case.entry["forward"]);
    dispatch_each(Calculate(case), |level, calculated| {
        let mut layers = with_dense::<N::Parameters>().zip(&calculated.outputs).peekable();
        while let Some(((dense, layer), output)) = layers.next() {
            let absorbed = layers.peek().is_some_and(|((_, next), _)| next.kind == "BatchNorm");
            let place = match layer.kind {
                "FixedDropout" => continue,
                "Dense" => "z",
                "BatchNorm" => "bn",
                _ => "a",
            };
            let mut expected = numbers(&forward[format!("layer{dense}.{place}")]);
            if absorbed {
                // The input of batch norm has no bias here.
                for row in expected.chunks_exact_mut(layer.outputs) {
                    row.iter_mut().zip(case.bias(dense)).for_each(|(z, bias)| *z -= bias);
                }
            }
            group.compare(tolerance, &format!("{level}, output of {}", layer.name), output, &expected);
        }
        let [loss, penalty] = ["loss_data", "loss_penalty"].map(|key| number(&case.entry[key]));
        group.compare(tolerance, &format!("{level}, loss"), &[calculated.loss], &[loss]);
        group.compare(tolerance, &format!("{level}, penalty"), &[calculated.penalty], &[penalty]);
        let gradients = flat::<N::Parameters>(&case.entry["gradients"]);
        group.compare(tolerance, &format!("{level}, gradients"), calculated.gradient.as_slice(), &gradients);
    });
}
