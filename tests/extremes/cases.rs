//! Extreme cases, and the checks that hold for all of them.

use ffnn::kernels::InstructionSet;
use ffnn::prelude::*;
use ffnn::train::Target;
use ffnn::{Optimizer, Place, Role, Stream, TrainError, Vector};

/// Samples in a batch.
pub(crate) const SAMPLES: usize = 6;
/// Enough steps for diverging values to overflow `f32`.
const STEPS: usize = 12;

/// A change to the parameters of a new network.
#[derive(Clone, Copy, Debug)]
enum Start {
    Drawn,
    /// The last biases are ± this value, and so are the logits, approximately.
    Logits(f64),
    /// Every weight has this value.
    Weights(f64),
    /// Weights alternate between this value and its reciprocal.
    Mixed(f64),
    /// Every parameter has this value, including scales of normalizations.
    All(f64),
}

const STARTS: [Start; 10] = [
    Start::Drawn,
    Start::Logits(1e4),
    Start::Weights(0.0),
    Start::Weights(1e-42),
    Start::Weights(1e30),
    Start::Weights(-1e30),
    Start::Weights(1e-30),
    Start::Mixed(1e30),
    Start::All(1e30),
    Start::All(1e-30),
];

#[derive(Clone, Copy, Debug)]
enum Inputs {
    /// About ± this value.
    Drawn(f64),
    /// Each feature is the same in all samples.
    Constant(f64),
    /// The same number everywhere.
    Equal(f64),
}

const INPUTS: [Inputs; 7] = [
    Inputs::Drawn(1.0),
    Inputs::Drawn(1e30),
    Inputs::Drawn(1e-30),
    Inputs::Constant(1.0),
    Inputs::Constant(1e4),
    Inputs::Equal(0.0),
    Inputs::Equal(1e30),
];

fn network<N: Network>(start: Start) -> Box<N> {
    let mut network = N::boxed(3);
    let values = network.parts_mut().0.as_mut_slice();
    let fill = |values: &mut [N::Scalar], size: &dyn Fn(usize) -> f64| {
        values.iter_mut().enumerate().for_each(|(place, value)| *value = N::Scalar::from_f64(size(place)));
    };
    let weights = N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight).map(|(_, _, range)| range);
    match start {
        Start::Drawn => {}
        Start::Logits(size) => {
            let biases = N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Bias);
            let (_, _, range) = biases.last().expect("the last layer has a bias");
            fill(&mut values[range], &|place| if place % 2 == 0 { size } else { -size });
        }
        Start::Weights(size) => weights.for_each(|range| fill(&mut values[range], &|_| size)),
        Start::Mixed(size) => {
            let mixed = |place| if place % 2 == 0 { size } else { 1.0 / size };
            weights.for_each(|range| fill(&mut values[range], &mixed));
        }
        Start::All(size) => fill(values, &|_| size),
    }
    network
}

fn inputs<V: Vector>(inputs: Inputs) -> Vec<V> {
    let random = &mut Stream::root(11).named("inputs").random();
    let constants: Vec<f64> = V::ZERO.as_ref().iter().map(|_| random.normal()).collect();
    let mut input = || {
        let mut vector = V::ZERO;
        for (value, constant) in vector.as_mut().iter_mut().zip(&constants) {
            *value = V::Scalar::from_f64(match inputs {
                Inputs::Drawn(size) => size * random.normal(),
                Inputs::Constant(size) => size * constant,
                Inputs::Equal(value) => value,
            });
        }
        vector
    };
    (0..SAMPLES).map(|_| input()).collect()
}

/// Trains with all extreme cases; ordinary inputs with the first of `targets` must finish.
pub(crate) fn survive<N: Network, L: Loss<N::Head>, O: Optimizer>(
    loss: L,
    optimizer: O,
    targets: &[Vec<Target<N, L>>],
) {
    for at in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        for start in STARTS {
            for input in INPUTS {
                for (index, targets) in targets.iter().enumerate() {
                    let builder =
                        Trainer::<N>::builder().loss(loss.clone()).optimizer(optimizer.clone()).batch(SAMPLES);
                    let mut trainer = builder.instructions(at).build_with(network(start)).expect("a trainer");
                    let case = format!("{loss:?}, {optimizer:?}, {at}, {start:?}, {input:?}, targets {index}");
                    let ended = trains(&case, &mut trainer, &inputs(input), targets);
                    let plain = matches!(input, Inputs::Drawn(1.0) | Inputs::Constant(1.0) | Inputs::Equal(0.0));
                    let usual = plain && matches!(start, Start::Drawn) && index == 0;
                    assert!(ended || !usual, "{case}: nothing is extreme here, and it stopped");
                }
            }
        }
    }
}

/// Whether all steps succeed. If not, the error names a place and the trainer is unchanged, including its moments.
#[track_caller]
fn trains<N: Network, L: Loss<N::Head>, O: Optimizer>(
    case: &str,
    trainer: &mut Trainer<N, L, O>,
    inputs: &[N::Input],
    targets: &[Target<N, L>],
) -> bool {
    for step in 0..STEPS {
        let before = trainer.save_bytes();
        match trainer.step(inputs, targets) {
            Ok(loss) => {
                assert!(loss.is_finite(), "{case}, step {step}: a loss of {loss}");
                let broken = trainer.network().as_slice().iter().position(|value| !value.is_finite());
                assert_eq!(broken, None, "{case}, step {step}: not finite after a step without an error");
            }
            Err(TrainError::NotFinite { place, step: found }) => {
                assert_eq!(found, step as u64, "{case}");
                assert_place::<N>(case, place);
                assert!(trainer.save_bytes() == before, "{case}, step {step}: {place} changed the trainer");
                return false;
            }
            Err(error) => panic!("{case}, step {step}: {error}"),
        }
    }
    true
}

/// The place is part of the network.
#[track_caller]
fn assert_place<N: Network>(case: &str, place: Place) {
    let layers = N::Parameters::LAYERS;
    let known = match place {
        Place::Output(layer) => layers.iter().any(|row| row.name == layer),
        Place::Gradient { layer, tensor }
        | Place::Square { layer, tensor }
        | Place::Step { layer, tensor }
        | Place::Parameter { layer, tensor } => {
            let mut rows = layers.iter().filter(|row| row.name == layer);
            rows.any(|row| row.leaves.iter().any(|leaf| leaf.name == tensor))
        }
        Place::State { layer, tensor } => {
            let mut rows = layers.iter().filter(|row| row.name == layer);
            rows.any(|row| row.state_leaves.iter().any(|leaf| leaf.name == tensor))
        }
        Place::Loss => true,
    };
    assert!(known, "{case}: {place} is no place of this network");
}
