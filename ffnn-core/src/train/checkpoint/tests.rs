use alloc::string::ToString;
use alloc::vec::Vec;
use std::fs;
use std::path::PathBuf;

use super::*;
use crate::data::Dataset;
use crate::members::losses::SoftmaxCrossEntropy;
use crate::members::optimizers::{Adam, DecayWeights, Momentum};
use crate::numbers::random::{HASH_START, hash_bytes};
use crate::testing::sample::Sample;
use crate::train::Builder;

type Made<T = f32> = Builder<Sample<T>, SoftmaxCrossEntropy, Adam>;

fn builder() -> Made {
    Trainer::<Sample<f32>>::builder().optimizer(Adam::new(0.02)).batch(4).seed(3).validation(0.3).diagnose()
}

fn data() -> Dataset<[f32; 3], usize> {
    let inputs = (0..20u8).map(|row| [f32::from(row % 4) - 1.5, f32::from(row % 3) - 1.0, f32::from(row) * 0.05]);
    Dataset::new(inputs.collect(), (0..20).map(|row| row % 4).collect()).expect("a data set")
}

fn trained(builder: Made) -> Trainer<Sample<f32>> {
    let mut trainer = builder.build().expect("a trainer");
    trainer.fit(&data(), 2).expect("two epochs");
    trainer
}

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(std::format!("ffnn-checkpoint-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_checkpoint_is_what_was_saved() {
    let bytes = trained(builder()).save_bytes();
    let mut other = builder().build().expect("a trainer");
    assert_ne!(other.save_bytes(), bytes);
    other.load_bytes(&bytes).expect("its own checkpoint");
    assert_eq!(other.save_bytes(), bytes);
    assert_eq!((other.steps(), other.epochs), (8, 2));
}

#[test]
fn epochs_without_rate_and_validation_are_read_back() {
    let build = || Trainer::<Sample<f32>>::builder().optimizer(DecayWeights::new(1e-3)).batch(4).build();
    let (mut trainer, mut other) = (build().expect("a trainer"), build().expect("a trainer"));
    trainer.fit(&data(), 40).expect("epochs");
    let bytes = trainer.save_bytes();
    other.load_bytes(&bytes).expect("its own checkpoint");
    assert_eq!(other.save_bytes(), bytes);
}

#[test]
fn a_changed_byte_anywhere_is_refused_and_changes_nothing() {
    let (bytes, mut other) = (trained(builder()).save_bytes(), builder().build().expect("a trainer"));
    let before = other.save_bytes();
    let mut broken = bytes.clone();
    for place in 0..bytes.len() {
        for change in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
            broken[place] = bytes[place] ^ change;
            assert!(other.load_bytes(&broken).is_err(), "byte {place} changed by {change}");
        }
        broken[place] = bytes[place];
    }
    assert_eq!(other.save_bytes(), before);
    other.load_bytes(&broken).expect("the bytes as they were");
}

#[test]
fn a_cut_or_lengthened_file_is_refused() {
    let (bytes, mut other) = (trained(builder()).save_bytes(), builder().build().expect("a trainer"));
    for length in 0..bytes.len() {
        let problem = other.load_bytes(&bytes[..length]).expect_err("a cut file");
        assert!(matches!(problem, CheckpointProblem::CutShort { found, .. } if found == length as u64), "{problem}");
    }
    for more in [1, 8, 1000] {
        let longer = [bytes.clone(), alloc::vec![0; more]].concat();
        let problem = other.load_bytes(&longer).expect_err("a longer file");
        assert!(matches!(problem, CheckpointProblem::Trailing { .. }), "{problem}");
    }
}

/// Returns the bytes with a valid checksum.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let checksum = hash_bytes(HASH_START, &bytes[..end]);
    bytes[end..].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

