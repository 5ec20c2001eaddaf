//! Metrics compared with scikit-learn.

use ffnn::metrics::{Calibration, Labels, Scores};
use serde_json::Value;

use super::reference::{entries, list, load, number, numbers, text};

/// Tolerance for sums of some hundred numbers near one in another order.
const ROUNDING: f64 = 1e-13;

#[track_caller]
fn assert_near(what: &str, found: f64, expected: &Value) {
    let expected = number(expected);
    assert!(
        (found - expected).abs() <= ROUNDING * expected.abs().max(1.0),
        "{what}: found {found}, expected {expected}"
    );
}

#[track_caller]
fn assert_scores(what: &str, found: Scores, expected: &Value) {
    let found = [found.precision, found.recall, found.f1, found.support as f64];
    for (found, expected) in found.into_iter().zip(list(expected)) {
        assert_near(what, found, expected);
    }
}

/// scikit-learn omits empty bins.
fn assert_bins(calibration: &Calibration, expected: &Value) {
    let filled: Vec<_> = calibration.bins().iter().filter(|bin| bin.count > 0).collect();
    let (frequency, mean) = (list(&expected["frequency"]), list(&expected["mean"]));
    assert_eq!((filled.len(), filled.len()), (frequency.len(), mean.len()));
    for (bin, (frequency, mean)) in filled.into_iter().zip(frequency.iter().zip(mean)) {
        assert_near("frequency", bin.frequency().expect("some"), frequency);
        assert_near("mean", bin.mean().expect("some"), mean);
    }
}

#[test]
fn labels_have_the_scores_of_scikit_learn() {
    let file = load("metrics.json");
    for entry in entries(&file, |entry| entry["kind"] == "labels") {
        let (truths, probabilities) = (list(&entry["truth"]), list(&entry["probability"]));
        let outputs = list(&truths[0]).len();
        let (mut labels, mut calibration) = (Labels::new(outputs), Calibration::new(10).expect("ranges"));
        for (truth, probability) in truths.iter().zip(probabilities) {
            let (truth, probability) = (numbers(truth), numbers(probability));
            labels.add(&truth, &probability).expect("probabilities");
            for (truth, probability) in truth.iter().zip(probability) {
                calibration.add_label(*truth == 1.0, probability).expect("a probability");
            }
        }
        let (name, report) = (text(&entry["name"]), labels.report_at(number(&entry["threshold"])));
        for (output, scores) in report.classes.iter().enumerate() {
            assert_scores(name, *scores, &entry["scores"][output]);
            assert_near(name, labels.roc_auc(output).expect("both"), &entry["roc_auc"][output]);
            assert_near(name, labels.average_precision(output).expect("a yes"), &entry["average_precision"][output]);
        }
        assert_scores(name, report.micro, &entry["micro"]);
        assert_scores(name, report.macro_average, &entry["macro"]);
        assert_scores(name, report.weighted, &entry["weighted"]);
        assert_near(name, calibration.log_loss(), &entry["log_loss"]);
        assert_near(name, calibration.brier(), &entry["brier"]);
        assert_bins(&calibration, &entry["bins"]);
    }
}

#[test]
fn probabilities_of_classes_have_the_scores_of_scikit_learn() {
    let file = load("metrics.json");
    for entry in entries(&file, |entry| entry["kind"] == "classes") {
        let mut calibration = Calibration::new(10).expect("ranges");
        for (truth, probability) in list(&entry["truth"]).iter().zip(list(&entry["probability"])) {
            calibration.add_class(number(truth) as usize, &numbers(probability)).expect("probabilities");
        }
        let name = text(&entry["name"]);
        assert_near(name, calibration.log_loss(), &entry["log_loss"]);
        assert_near(name, calibration.brier(), &entry["brier"]);
        assert_bins(&calibration, &entry["bins"]);
    }
}
