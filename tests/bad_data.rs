//! Every public function that takes data gets bad data: nothing, too little, too much, NaN, infinity, invalid targets.
//! None panics, each returns a typed error with a position, and a trainer continues as if nothing had happened.
//!
//! Add a new function that takes data as a line in [`FUNCTIONS`], [`BYTES`] or [`COUNTS`].

use std::error::Error;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ffnn::data::{self, AugmentImages, Augmentation, Standardizer, csv, idx};
use ffnn::files::{self, Names};
use ffnn::kernels::InstructionSet;
use ffnn::metrics::{Calibration, Confusion, Labels, RSquared, Report, TopK};
use ffnn::nalgebra::SMatrix;
use ffnn::prelude::*;
use ffnn::train::{EarlyStopping, RateFinder, Validation, Workspace, evaluate, evaluate_at};
use ffnn::{Stream, network::scratch};

network! {
    struct Classes: 2 -> 3 {
        Dense<4>,
        Tanh,
        Dense<3>,
        Softmax,
    }
    quantized;
}

network! { struct Answers: 2 -> 2 { Dense<2>, Sigmoid } }

network! { struct Values: 2 -> 2 { Dense<2>, Linear } }

/// A defect of the data.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    /// No sample.
    Empty,
    /// One target too few.
    Short,
    /// One target too many.
    Long,
    /// An input that is NaN or infinite.
    Input(f32),
    /// A class beyond the last, or a value that is NaN.
    Target,
}

use Wrong::{Empty, Input, Long, Short, Target};

const ALL: [Wrong; 7] = [Empty, Short, Long, Input(f32::NAN), Input(f32::INFINITY), Input(f32::NEG_INFINITY), Target];

/// Defects that functions without targets cannot see.
const OF_TARGETS: &[Wrong] = &[Short, Long, Target];

/// Defective data for every head.
struct Samples {
    inputs: Vec<[f32; 2]>,
    classes: Vec<usize>,
    values: Vec<[f32; 2]>,
}

impl Samples {
    fn new(wrong: Option<Wrong>) -> Self {
        let inputs = (0..12).map(|row| [row as f32 / 10.0, (row % 5) as f32 - 2.0]).collect();
        let classes: Vec<usize> = (0..12).map(|row| row % 3).collect();
        let values = classes.iter().map(|&class| [class % 2, class / 2].map(|value| value as f32)).collect();
        let mut samples = Self { inputs, classes, values };
        let Self { inputs, classes, values } = &mut samples;
        match wrong {
            None => {}
            Some(Empty) => {
                inputs.clear();
                classes.clear();
                values.clear();
            }
            Some(Short) => {
                classes.truncate(11);
                values.truncate(11);
            }
            Some(Long) => inputs.truncate(11),
            Some(Input(value)) => inputs[7][1] = value,
            Some(Target) => (classes[7], values[7]) = (9, [0.0, f32::NAN]),
        }
        samples
    }

    fn dataset(&self) -> Result<Dataset<[f32; 2], usize>, ffnn::TrainError> {
        Dataset::new(self.inputs.clone(), self.classes.clone())
    }
}

type Told = Result<(), Box<dyn Error>>;

fn told<V, E: Error + 'static>(result: Result<V, E>) -> Told {
    result.map(|_| ()).map_err(|error| Box::new(error) as Box<dyn Error>)
}

fn trainer() -> Trainer<Classes> {
    Trainer::<Classes>::builder().batch(12).seed(3).quiet().build().expect("a trainer")
}

/// Calls `work` with a trainer, which must be unchanged after an error.
fn refused<V>(work: impl FnOnce(&mut Trainer<Classes>) -> Result<V, ffnn::TrainError>) -> Told {
    let mut trainer = trainer();
    let before = trainer.save_bytes();
    let result = work(&mut trainer);
    if result.is_err() {
        assert_eq!(trainer.save_bytes(), before, "a failed operation changes nothing");
    }
    told(result)
}

