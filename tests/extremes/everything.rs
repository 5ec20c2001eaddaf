//! Numbers at the ends of what there is: training stays finite, or stops with the error that names the place and leaves the
//! network as it was.

use ffnn::prelude::*;
use ffnn::train::Target;
use ffnn::{Error, Optimizer, Vector};

/// Enough for moments to grow, and for what overflows to do so.
const STEPS: usize = 20;

/// How many samples there are, a batch.
const SAMPLES: usize = 8;

macro_rules! networks {
    ($($name:ident { $($layers:tt)+ })+) => { $(
        network! {
            struct $name: 3 -> 2 { $($layers)+ }
        }
    )+ };
}

networks! {
    Plain { Dense<8>, Relu, Dense<2>, Softmax }
    Batch { Dense<8>, BatchNorm, Elu, Dense<2>, Softmax }
    Layers { Dense<8>, LayerNorm, Tanh, Dense<2>, Softmax }
    Labels { Dense<8>, BatchNorm, Sigmoid, Dense<2>, Sigmoid }
    Values { Dense<8>, LayerNorm, Softplus, Dense<2>, Linear }
}

/// What is done to a network and to its inputs before it is trained.
#[derive(Clone, Copy, Debug)]
enum Extreme {
    /// All weights times this.
    Weights(f64),
    /// Logits of about this size: the last layer's bias.
    Logits(f64),
    /// All inputs are this.
    Constant(f64),
    /// Inputs of about this size.
    Inputs(f64),
    /// Nothing: numbers as they usually are.
    Nothing,
}

const EXTREMES: [Extreme; 14] = [
    Extreme::Weights(1e30),
    Extreme::Weights(1e-30),
    Extreme::Weights(1e-42),
    Extreme::Weights(0.0),
    Extreme::Logits(1e4),
    Extreme::Logits(-1e4),
    Extreme::Constant(0.0),
    Extreme::Constant(0.1),
    Extreme::Constant(1e30),
    Extreme::Inputs(1e30),
    Extreme::Inputs(1e-30),
    Extreme::Inputs(1e-42),
    Extreme::Inputs(1e4),
    Extreme::Nothing,
];

fn inputs<N: Network>(extreme: Extreme) -> Vec<N::Input> {
    let mut random = ffnn::Stream::root(5).random();
    let mut value = || match extreme {
        Extreme::Constant(value) => value,
        Extreme::Inputs(size) => size * random.normal(),
        _ => random.normal(),
    };
    let mut input = || {
        let mut input = N::Input::ZERO;
        input.as_mut().iter_mut().for_each(|input| *input = Scalar::from_f64(value()));
        input
    };
    (0..SAMPLES).map(|_| input()).collect()
}

fn change<N: Network>(network: &mut N, extreme: Extreme) {
    match extreme {
        Extreme::Weights(factor) => {
            network.parts_mut().0.as_mut_slice().iter_mut().for_each(|weight| *weight *= Scalar::from_f64(factor));
        }
        Extreme::Logits(size) => {
            // The bias of the last layer is the last tensor: logits are apart by twice this.
            let parameters = network.parts_mut().0.as_mut_slice();
            let bias = parameters.len() - N::Logits::LEN;
            for (output, value) in parameters[bias..].iter_mut().enumerate() {
                *value = Scalar::from_f64(if output == 0 { size } else { -size });
            }
        }
        Extreme::Constant(_) | Extreme::Inputs(_) | Extreme::Nothing => {}
    }
}

