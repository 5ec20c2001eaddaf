//! Hand-written C, compiled with `-O3 -march=native -ffast-math`: plain loops, and vectors of 512 bits.

#[cfg(not(compiled_c))]
pub fn run(_: &mut crate::runner::Runner) {
    eprintln!("c: skipped: no compiler for C");
}

#[cfg(compiled_c)]
pub use compiled::run;

#[cfg(compiled_c)]
mod compiled {
    use std::ffi::{c_double, c_long};
    use std::hint::black_box;

    use crate::runner::Runner;
    use crate::workload::*;

    type Predict = unsafe extern "C" fn(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
    type Train = unsafe extern "C" fn(*mut f32, *mut State, inputs: *const f32, targets: *const c_long) -> f32;

    /// `struct rule` of `plain.c`.
    #[repr(C)]
    struct State {
        rate: f32,
        adam: c_long,
        step: c_long,
        powers: [c_double; 2],
        moments: [*mut f32; 2],
    }

    unsafe extern "C" {
        fn plain_one_1(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_one_4(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_one_64(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_one_18(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_one_784(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_one_300(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_batch_64(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_batch_784(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_batch_300(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_1(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_4(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_64(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_18(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_784(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_one_300(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_batch_64(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_batch_784(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn vectors_batch_300(parameters: *const f32, inputs: *const f32, outputs: *mut f32);
        fn plain_train_64(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
        fn plain_train_784(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
        fn plain_train_784_one(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
        fn plain_train_300(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
        fn plain_train_300_norm(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
        fn plain_train_deep(parameters: *mut f32, state: *mut State, inputs: *const f32, targets: *const c_long) -> f32;
    }

    pub fn run(runner: &mut Runner) {
        runner.peer("C", env!("VERSION_C"));
        one::<1, 1>(runner, [ONE_1, CHAIN_1], plain_one_1, flat);
        one::<4, 2>(runner, [ONE_4, CHAIN_4], plain_one_4, flat);
        one::<64, 10>(runner, [ONE_64, CHAIN_64], plain_one_64, flat);
        one::<18, 4>(runner, [ONE_18, CHAIN_18], plain_one_18, flat);
        one::<784, 10>(runner, [ONE_784], plain_one_784, flat);
        one::<784, 10>(runner, [ONE_300], plain_one_300, flat);
        batch(runner, BATCH_64, plain_batch_64, flat);
        batch(runner, BATCH_784, plain_batch_784, flat);
        batch(runner, BATCH_300, plain_batch_300, flat);
        train(runner, TRAIN_64_SGD, plain_train_64);
        train(runner, TRAIN_64_ADAM, plain_train_64);
        train(runner, TRAIN_784_SGD, plain_train_784);
        train(runner, TRAIN_784_ADAM, plain_train_784);
        train(runner, TRAIN_784_ONE, plain_train_784_one);
        train(runner, TRAIN_300_SGD, plain_train_300);
        train(runner, TRAIN_300_NORM, plain_train_300_norm);
        train(runner, TRAIN_DEEP, plain_train_deep);
        runner.peer("C, vectors", env!("VERSION_C"));
        one::<1, 1>(runner, [ONE_1, CHAIN_1], vectors_one_1, padded);
        one::<4, 2>(runner, [ONE_4, CHAIN_4], vectors_one_4, padded);
        one::<64, 10>(runner, [ONE_64, CHAIN_64], vectors_one_64, padded);
        one::<18, 4>(runner, [ONE_18, CHAIN_18], vectors_one_18, padded);
        one::<784, 10>(runner, [ONE_784], vectors_one_784, padded);
        one::<784, 10>(runner, [ONE_300], vectors_one_300, padded);
        batch(runner, BATCH_64, vectors_batch_64, padded);
        batch(runner, BATCH_784, vectors_batch_784, padded);
        batch(runner, BATCH_300, vectors_batch_300, padded);
    }

    fn one<const IN: usize, const OUT: usize>(
        runner: &mut Runner,
        works: impl IntoIterator<Item = Workload>,
        predict: Predict,
        layout: impl Fn(&Workload) -> Aligned,
    ) {
        for work in works {
            assert_eq!([IN, OUT], [work.inputs(), work.outputs()]);
            let parameters = layout(&work);
            let input = work.rows::<IN>()[0];
            let predict = |input: &[f32; IN]| {
                let mut output = [0.0; OUT];
                // SAFETY: the function reads the parameters and the inputs of this network and writes its outputs.
                unsafe { predict(black_box(parameters.values()), input.as_ptr(), output.as_mut_ptr()) };
                output
            };
            if work.task == Task::Chain {
                runner.chain(&work, predict);
            } else {
                runner.predict(&work, || predict(black_box(&input)), |output| output.to_vec());
            }
        }
    }

    fn batch(runner: &mut Runner, work: Workload, predict: Predict, layout: impl Fn(&Workload) -> Aligned) {
        let parameters = layout(&work);
        let inputs = work.data();
        runner.fill(&work, |outputs| {
            // SAFETY: the function reads the parameters and the inputs of this network and writes its outputs.
            unsafe { predict(black_box(parameters.values()), black_box(inputs.as_ptr()), outputs.as_mut_ptr()) };
        });
    }

    struct Training {
        parameters: Aligned,
        moments: [Vec<f32>; 2],
        state: State,
    }

    fn train(runner: &mut Runner, work: Workload, train: Train) {
        let inputs = work.data();
        let targets: Vec<c_long> = work.targets().into_iter().map(|target| target as c_long).collect();
        let make = |rate: f64| {
            let parameters = flat(&work);
            let mut moments = [(); 2].map(|()| vec![0.0; parameters.count]);
            let state = State {
                rate: rate as f32,
                adam: c_long::from(matches!(work.task, Task::Train(Rule::Adam, _))),
                step: 0,
                powers: [1.0; 2],
                // A vector stays where it is when it is moved.
                moments: moments.each_mut().map(|moment| moment.as_mut_ptr()),
            };
            Training { parameters, moments, state }
        };
        let step = |training: &mut Training| {
            black_box(&mut training.moments);
            let parameters = training.parameters.values_mut();
            // SAFETY: the function reads the batch and moves the parameters and moments of this network.
            unsafe {
                train(parameters, &mut training.state, black_box(inputs.as_ptr()), black_box(targets.as_ptr()))
            }
        };
        runner.train(&work, make, step, |loss| loss);
    }

    const LANES: usize = 16;

    /// Values at a multiple of 64 bytes.
    struct Aligned {
        lines: Vec<Line>,
        count: usize,
    }

    #[derive(Clone)]
    #[repr(C, align(64))]
    struct Line([f32; LANES]);

    impl Aligned {
        fn new(mut values: Vec<f32>) -> Self {
            let count = values.len();
            values.resize(count.next_multiple_of(LANES), 0.0);
            Self { lines: values.as_chunks().0.iter().map(|line| Line(*line)).collect(), count }
        }

        fn values(&self) -> *const f32 {
            self.lines.as_ptr().cast()
        }

        fn values_mut(&mut self) -> *mut f32 {
            self.lines.as_mut_ptr().cast()
        }
    }

    /// Weights as `[input][output]`, then the bias, or scale and shift.
    fn flat(work: &Workload) -> Aligned {
        let layer = |layer: Numbers| {
            let behind = layer.bias.clone().unwrap_or_else(|| {
                std::iter::repeat_n(1.0, layer.outputs).chain(std::iter::repeat_n(0.0, layer.outputs)).collect()
            });
            layer.transposed().into_iter().chain(behind)
        };
        Aligned::new(work.layers().into_iter().flat_map(layer).collect())
    }

    /// The same, each row a multiple of the lanes; a layer of one output is one row and its bias another.
    fn padded(work: &Workload) -> Aligned {
        let mut values = Vec::new();
        for layer in work.layers() {
            let (width, weights) = match layer.outputs {
                1 => (layer.inputs, layer.weights.clone()),
                outputs => (outputs, layer.transposed()),
            };
            for row in weights.chunks(width).chain([layer.bias()]) {
                values.extend_from_slice(row);
                values.resize(values.len().next_multiple_of(LANES), 0.0);
            }
        }
        Aligned::new(values)
    }
}
