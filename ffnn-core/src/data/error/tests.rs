use alloc::string::ToString;

use super::*;
use crate::train::{CheckpointProblem, Part};

#[test]
fn every_message_says_what_was_expected_and_what_was_found() {
    let target = |problem| TrainError::Target { sample: 3, problem };
    let not_finite = |place| TrainError::NotFinite { place, step: 4 };
    let advice = "is infinite or NaN; try a smaller learning rate, `ClipByGlobalNorm` before the optimizer, or \
                  inputs scaled to about ±1";
    let setting = SettingError { name: "the learning rate", expected: "a finite number, at least 0", found: -0.5 };
    for (error, message) in [
        (TrainError::Empty, "expected at least one sample, found none"),
        (TrainError::Lengths { inputs: 5, targets: 4 }, "expected one target per input, found 5 inputs and 4 targets"),
        (
            TrainError::BatchTooLong { room: 32, found: 50 },
            "expected a batch of at most 32 samples, found 50: build the trainer with `.batch(50)`",
        ),
        (
            TrainError::BatchTooShort { layer: "batch_norm", least: 2, found: 1 },
            "layer `batch_norm` trains on batch statistics: expected at least 2 samples, found 1",
        ),
        (
            TrainError::LastBatchTooShort { layer: "batch_norm", least: 2, found: 1, rows: 33, batch: 32 },
            "batch 2 of 2 (33 samples in batches of 32): layer `batch_norm` trains on batch statistics: expected at \
             least 2 samples, found 1: skip short batches with `.whole_batches()`, or use `.batch(31)`",
        ),
        (
            TrainError::WholeBatch { layer: "batch_norm" },
            "layer `batch_norm` needs the whole batch, but `.threads(…)` and `.pieces(…)` split it: remove them, or \
             use a layer that handles each sample on its own, such as `LayerNorm`",
        ),
        (
            TrainError::Input { sample: 3, feature: 1, found: f64::NAN },
            "sample 3: expected a finite value for input 1, found NaN",
        ),
        (target(TargetError::Class { classes: 10, found: 10 }), "sample 3: expected a class from 0 to 9, found 10"),
        (
            target(TargetError::Probability { output: 2, found: 1.5 }),
            "sample 3: expected a value from 0 to 1 for output 2, found 1.5",
        ),
        (
            target(TargetError::NotFinite { output: 0, found: f64::INFINITY }),
            "sample 3: expected a finite value for output 0, found inf",
        ),
        (
            TrainError::Weightless { samples: 7 },
            "expected samples with a total weight above 0, found 7 of weight 0: pass samples to which the loss gives \
             a weight",
        ),
        (setting.into(), "the learning rate is -0.5: expected a finite number, at least 0"),
        (
            TrainError::Split { training: 0, validation: 1, stratified: false },
            "expected samples on both sides of the split, found 0 to train on and 1 held out",
        ),
        (
            TrainError::Stratum { stratum: Stratum::Label { output: 2, set: true }, samples: 3, held_out: 9, most: 8 },
            "a stratified split holds out 9 samples: expected at least one sample of each class in training, but \
             class `output 2 set` has only 3 samples: hold out at most 8, or do not stratify (`Validation::Random`, \
             `random_split`)",
        ),
        (
            TrainError::FoldStratum { stratum: Stratum::Class(4), samples: 3, folds: 5 },
            "5 stratified folds: expected at least 5 samples of each class, one per fold, found 3 of class 4: use \
             fewer folds, or `k_fold`, which does not stratify",
        ),
        (
            TrainError::Folds { folds: 11, samples: 10 },
            "expected 2 to 10 folds with at least one sample each, found 11",
        ),
        (TrainError::Row { row: 10, samples: 10 }, "expected a row from 0 to 9 of 10 samples, found 10"),
        (
            TrainError::NoValidation { setting: "early stopping" },
            "early stopping needs validation data: build the trainer with `.validation(0.2)`, or with \
             `.validation(Validation::Given)` and pass the data to `fit_with`",
        ),
        (TrainError::Scratch { needed: 100, found: 20 }, "expected a scratch buffer of at least 100 values, found 20"),
        (
            TrainError::NoGradient,
            "expected a gradient to apply, found none: `compute` failed, or a full `step` has already used the \
             gradient: call `compute` first",
        ),
        (TrainError::NoRate, "expected an optimizer with a learning rate, found one without"),
        (
            CheckpointError {
                file: "run.checkpoint".to_string(),
                problem: CheckpointProblem::CutShort { expected: 100, found: 20 },
            }
            .into(),
            "run.checkpoint: the checkpoint is cut short: expected 100 bytes, found only 20",
        ),
        (
            TrainError::UnderWay(Difference {
                part: Part::Epochs,
                expected: "at least 10".to_string(),
                found: "3".to_string(),
            }),
            "this call of `fit` does not match the run of the earlier calls: the epochs of `fit`: expected at least \
             10, found 3; `fit` counts all epochs of a run: ask for more, or start a new run with \
             `trainer.new_run()`",
        ),
        (
            TrainError::Augmented { sample: 3, feature: 1, found: f64::NAN },
            "training sample 3: expected a finite value for input 1 after augmentation, found NaN",
        ),
        (not_finite(Place::Output("hidden")), &alloc::format!("step 5: the output of layer `hidden` {advice}")),
        (not_finite(Place::Loss), &alloc::format!("step 5: the loss {advice}")),
        (
            not_finite(Place::Gradient { layer: "hidden", tensor: "bias" }),
            &alloc::format!("step 5: the gradient of `hidden.bias` {advice}"),
        ),
    ] {
        assert_eq!(error.to_string(), message);
    }
}