/// Whether training with this loss and optimizer got to its end.
fn train<N: Network, L: Loss<N::Head>, O: Optimizer>(
    extreme: Extreme,
    loss: L,
    optimizer: O,
    targets: &[Target<N, L>],
) -> bool {
    let what = format!("{} with {loss:?} and {extreme:?}", std::any::type_name::<N>());
    let builder = Trainer::<N>::builder().loss(loss).optimizer(optimizer).batch(SAMPLES).seed(3);
    let mut trainer = builder.build().expect("every setting is sound");
    change(trainer.network_mut(), extreme);
    let inputs = inputs::<N>(extreme);
    for _ in 0..STEPS {
        let before = trainer.network().as_slice().to_vec();
        match trainer.step(&inputs, targets) {
            Ok(loss) => {
                assert!(loss.is_finite() && loss >= 0.0, "{what}: a loss of {loss}");
                let wrong = trainer.network().as_slice().iter().copied().find(|value| !value.is_finite());
                // A sound gradient may still lead beyond all numbers; the next step says so, and names the layer.
                if wrong.is_some() {
                    let next = trainer.step(&inputs, targets);
                    assert!(matches!(next, Err(Error::NotFinite { .. })), "{what}: {next:?} after {wrong:?}");
                    return false;
                }
            }
            Err(Error::NotFinite { .. }) => {
                assert!(trainer.network().as_slice() == before, "{what}: a step that failed has moved something");
                return false;
            }
            Err(error) => panic!("{what}: {error}"),
        }
    }
    true
}

/// With every optimizer that has a rule of its own; counts those that came to the end.
fn each_optimizer<N: Network, L: Loss<N::Head>>(loss: L, targets: &[Target<N, L>]) {
    let mut ended = [0, 0];
    for extreme in EXTREMES {
        let results = [
            train::<N, L, _>(extreme, loss, GradientDescent::new(0.1), targets),
            train::<N, L, _>(extreme, loss, Momentum::new(0.02), targets),
            train::<N, L, _>(extreme, loss, Nesterov::new(0.02), targets),
            train::<N, L, _>(extreme, loss, AdaGrad::new(0.1), targets),
            train::<N, L, _>(extreme, loss, RmsProp::new(0.005), targets),
            train::<N, L, _>(extreme, loss, (ClipByGlobalNorm(1.0), Adam::new(0.01)), targets),
            train::<N, L, _>(extreme, loss, AdamW::new(0.01), targets),
            train::<N, L, _>(extreme, loss, AmsGrad::new(0.01), targets),
            train::<N, L, _>(extreme, loss, Nadam::new(0.01), targets),
            train::<N, L, _>(extreme, loss, Lion::new(0.005), targets),
        ];
        // Numbers as they usually are must not end with an error, and neither must constant features.
        if matches!(extreme, Extreme::Nothing | Extreme::Constant(0.0 | 0.1) | Extreme::Weights(0.0)) {
            assert_eq!(results, [true; 10], "{} with {loss:?} and {extreme:?}", std::any::type_name::<N>());
        }
        results.iter().for_each(|&end| ended[usize::from(end)] += 1);
    }
    assert!(ended[1] > ended[0], "{ended:?} failed and ended");
}

/// Classes in turn, all of one, and one that has a single sample.
const CLASSES: [[usize; SAMPLES]; 3] = [[0, 1, 0, 1, 0, 1, 0, 1], [1; SAMPLES], [0, 0, 0, 0, 0, 0, 0, 1]];

fn vectors<T: Scalar>(size: f64) -> [[[T; 2]; SAMPLES]; 3] {
    CLASSES.map(|classes| classes.map(|class| [class, 1 - class].map(|one| T::from_f64(size * one as f64))))
}

#[test]
fn classes() {
    for classes in CLASSES {
        each_optimizer::<Plain<f32>, _>(SoftmaxCrossEntropy, &classes);
        each_optimizer::<Batch<f32>, _>(SoftmaxCrossEntropy, &classes);
        each_optimizer::<Layers<f32>, _>(SoftmaxCrossEntropy, &classes);
    }
    each_optimizer::<Batch<f64>, _>(SoftmaxCrossEntropy, &CLASSES[2]);
    each_optimizer::<Batch<f32>, _>(LabelSmoothing { smoothing: 0.1 }, &CLASSES[2]);
}

#[test]
fn labels() {
    for targets in vectors::<f32>(1.0) {
        each_optimizer::<Labels<f32>, _>(SigmoidCrossEntropy, &targets);
        each_optimizer::<Batch<f32>, _>(SoftCrossEntropy, &targets);
    }
}

#[test]
fn values() {
    for targets in vectors::<f32>(1.0) {
        each_optimizer::<Values<f32>, _>(MeanSquaredError, &targets);
        each_optimizer::<Values<f32>, _>(MeanAbsoluteError, &targets);
        each_optimizer::<Values<f32>, _>(Huber { delta: 1.0 }, &targets);
    }
}
