use alloc::string::ToString;

use super::*;

/// Rounding error of a few divisions and additions of numbers below 1.
const ROUNDING: f64 = 1e-15;

fn confusion<const N: usize>(counts: [[usize; N]; N]) -> Confusion {
    let mut confusion = Confusion::new(N);
    for (truth, row) in counts.iter().enumerate() {
        for (answer, &count) in row.iter().enumerate() {
            (0..count).for_each(|_| confusion.add(truth, answer).unwrap());
        }
    }
    confusion
}

#[track_caller]
fn assert_scores(found: Scores, [precision, recall, f1]: [f64; 3], support: usize) {
    for (found, expected) in [(found.precision, precision), (found.recall, recall), (found.f1, f1)] {
        assert!((found - expected).abs() < ROUNDING, "found {found}, expected {expected}");
    }
    assert_eq!(found.support, support);
}

/// scikit-learn 1.9.1: `precision_recall_fscore_support(truth, answers, labels=range(4), zero_division=0)` of these
/// counts, with the `average` in the test's name. Class 2 never occurs; class 3 is answered twice, both times wrongly.
#[test]
fn scores_are_those_of_scikit_learn() {
    let report = confusion([[5, 1, 0, 2], [3, 7, 0, 0], [0, 0, 0, 0], [1, 4, 0, 0]]).report();
    let classes = [
        ([0.5555555555555556, 0.625, 0.5882352941176471], 8),
        ([0.5833333333333334, 0.7, 0.6363636363636364], 10),
        ([0.0; 3], 0),
        ([0.0; 3], 5),
    ];
    assert_eq!(report.classes.len(), 4);
    for (&found, (expected, support)) in report.classes.iter().zip(classes) {
        assert_scores(found, expected, support);
    }
    assert_scores(report.micro, [0.5217391304347826; 3], 23);
    assert_scores(report.macro_average, [0.2847222222222222, 0.33125, 0.30614973262032086], 23);
    assert_scores(report.weighted, [0.44685990338164255, 0.5217391304347826, 0.4812834224598931], 23);
}

#[test]
fn the_micro_average_is_the_accuracy() {
    let confusion = confusion([[5, 1, 0], [3, 7, 2], [1, 4, 6]]);
    assert_eq!(confusion.report().micro.f1, confusion.accuracy());
}

#[test]
fn without_answers_all_is_zero() {
    for classes in [0, 3] {
        let report = Confusion::new(classes).report();
        for found in report.classes.iter().chain([&report.micro, &report.macro_average, &report.weighted]) {
            assert_scores(*found, [0.0; 3], 0);
        }
    }
}

#[test]
fn it_prints_as_a_table() {
    let counts = confusion([[2, 1], [0, 1]]);
    let table = "
          precision    recall        f1   support
ham          1.0000    0.6667    0.8000         3
spam         0.5000    1.0000    0.6667         1

micro        0.7500    0.7500    0.7500         4
macro        0.7500    0.8333    0.7333         4
weighted     0.8750    0.7500    0.7667         4";
    assert_eq!(counts.clone().with_names(["ham", "spam"]).unwrap().report().to_string(), table[1..]);
    let numbered = table.replace("ham ", "0   ").replace("spam", "1   ");
    assert_eq!(counts.report().to_string(), numbered[1..]);
}
