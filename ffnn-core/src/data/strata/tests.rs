use alloc::format;
use alloc::string::ToString;

use super::*;
use crate::Stream;

fn random(seed: u64) -> Random {
    Stream::root(seed).random()
}

/// The number of held-out samples per class.
fn held_out(sizes: &[usize], share: f64, seed: u64) -> Result<Vec<usize>, TrainError> {
    let classes: Vec<usize> = sizes.iter().enumerate().flat_map(|(class, &size)| vec![class; size]).collect();
    let strata = Strata::named(classes.clone(), |_, &class| Stratum::Class(class));
    let (training, validation) = strata.hold_out(share, &mut random(seed))?;
    let mut all = [&training[..], &validation].concat();
    all.sort_unstable();
    assert_eq!(all, (0..classes.len()).collect::<Vec<_>>(), "each row is on one side");
    let count = |rows: &[usize], class| rows.iter().filter(|&&row| classes[row] == class).count();
    assert!((0..sizes.len()).all(|class| count(&training, class) > 0), "each class is trained on");
    Ok((0..sizes.len()).map(|class| count(&validation, class)).collect())
}

#[test]
fn a_stratified_split_takes_its_share_of_every_class() {
    assert_eq!(held_out(&[80, 20], 0.25, 1).unwrap(), [20, 5]);
    let strata = Strata::of_keys((0..100).map(|row| row < 80));
    let (training, validation) = strata.hold_out(0.25, &mut random(1)).unwrap();
    assert!(!training.is_sorted() && !validation.is_sorted(), "both sides are in random order");
    let again = Strata::of_keys((0..100).map(|row| row < 80)).hold_out(0.25, &mut random(1)).unwrap();
    assert_eq!(again, (training, validation));
}