fn learner(samples: &Samples, step: bool) -> Told {
    let (mut network, mut workspace) = (MaybeUninit::uninit(), MaybeUninit::<Workspace<Classes, Adam>>::uninit());
    let mut scratch = vec![0.0; scratch::<Classes<f32>>(12)];
    let network = Classes::zeros_in(&mut network);
    let mut learner = Learner::new(network, Adam::new(0.01), &mut workspace, &mut scratch).expect("a learner");
    let (inputs, classes) = (&samples.inputs, &samples.classes);
    told(if step { learner.step(inputs, classes) } else { learner.compute(inputs, classes) })
}

fn metric(add: impl Fn(usize, [f32; 2], usize, [f32; 2]) -> Result<(), ffnn::TrainError>, samples: &Samples) -> Told {
    if samples.inputs.is_empty() || samples.inputs.len() != samples.classes.len() {
        return Err("not for a single sample".into());
    }
    let rows = samples.inputs.iter().zip(&samples.classes).zip(&samples.values);
    told(rows.enumerate().try_for_each(|(row, ((&input, &class), &values))| add(row, input, class, values)))
}

/// A function: its name, the defects that it does not see, and a call.
type Function = (&'static str, &'static [Wrong], fn(&Samples) -> Told);

const FUNCTIONS: &[Function] = &[
    ("Dataset::new", &[Input(0.0), Target], |s| told(s.dataset())),
    ("data::check", &[], |s| told(data::check::<Softmax, _, _, [f32; 3]>(&SoftmaxCrossEntropy, &s.inputs, &s.classes))),
    ("Standardizer::measure", OF_TARGETS, |s| told(Standardizer::measure(&s.inputs))),
    ("Trainer::step", &[], |s| refused(|trainer| trainer.step(&s.inputs, &s.classes))),
    ("Trainer::compute", &[], |s| refused(|trainer| trainer.compute(&s.inputs, &s.classes))),
    ("Trainer::fit", &[], |s| refused(|trainer| trainer.fit(&s.dataset()?, 2))),
    ("Trainer::fit_with, validation", &[], |s| {
        let good = Samples::new(None).dataset()?;
        refused(|trainer| trainer.fit_with(&good, Some(&s.dataset()?), 2, |_| {}))
    }),
    ("Trainer::fit_observed", &[], |s| refused(|trainer| trainer.fit_observed(&s.dataset()?, 2, |_| {}))),
    ("Trainer::fit_stepwise", &[], |s| refused(|trainer| trainer.fit_stepwise(&s.dataset()?, 2, |_| {}))),
    ("Trainer::find_rate", &[], |s| refused(|trainer| trainer.find_rate(&s.dataset()?))),
    ("Builder::validation", &[], |s| {
        let mut trainer = Trainer::<Classes>::builder().validation(0.25).quiet().build()?;
        told(trainer.fit(&s.dataset()?, 2))
    }),
    ("Builder::threads", &[], |s| {
        let mut trainer = Trainer::<Classes>::builder().threads(2).quiet().build()?;
        told(trainer.step(&s.inputs, &s.classes))
    }),
    ("Learner::step", &[], |s| learner(s, true)),
    ("Learner::compute", &[], |s| learner(s, false)),
    ("evaluate", &[], |s| told(evaluate(&*Classes::boxed(1), &SoftmaxCrossEntropy, &s.inputs, &s.classes))),
    ("evaluate_at", &[], |s| {
        let network = Values::<f32>::boxed(1);
        told(evaluate_at(InstructionSet::DETERMINISTIC, &*network, &MeanSquaredError, &s.inputs, &s.values))
    }),
    ("Confusion::of", &[], |s| told(Confusion::of(&*Classes::<f32>::boxed(1), &s.inputs, &s.classes))),
    ("Report::of", &[], |s| told(Report::of(&*Classes::<f32>::boxed(1), &s.inputs, &s.classes))),
    ("TopK::of", &[], |s| told(TopK::of(&*Classes::<f32>::boxed(1), 2, &s.inputs, &s.classes))),
    ("RSquared::of", &[], |s| told(RSquared::of(&*Values::<f32>::boxed(1), &s.inputs, &s.values))),
    ("Labels::of", &[], |s| told(Labels::of(&*Answers::<f32>::boxed(1), &s.inputs, &s.values))),
    ("Calibration::of_classes", &[], |s| {
        told(Calibration::of_classes(&*Classes::<f32>::boxed(1), &s.inputs, &s.classes))
    }),
    ("Calibration::of_labels", &[], |s| told(Calibration::of_labels(&*Answers::<f32>::boxed(1), &s.inputs, &s.values))),
    ("Confusion::add", &[Input(0.0)], |s| metric(|_, _, class, _| Confusion::new(3).add(class, 0), s)),
    ("TopK::add", &[Input(f32::INFINITY)], |s| {
        metric(|_, input, class, _| TopK::new(1)?.add(&[input[0], input[1], 0.0], class), s)
    }),
    ("RSquared::add", &[], |s| metric(|_, input, _, values| RSquared::new(2).add(&values, &input), s)),
    ("Labels::add", &[], |s| {
        metric(|_, input, _, values| Labels::new(2).add(&values, &input.map(|x| x * 0.1 + 0.5)), s)
    }),
    ("Calibration::add_class", &[], |s| {
        let probabilities = |x: f32| [x * 0.1 + 0.5, 0.25, 0.25];
        metric(|_, input, class, _| Calibration::new(10)?.add_class(class, &probabilities(input[1])), s)
    }),
    ("Calibration::add_label", &[Target], |s| {
        metric(|_, input, class, _| Calibration::new(10)?.add_label(class == 1, input[1] * 0.1 + 0.5), s)
    }),
    ("Quantize::quantize", OF_TARGETS, |s| told(Classes::boxed(1).quantize(&s.inputs))),
    ("predict_batch", &[Empty, Input(0.0), Target], |s| {
        let mut places = vec![Probabilities([0.0; 3]); s.classes.len()];
        told(Classes::boxed(1).predict_batch(&s.inputs, &mut places))
    }),
    ("logits_batch", &[Empty, Input(0.0), Target], |s| {
        let mut places = vec![[0.0; 3]; s.classes.len()];
        told(Classes::boxed(1).logits_batch(&s.inputs, &mut places))
    }),
    ("Frozen::predict_batch", &[Empty, Input(0.0), Target], |s| {
        let mut places = vec![Probabilities([0.0; 3]); s.classes.len()];
        told(Classes::boxed(1).freeze().predict_batch(&s.inputs, &mut places))
    }),
    ("Frozen::logits_batch", &[Empty, Input(0.0), Target], |s| {
        let mut places = vec![[0.0; 3]; s.classes.len()];
        told(Classes::boxed(1).freeze().logits_batch(&s.inputs, &mut places))
    }),
];