#[test]
fn nonsense_with_a_right_checksum_does_not_panic() {
    let bytes = trained(builder()).save_bytes();
    let mut refused = 0;
    for place in frame::HEADER..bytes.len() - 8 {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut broken = bytes.clone();
            broken[place] = byte;
            let mut other = builder().build().expect("a trainer");
            refused += usize::from(other.load_bytes(&sealed(broken)).is_err());
            // If it was accepted, training must continue or fail with an error.
            if place % 16 == 0 {
                let _ = other.fit(&data(), 3);
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn a_newer_version_is_named() {
    let mut bytes = trained(builder()).save_bytes();
    bytes[8] = 7;
    let problem = builder().build().expect("a trainer").load_bytes(&sealed(bytes)).expect_err("another version");
    assert_eq!(problem, CheckpointProblem::Version { expected: 2, found: 7 });
    let message = "the checkpoint was written by a newer version of this library: expected format 2, found 7";
    assert_eq!(problem.to_string(), message);
}

/// Returns the error with which a trainer rejects the checkpoint of `builder`.
fn refusal<L: Loss<crate::members::heads::Softmax>, O: Optimizer>(
    builder: Builder<Sample<f32>, L, O>,
    bytes: &[u8],
) -> (Part, alloc::string::String) {
    let mut trainer = builder.build().expect("a trainer");
    let before = trainer.save_bytes();
    let problem = trainer.load_bytes(bytes).expect_err("another training");
    assert_eq!(trainer.save_bytes(), before);
    let message = problem.to_string();
    match problem {
        CheckpointProblem::Differs(difference) => (difference.part, message),
        other => panic!("{other}"),
    }
}

#[test]
fn what_differs_is_named() {
    let bytes = trained(builder()).save_bytes();
    let of = "the checkpoint belongs to a different training:";
    let built = "build the trainer with the same settings, or delete the file to start over";
    let seed = std::format!("{of} the seed: expected 4, found 3; {built}");
    assert_eq!(refusal(builder().seed(4), &bytes), (Part::Seed, seed));
    let batch = std::format!("{of} the batch size: expected 5, found 4; {built}");
    assert_eq!(refusal(builder().batch(5), &bytes), (Part::Batch, batch));
    let (part, message) = refusal(builder().optimizer(Adam::new(0.03)), &bytes);
    assert_eq!(part, Part::Optimizer);
    assert!(message.contains("expected Adam { rate: 0.03, ") && message.contains("found Adam { rate: 0.02, "));
    let (part, message) = refusal(builder().optimizer(Momentum::new(0.02)), &bytes);
    assert!(part == Part::Optimizer && message.contains("expected Momentum { rate: 0.02"), "{message}");
    let parts = [
        refusal(builder().loss(crate::members::losses::WeightedBySample(SoftmaxCrossEntropy)), &bytes).0,
        refusal(builder().accumulate(2), &bytes).0,
        refusal(builder().validation(0.25), &bytes).0,
        refusal(builder().early_stopping(2), &bytes).0,
        refusal(builder().keep_last(), &bytes).0,
        refusal(builder().augment(()), &bytes).0,
        refusal(builder().schedule(crate::members::schedules::Constant), &bytes).0,
        refusal(builder().threads(2).pieces(2), &bytes).0,
    ];
    let (_, message) = refusal(builder().threads(2).pieces(2), &bytes);
    let end = std::format!("the number of pieces per batch: expected Some(2), found none; {built}");
    assert!(message.ends_with(&end), "{message}");
    use Part::{Accumulate, Augment, EarlyStopping, KeepLast, Loss, Pieces, Schedule, Validation};
    assert_eq!(parts, [Loss, Accumulate, Validation, EarlyStopping, KeepLast, Augment, Schedule, Pieces]);
    let double = Trainer::<Sample<f64>>::builder().optimizer(Adam::new(0.02)).batch(4).seed(3);
    let problem = double.build().expect("a trainer").load_bytes(&bytes).expect_err("another number type");
    let declared = "declare the same network, or delete the file to start over";
    assert_eq!(problem.to_string(), std::format!("{of} the number type: expected f64, found f32; {declared}"));
}

#[test]
fn a_rate_changed_by_hand_is_restored() {
    let mut trainer = trained(builder());
    trainer.optimizer_mut().rate = 0.005;
    let bytes = trainer.save_bytes();
    let mut other = builder().build().expect("a trainer");
    other.load_bytes(&bytes).expect("its own checkpoint");
    assert_eq!(other.optimizer_mut().rate, 0.005);
    assert_eq!(other.save_bytes(), bytes);
}

#[test]
fn a_damaged_file_gives_way_to_the_one_before() {
    let folder = folder("damaged");
    let path = folder.join("run.checkpoint");
    let mut trainer = builder().build().expect("a trainer");
    let mut saved = Vec::new();
    for epochs in 1..=2 {
        trainer.fit(&data(), epochs).expect("an epoch");
        trainer.save(&path).expect("a file");
        saved.push(trainer.save_bytes());
    }
    let open = || builder().build().expect("a trainer").resume(&path);
    let newest = open().expect("a checkpoint");
    assert_eq!(newest.save_bytes(), saved[1]);
    assert_eq!(newest.resumed().map(|resumed| resumed.instead_of.is_none()), Some(true));

    let damage = |length: usize| {
        let mut bytes = saved[1].clone();
        bytes[100] ^= 1;
        fs::write(&path, &bytes[..length]).expect("a file");
    };
    for length in [saved[1].len(), saved[1].len() - 1, 3, 0] {
        damage(length);
        let before = open().expect("the checkpoint before");
        assert_eq!(before.save_bytes(), saved[0]);
        let resumed = before.resumed().expect("resumed");
        let instead_of = resumed.instead_of.as_ref().expect("what is wrong");
        assert!(instead_of.problem.is_damage() && resumed.file != path, "{instead_of}");
        // The good file must not be replaced by the damaged one.
        before.save(&path).expect("a file");
        assert_eq!(open().expect("a checkpoint").save_bytes(), saved[0]);
        damage(length);
        assert_eq!(open().expect("the checkpoint before").save_bytes(), saved[0]);
    }

    fs::remove_file(&path).expect("a file");
    assert_eq!(open().expect("the checkpoint before").save_bytes(), saved[0]);
    damage(50);
    fs::write(folder.join("run.checkpoint.previous"), "too").expect("a file");
    let message = open().map(drop).expect_err("no checkpoint").to_string();
    let end =
        std::format!("run.checkpoint: the checkpoint is cut short: expected {} bytes, found only 50", saved[1].len());
    assert!(message.ends_with(&end), "{message}");
    // An impossible length is compared with the file size before anything is read.
    fs::write(&path, [&saved[1][..12], &u64::MAX.to_le_bytes(), &[0; 50]].concat()).expect("a file");
    let message = open().map(drop).expect_err("no checkpoint").to_string();
    assert!(message.ends_with("expected 18446744073709551615 bytes, found only 70"), "{message}");
    fs::write(&path, "inputs,targets").expect("a file");
    let message = open().map(drop).expect_err("no checkpoint").to_string();
    assert!(message.ends_with("a checkpoint, which starts with `ffnn run`, found `inputs,t`"), "{message}");
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn another_training_does_not_give_way_to_the_one_before() {
    let folder = folder("another");
    let path = folder.join("run.checkpoint");
    let own = trained(builder());
    own.save(&path).expect("a file");
    trained(builder().seed(4)).save(&path).expect("a file");
    let problem = builder().build().expect("a trainer").resume(&path).map(drop).expect_err("another seed");
    assert!(matches!(&problem.problem, CheckpointProblem::Differs(difference) if difference.part == Part::Seed));
    assert_eq!(fs::read(folder.join("run.checkpoint.previous")).expect("a file"), own.save_bytes());
    fs::remove_dir_all(folder).expect("the folder");
}

/// Deleting the file starts over, as the error message says, even if the previous checkpoint is still there.
#[test]
fn who_deletes_the_file_begins_anew() {
    let folder = folder("anew");
    let file = folder.join("run.checkpoint");
    trained(builder().checkpoint(&*file));
    assert!(folder.join("run.checkpoint.previous").exists());
    fs::remove_file(&file).expect("a file");
    let trainer = trained(builder().checkpoint(&*file).seed(4));
    assert_eq!((trainer.steps(), trainer.resumed()), (8, None));
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn a_call_that_an_observer_ended_is_remembered() {
    let mut trainer = builder().build().expect("a trainer");
    let ended = trainer.fit_observed(&data(), 5, |_| core::ops::ControlFlow::Break(())).expect("an epoch");
    assert_eq!((ended.end, ended.epochs.len()), (crate::train::End::Observer, 1));
    let bytes = trainer.save_bytes();
    let mut other = builder().build().expect("a trainer");
    other.load_bytes(&bytes).expect("its own checkpoint");
    assert_eq!(other.save_bytes(), bytes);
}

#[test]
fn one_sample_held_out_is_not_none() {
    let folder = folder("held-out");
    let checkpoint = Checkpoint::new(folder.join("run.checkpoint"));
    let build = || {
        let builder = Trainer::<Sample<f32>>::builder().optimizer(Adam::new(0.02)).batch(4);
        builder.checkpoint(checkpoint.clone()).build().expect("a trainer")
    };
    let go_on = |_: &crate::train::Event<'_, Sample<f32>>| core::ops::ControlFlow::Continue(());
    build().fit_with(&data(), None, 1, go_on).expect("an epoch");
    let one = Dataset::new(alloc::vec![[0.0; 3]], alloc::vec![0]).expect("a data set");
    let problem = build().fit_with(&data(), Some(&one), 1, go_on).expect_err("another call").to_string();
    assert!(problem.contains("the number of validation samples: expected 1, found 0; pass the same"), "{problem}");
    fs::remove_dir_all(folder).expect("the folder");
}

#[test]
fn a_checkpoint_may_be_due_within_an_epoch() {
    let folder = folder("steps");
    let often =
        Checkpoint { every_steps: Some(2), every_epochs: 1000, ..Checkpoint::new(folder.join("run.checkpoint")) };
    let trainer = trained(builder().checkpoint(often.clone()));
    // Thirteen samples are four steps per epoch; the last checkpoint is written when the call ends, the one before it
    // at step 6.
    assert_eq!(trainer.steps(), 8);
    let mut before = builder().build().expect("a trainer");
    before.load(folder.join("run.checkpoint.previous")).expect("the one before");
    assert_eq!(before.steps(), 6);
    let never = Checkpoint { every_steps: Some(0), ..often };
    assert!(matches!(builder().checkpoint(never).build(), Err(TrainError::Setting(_))));
    fs::remove_dir_all(&folder).expect("a folder");
}