#[test]
fn the_share_is_exact_whatever_the_classes() {
    let mut draw = random(9);
    for case in 0..400 {
        let sizes: Vec<usize> = (0..1 + draw.below(40)).map(|_| 1 + draw.below(1 + case % 30)).collect();
        let (rows, share) = (sizes.iter().sum::<usize>(), 0.05 + 0.45 * draw.uniform());
        let count = rounded(rows, share);
        let singles = sizes.iter().filter(|&&size| size == 1).count();
        match held_out(&sizes, share, case as u64) {
            Ok(held) => {
                assert_eq!(held.iter().sum::<usize>(), count, "{sizes:?} {share}");
                let total = (rows - singles) as f64;
                for (&held, &size) in held.iter().zip(&sizes).filter(|(_, size)| **size > 1) {
                    let quota = size as f64 * count as f64 / total;
                    let within = (held as f64 - quota).abs() < 1.0 + 1e-9;
                    assert!(within || held + 1 == size || count as f64 > 0.5 * total, "{sizes:?} {share}: {held}");
                }
            }
            Err(TrainError::Split { .. }) => assert!(count == 0 || count == rows),
            Err(TrainError::Stratum { .. }) => assert!(count > rows - sizes.len(), "{sizes:?} {share}"),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_class_that_would_not_be_held_out_is_served_first() {
    for seed in 0..50 {
        // Shares of 9.4, 0.2 and 0.4 samples.
        assert_eq!(held_out(&[94, 2, 4], 0.1, seed).unwrap()[0], 9);
        assert_eq!(held_out(&[17, 3], 0.1, seed).unwrap(), [1, 1]);
        assert_eq!(held_out(&[95, 5], 0.2, seed).unwrap(), [19, 1]);
    }
}

#[test]
fn a_class_of_one_sample_stays_in_training() {
    for seed in 0..50 {
        assert_eq!(held_out(&[20, 1], 0.5, seed).unwrap(), [11, 0]);
        assert_eq!(held_out(&[20, 1, 1, 1], 0.5, seed).unwrap(), [12, 0, 0, 0]);
    }
}

#[test]
fn a_class_that_cannot_be_on_both_sides_is_named() {
    let error = held_out(&[3, 2, 1], 0.75, 0).unwrap_err();
    let expected = TrainError::Stratum { stratum: Stratum::Class(2), samples: 1, held_out: 5, most: 3 };
    assert_eq!(error, expected);
    let message = "a stratified split holds out 5 samples: expected at least one sample of each class in training, but \
                   class 2 has only 1 sample: hold out at most 3, or do not stratify (`Validation::Random`, `random_split`)";
    assert_eq!(error.to_string(), message);
    let sides = held_out(&[3, 3], 0.01, 0).unwrap_err().to_string();
    let expected = "expected samples on both sides of the stratified split, found 6 to train on and 0 held out";
    assert_eq!(sides, expected);
    let sides = held_out(&[6], 0.99, 0).unwrap_err().to_string();
    assert_eq!(sides, "expected samples on both sides of the split, found 0 to train on and 6 held out");
}

/// Rows of labels; label `l` is set in one of `every[l]` rows, independently.
fn labelled(rows: usize, every: &[usize], seed: u64) -> Vec<Vec<bool>> {
    let mut draw = random(seed);
    (0..rows).map(|_| every.iter().map(|&every| draw.below(every) == 0).collect()).collect()
}

#[test]
fn several_labels_have_their_shares_on_both_sides() {
    for seed in 0..30 {
        let rows = labelled(400, &[40, 20, 8, 3, 2], seed);
        let labels = Labels::new(400, 5, |row, output| rows[row][output]);
        let held_out = labels.hold_out(80, &mut random(seed)).unwrap();
        assert_eq!(held_out.len(), 80);
        for output in 0..5 {
            let all = rows.iter().filter(|row| row[output]).count() as f64;
            let held = held_out.iter().filter(|&&row| rows[row][output]).count() as f64;
            // One row for each group of neighbors, that is, each combination of the labels before.
            let slack = f64::from(1 << output).min(9.0);
            assert!((held - 0.2 * all).abs() <= slack, "seed {seed}, label {output}: {held} of {all}");
        }
    }
}

#[test]
fn a_label_that_is_set_once_stays_in_training() {
    for seed in 0..100 {
        let rows: Vec<[bool; 3]> = (0..50).map(|row| [row == 7, row != 9, row % 2 == 0]).collect();
        let labels = Labels::new(50, 3, |row, output| rows[row][output]);
        let held_out = labels.hold_out(25, &mut random(seed)).unwrap();
        assert!(held_out.len() == 25 && !held_out.contains(&7) && !held_out.contains(&9), "{held_out:?}");
    }
    // Each row is the only one with its label, so none can be held out.
    let labels = Labels::new(10, 10, |row, output| row == output);
    let error = labels.hold_out(2, &mut random(1)).unwrap_err();
    assert!(
        matches!(error, TrainError::Stratum { stratum: Stratum::Label { set: true, .. }, samples: 1, .. }),
        "{error}"
    );
}

#[test]
fn folds_are_equal_to_one_sample() {
    let sizes = [23, 10, 7];
    let classes: Vec<usize> = sizes.iter().enumerate().flat_map(|(class, &size)| vec![class; size]).collect();
    for folds in [2, 3, 5, 7] {
        let fold_of = Strata::of_keys(classes.iter()).deal(folds, &mut random(3)).unwrap();
        for fold in 0..folds {
            let all = fold_of.iter().filter(|&&of| of == fold).count();
            assert!(all == 40 / folds || all == 40_usize.div_ceil(folds));
            for (class, &size) in sizes.iter().enumerate() {
                let found = (0..40).filter(|&row| classes[row] == class && fold_of[row] == fold).count();
                assert!(found == size / folds || found == size.div_ceil(folds), "{folds} {fold} {class}: {found}");
            }
        }
    }
    let error = Strata::of_keys(classes.iter()).deal(8, &mut random(3)).unwrap_err();
    assert_eq!(error, TrainError::FoldStratum { stratum: Stratum::Like(33), samples: 7, folds: 8 });
    let message = "8 stratified folds: expected at least 8 samples of each class, one per fold, found 7 of the class of \
                   sample 33: use fewer folds, or `k_fold`, which does not stratify";
    assert_eq!(error.to_string(), message);
    let _ = format!("{error:?}");
}
