//! Networks live on the heap: a thread with a small stack builds, trains and uses a large one, even in a debug build,
//! where every value passed or returned takes its own stack slot.

use ffnn::nalgebra::SMatrix;
use ffnn::prelude::*;
use ffnn::train::evaluate;

/// Far less than Rust's default of 2 MiB per thread, and about what small systems provide.
const STACK: usize = 256 * 1024;

/// A ragged batch: groups of eight samples, of two and of one.
const BATCH: usize = 11;

network! {
    /// The network of the MNIST tutorials: more than a megabyte of parameters.
    struct Mnist: 784 -> 10 {
        Dropout { rate: 0.1 },
        Dense<300>,
        Elu,
        Dense<100>,
        Tanh,
        Residual { Dense<50>, Elu, Dense<100> },
        Concat { [Dense<30>, Tanh], [Dense<20>, Elu], [] },
        Dense<10>,
        Softmax,
    }
}

network! {
    /// A network with an integer form of a quarter of a megabyte.
    struct Wide: 784 -> 10 { Dense<300>, Relu, Dense<10>, Softmax }

    quantized;
}

fn with_little_stack(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().name(name.into()).stack_size(STACK).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn work<T: Scalar>() {
    let inputs: Vec<[T; 784]> = vec![[T::from_f64(0.25); 784]; BATCH];
    let targets: Vec<usize> = (0..BATCH).map(|sample| sample % 10).collect();
    let mut trainer =
        Trainer::<Mnist<T>>::builder().optimizer(Adam::new(1e-3)).batch(BATCH).build().expect("a trainer");
    for length in [BATCH, 1, 8] {
        trainer.step(&inputs[..length], &targets[..length]).expect("a step");
    }
    assert!(trainer.network().predict(&inputs[0]).confidence() > T::ZERO);
    let evaluation = evaluate(trainer.network(), &SoftmaxCrossEntropy, &inputs, &targets).expect("a loss");
    assert!(evaluation.loss.is_finite());
    let frozen = trainer.network().freeze();
    assert!(frozen.predict(&inputs[0]).confidence() > T::ZERO);
    let mut logits = vec![[T::ZERO; 10]; BATCH];
    frozen.clone_boxed().logits_batch(&inputs, &mut logits).expect("as many places");
    let mut jacobian = SMatrix::<T, 10, 784>::zeros_boxed();
    assert!(frozen.predict_with_jacobian(&inputs[0], &mut jacobian).confidence() > T::ZERO);
    let data = Dataset::new(inputs, targets).expect("a data set");
    assert!(trainer.fit(&data, 1).expect("an epoch").last().is_some());
    let copy: Box<Mnist<T>> = trainer.into_network().clone();
    let frozen_copy: Box<MnistFrozen<T>> = frozen.clone();
    assert!(frozen_copy == frozen && format!("{copy:?}").len() < 100);
    let again = copy.clone();
    assert!(again == copy && *again == *copy);
    assert!(copy.clone_boxed().as_slice().iter().all(|value| value.is_finite()));
}

#[test]
fn single_precision_takes_little_stack() {
    with_little_stack("f32", work::<f32>);
}

#[test]
fn double_precision_takes_little_stack() {
    with_little_stack("f64", work::<f64>);
}

#[test]
fn a_copy_of_a_network_in_integers_takes_little_stack() {
    with_little_stack("integers", || {
        let samples = vec![[0.25; 784]; 2];
        let quantized = Wide::<f32>::boxed(1).quantize(&samples).expect("a form in integers");
        let copy: Box<WideQuantized> = quantized.clone();
        assert!(copy == quantized);
    });
}