/// Whether a listed defect is this one; a number matches all numbers that are not listed separately.
fn sees(unseen: &[Wrong], wrong: Wrong) -> bool {
    !unseen.iter().any(|&other| match (other, wrong) {
        (Input(0.0), Input(_)) => true,
        (Input(other), Input(value)) => other.is_infinite() && value.is_infinite(),
        (other, wrong) => other == wrong,
    })
}

/// Returns the result of `work`; fails the test if it panics.
#[track_caller]
fn without_panic<V>(name: &str, work: impl FnOnce() -> V) -> V {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| panic!("{name} panics"))
}

#[test]
fn bad_data_are_typed_errors_everywhere() {
    for &(name, unseen, call) in FUNCTIONS {
        let good = without_panic(name, || call(&Samples::new(None)));
        assert!(good.is_ok(), "{name} takes good data: {}", good.unwrap_err());
        for wrong in ALL {
            let answer = without_panic(name, || call(&Samples::new(Some(wrong))));
            assert_eq!(answer.is_err(), sees(unseen, wrong), "{name}, {wrong:?}: {answer:?}");
            let message = answer.err().map_or_else(String::new, |error| error.to_string());
            let where_it_is = ["sample 7: ", "sample 0: "].iter().any(|place| message.starts_with(place));
            if sees(unseen, wrong) && matches!(wrong, Input(_) | Target) {
                assert!(where_it_is && message.contains("expected"), "{name}, {wrong:?}: {message:?}");
            }
        }
    }
}

