//! Predictions compared with the same layers combined by hand in nalgebra.

use ffnn::layers::DenseParameters;
use ffnn::nalgebra::{DVector, SVector};
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};

use crate::declared::{AtTheEnds, Both, Wide};
use crate::inputs;

type Values = DVector<f64>;

fn dense<const IN: usize, const OUT: usize>(layer: &DenseParameters<f64, IN, OUT>, x: &Values) -> Values {
    let x = SVector::<f64, IN>::from_column_slice(x.as_slice());
    Values::from_column_slice((layer.weights * x + layer.bias).as_slice())
}

fn tanh(x: &Values) -> Values {
    x.map(f64::tanh)
}

fn sigmoid(x: &Values) -> Values {
    x.map(|x| 1.0 / (1.0 + (-x).exp()))
}

fn elu(x: &Values) -> Values {
    x.map(|x| if x > 0.0 { x } else { x.exp_m1() })
}

fn concat(branches: &[&Values]) -> Values {
    Values::from_iterator(branches.iter().map(|x| x.len()).sum(), branches.iter().flat_map(|x| x.iter().copied()))
}

/// Compares the logits of every sample.
fn check<N: Network<Scalar = f64>>(inputs: &[N::Input], by_hand: impl Fn(&N, &Values) -> Values) {
    let network = N::boxed(4);
    for input in inputs {
        let expected = by_hand(&network, &Values::from_column_slice(input.as_ref()));
        let found = network.logits(input);
        assert_close(Tolerance::F64_PASS, "logits", found.as_ref(), expected.as_slice());
    }
}

#[test]
fn one_of_each() {
    check::<Both<f64>>(&inputs(), |network, x| {
        let x = tanh(&dense(&network.stem, x));
        let block = &x + dense(&network.inner, &elu(&dense(&network.dense, &x)));
        let wings = concat(&[&sigmoid(&dense(&network.left, &block)), &dense(&network.right, &block), &block]);
        dense(&network.output, &wings)
    });
}

#[test]
fn first_and_last_in_the_list() {
    check::<AtTheEnds<f64>>(&inputs(), |network, x| {
        let x = x + tanh(&dense(&network.dense, x));
        concat(&[&sigmoid(&dense(&network.dense_2, &x)), &x])
    });
}

#[test]
fn branches_of_the_input() {
    check::<Wide<f64>>(&inputs(), |network, x| {
        let first = tanh(&dense(&network.dense, x));
        let first = &first + tanh(&first);
        dense(&network.dense_3, &concat(&[x, &first, &sigmoid(&dense(&network.dense_2, x))]))
    });
}
