//! The Jacobian of the logits with respect to the input, compared with central differences.

use ffnn::kernels::InstructionSet;
use ffnn::nalgebra::SMatrix;
use ffnn::network::Prediction;
use ffnn::prelude::*;
use ffnn::testing::{Tolerance, assert_close};

use crate::declared::{Blocks, Folded, Generic, Kept, Last, Plain, Wide, Without};
use crate::equal::trained;

/// Half the distance between the two points.
const STEP: f64 = 1e-5;
/// TrainError of a central difference: about `STEP²` times a third derivative, plus 1e-16 / `STEP` from rounding.
const DIFFERENCE: Tolerance = Tolerance(1e-7);

fn check<N, F, const IN: usize, const OUT: usize>(values: impl Fn(&Prediction<N>) -> Vec<f64>)
where
    N: Freeze<Scalar = f64, Input = [f64; IN], Logits = [f64; OUT], Frozen = F>,
    F: Frozen<Network = N, Jacobian = SMatrix<f64, OUT, IN>>,
{
    let (network, inputs) = trained::<N>(11);
    let frozen = network.freeze();
    for input in &inputs[..4] {
        let mut expected = SMatrix::<f64, OUT, IN>::zeros();
        for place in 0..IN {
            let logits = |step: f64| {
                let mut moved = *input;
                moved[place] += step;
                network.logits(&moved)
            };
            let (after, before) = (logits(STEP), logits(-STEP));
            for output in 0..OUT {
                expected[(output, place)] = (after[output] - before[output]) / (2.0 * STEP);
            }
        }
        for at in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
            let mut found = SMatrix::from_element(f64::NAN);
            let said = frozen.predict_with_jacobian_at(at, input, &mut found);
            let name = format!("the derivative, {}", at.name());
            assert_close(DIFFERENCE, &name, found.as_slice(), expected.as_slice());
            let expected = network.predict(input);
            assert_close(Tolerance::F64_STEPS, "what is said besides", &values(&said), &values(&expected));
        }
    }
}

macro_rules! check_all {
    ($($name:ident: $network:ident $(<$($width:literal),+>)?;)+) => {
        $(
            #[test]
            fn $name() {
                check::<$network<$($($width,)+)? f64>, _, _, _>(|said| said.iter().copied().collect());
            }
        )+
    };
}

check_all! {
    dropout_first: Plain;
    batch_norm_after_dense: Folded;
    batch_norm_elsewhere: Kept;
    layers_without_some_tensors: Without;
    batch_norm_last: Last;
    blocks: Blocks;
    generic_widths: Generic<4, 24, 2>;
    generic_widths_of_one: Generic<1, 1, 1>;
    wide: Wide;
}