#[test]
fn predicting_from_numbers_that_are_none_does_not_panic() {
    let network = Classes::<f32>::boxed(1);
    let quantized = network.quantize(&Samples::new(None).inputs).expect("integers");
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
        for input in [[value; 2], [value, 0.0]] {
            let answer = without_panic("predict", || network.predict(&input));
            assert!(!value.is_nan() || answer.checked_class().is_none(), "a NaN is reported");
            without_panic("logits", || network.logits(&input));
            without_panic("Frozen::predict", || network.freeze().predict(&input));
            without_panic("Frozen::predict_with_jacobian", || {
                network.freeze().predict_with_jacobian(&input, &mut SMatrix::zeros())
            });
            without_panic("Quantized::predict", || quantized.predict(&input));
            without_panic("Standardizer::apply", || {
                let standardizer = Standardizer::measure(&Samples::new(None).inputs).expect("finite inputs");
                let mut row = input;
                standardizer.apply(&mut row);
                standardizer.invert(&mut row);
            });
        }
    }
}

/// A function of bytes: its name and a call.
type OfBytes = (&'static str, fn(&[u8]) -> Told);

const BYTES: &[OfBytes] = &[
    ("csv, classes", |bytes| told(csv::read("a", bytes)?.classes::<f32, 2>())),
    ("csv, values", |bytes| told(csv::read("a", bytes)?.header().row_names().values::<f64, 2, 2>())),
    ("csv, names", |bytes| told(csv::read("a", bytes)?.delimiter(b' ').comment(b'#').classes_named::<f32, 2>())),
    ("csv, missing", |bytes| told(csv::read("a", bytes)?.missing(csv::Missing::Mean).classes_as::<f32, 2>(&["a"]))),
    ("csv, decimal commas", |bytes| {
        told(csv::read("a", bytes)?.decimal_comma().missing(csv::Missing::DropRow).classes::<f32, 2>())
    }),
    ("idx, images", |bytes| told(idx::read_images::<4>("a", bytes))),
    ("idx, labels", |bytes| told(idx::read_labels("a", bytes))),
    ("files::from_bytes", |bytes| {
        let mut network = Classes::<f32>::boxed(1);
        let before = network.clone_boxed();
        let read = files::from_bytes(&mut *network, bytes, &Names::torch());
        assert_eq!(network.as_slice(), before.as_slice(), "a failed operation changes nothing");
        told(read)
    }),
    ("Trainer::load_bytes", |bytes| told(trainer().load_bytes(bytes))),
];

#[test]
fn bytes_that_are_no_data_are_typed_errors_everywhere() {
    let long = vec![b','; 100_000];
    let texts: [&[u8]; 16] = [
        b"",
        b"\n\r\n",
        b"\0",
        b"\xff\xfe\xff",
        b"\"",
        b"\"\"\"",
        b",,,,\n,",
        b"1,2,nan\n",
        b"inf,1,0\n",
        b"1e999,1,0\n1,1\n",
        b"#\n# \n",
        b"<html>",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\xff{}",
        &long,
    ];
    for &(name, call) in BYTES {
        for text in texts {
            let answer = without_panic(name, || call(text));
            let error = answer.expect_err(name).to_string();
            assert!(!error.is_empty() && error.len() < 1000, "{name}: {error}");
        }
    }
}

/// A function of a count: its name and a call.
type OfCount = (&'static str, fn(usize) -> Told);

const COUNTS: &[OfCount] = &[
    ("Builder::batch", |count| told(Trainer::<Classes>::builder().batch(count).build()?.fit(&good(), 1))),
    ("Builder::accumulate", |count| told(Trainer::<Classes>::builder().accumulate(count).build()?.fit(&good(), 1))),
    ("Builder::pieces", |count| {
        told(Trainer::<Classes>::builder().batch(count).pieces(count).build()?.fit(&good(), 1))
    }),
    ("Builder::early_stopping", |count| {
        let builder = Trainer::<Classes>::builder().validation(0.25).early_stopping(EarlyStopping::from(count as u64));
        told(builder.build()?.fit(&good(), 1))
    }),
    ("RateFinder", |count| told(trainer().find_rate_with(&good(), RateFinder { steps: count, ..RateFinder::DEFAULT }))),
    ("Trainer::fit", |count| told(trainer().fit(&good(), count.min(1)))),
    ("Dataset::batches", |count| told(good().batches(count).map(|batches| batches.len()))),
    ("Dataset::select", |count| told(good().select(&[count]))),
    ("Dataset::k_fold", |count| told(good().k_fold(count, 1).map(|folds| folds.len()))),
    ("Dataset::stratified_k_fold", |count| told(good().stratified_k_fold(count, 1, |&class| class).map(|_| ()))),
    ("Augmentation::copies", |count| told(AugmentImages::new(1, 2).copies(&good(), count, Stream::root(1)))),
    ("AugmentImages::new", |count| {
        let mut input = [[0.5f32; 2]];
        let augmentation = AugmentImages { shift: 1.0, ..AugmentImages::new(count, count) };
        let checked = Augmentation::<[f32; 2]>::check(&augmentation);
        augmentation.augment_batch(&mut input, &[0], 0, Stream::root(1));
        told(checked)
    }),
    ("TopK::new", |count| told(TopK::new(count))),
    ("Calibration::new", |count| told(Calibration::new(count))),
    ("Confusion::add", |count| told(Confusion::new(3).add(count, count))),
    ("Confusion::new", |count| told(Confusion::new(count).add(0, count))),
    ("Labels::new", |count| told(Labels::new(count).add(&[0.0], &[0.5]))),
    ("RSquared::new", |count| told(RSquared::new(count).add(&[0.0], &[0.5]))),
    ("TopK::add", |count| told(TopK::new(1)?.add(&[0.5, 0.5], count))),
    ("Csv::features", |count| told(csv::read("a", &b"1,2,0\n"[..])?.features([0, count]).classes::<f32, 2>())),
];

fn good() -> Dataset<[f32; 2], usize> {
    Samples::new(None).dataset().expect("good data")
}

#[test]
fn counts_at_their_ends_are_taken_or_typed_errors() {
    for &(name, call) in COUNTS {
        for count in [0, 1, usize::MAX / 2, usize::MAX - 1, usize::MAX] {
            let answer = without_panic(name, || call(count));
            let message = answer.err().map_or_else(String::new, |error| error.to_string());
            assert!(message.len() < 1000, "{name}, {count}: {message}");
        }
    }
}

#[test]
fn shares_that_are_none_are_typed_errors() {
    for share in [0.0, -0.1, 1.0, 1.5, f64::NAN, f64::INFINITY, 1e-300] {
        assert!(good().random_split(share, 1).is_err(), "{share}");
        assert!(good().stratified_split(share, 1, |&class| class).is_err(), "{share}");
        for validation in [Validation::Fraction(share), Validation::Random(share), Validation::Last(share)] {
            let fit = || Trainer::<Classes>::builder().validation(validation).quiet().build()?.fit(&good(), 1);
            assert_eq!(fit().is_err(), share != 0.0, "{validation:?}");
        }
    }
}

#[test]
fn a_network_that_gives_nan_is_told_by_every_metric() {
    let Samples { inputs, classes, values } = Samples::new(None);
    let (mut of_classes, mut of_values) = (Classes::<f32>::boxed(1), Values::<f32>::boxed(1));
    let mut of_labels = Answers::<f32>::boxed(1);
    of_classes.as_mut_slice().fill(f32::NAN);
    of_values.as_mut_slice().fill(f32::NAN);
    of_labels.as_mut_slice().fill(f32::NAN);
    let told = [
        evaluate(&*of_classes, &SoftmaxCrossEntropy, &inputs, &classes).map(|_| ()),
        evaluate(&*of_labels, &SigmoidCrossEntropy, &inputs, &values).map(|_| ()),
        evaluate(&*of_values, &MeanSquaredError, &inputs, &values).map(|_| ()),
        Confusion::of(&*of_classes, &inputs, &classes).map(|_| ()),
        TopK::of(&*of_classes, 1, &inputs, &classes).map(|_| ()),
        RSquared::of(&*of_values, &inputs, &values).map(|_| ()),
        Labels::of(&*of_labels, &inputs, &values).map(|_| ()),
        Calibration::of_classes(&*of_classes, &inputs, &classes).map(|_| ()),
        Calibration::of_labels(&*of_labels, &inputs, &values).map(|_| ()),
    ];
    for told in told {
        let error = told.expect_err("a NaN").to_string();
        assert_eq!(error, "sample 0: expected a predicted number for output 0, found NaN");
    }
}
