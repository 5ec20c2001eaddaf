//! Histories as files and as text.

use ffnn::optimizers::ClipByValue;
use ffnn::prelude::*;
use ffnn::train::Epoch;

use super::{Plain, data};

const COLUMNS: &str = "epoch,rate,step loss,penalty,training loss,training accuracy,validation loss,\
                       validation accuracy,gradient norm,seconds";

#[test]
fn a_history_reads_back_from_its_file() {
    let builder = Trainer::<Plain>::builder().validation(0.2).seed(1).diagnose();
    let history = builder.build().expect("a trainer").fit(&data(), 4).expect("four epochs");
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history.csv");
    history.save_csv(&path).expect("a file");
    let text = std::fs::read_to_string(&path).expect("a file");
    let (header, rows) = text.split_once('\n').expect("a header");
    let layers = ["hidden", "tanh", "output"];
    let columns = layers.map(|layer| format!(",{layer} gradient norm,{layer} update ratio,{layer} dead"));
    assert_eq!(header, format!("{COLUMNS}{}", columns.concat()));
    let read: Vec<Vec<f64>> =
        rows.lines().map(|row| row.split(',').map(|cell| cell.parse().expect("a number")).collect()).collect();
    let written = history.epochs.iter().enumerate().map(|(index, epoch)| {
        let Epoch { number, rate, step_loss, penalty, gradient_norm, training, validation, seconds } = *epoch;
        let validation = validation.expect("a validation side");
        let mut row = vec![number as f64, rate.expect("a rate"), step_loss, penalty, training.loss, training.metric];
        row.extend([validation.loss, validation.metric, gradient_norm.expect("a norm"), seconds]);
        row.extend(
            history.layers(index).iter().flat_map(|layer| [layer.gradient_norm, layer.update_ratio, layer.dead]),
        );
        row
    });
    assert_eq!(read, written.collect::<Vec<_>>());
}

/// The file is replaced atomically, like those of networks and checkpoints.
#[test]
#[cfg(unix)]
fn a_file_of_a_history_is_a_regular_file_and_its_link_stays() {
    let history = Trainer::<Plain>::builder().build().expect("a trainer").fit(&data(), 1).expect("an epoch");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let link = folder.join("link.csv");
    std::os::unix::fs::symlink("target.csv", &link).expect("a link");
    history.save_csv(&link).expect("a file");
    assert!(link.is_symlink());
    assert_eq!(std::fs::read_to_string(folder.join("target.csv")).expect("a file"), history.csv());
    let error = history.save_csv("/dev/null").expect_err("a device").to_string();
    assert!(error.starts_with("expected a regular file, found a device"), "{error}");
}

#[test]
fn names_of_metrics_are_fields_of_the_file_whatever_they_hold() {
    let builder = Trainer::<Plain>::builder().metric("a \"b\", c", |_, _| 0.5);
    let history = builder.build().expect("a trainer").fit(&data(), 1).expect("an epoch");
    let csv = history.csv();
    let (header, row) = csv.split_once('\n').expect("a header");
    assert!(header.ends_with(",seconds,\"training a \"\"b\"\", c\""), "{header}");
    assert!(row.ends_with(",0.5\n"), "{row}");
}

/// The table distinguishes losses of any magnitude.
#[test]
fn a_table_shows_digits_that_count_whatever_the_scale() {
    let mut history = Trainer::<Plain>::builder().validation(0.2).build().expect("a trainer").fit(&data(), 2);
    let history = history.as_mut().expect("two epochs");
    for scale in [1e-9, 1e9] {
        for (epoch, loss) in history.epochs.iter_mut().zip([1.234_56, 1.234_67]) {
            epoch.step_loss = loss * scale;
            epoch.training.loss = 2.0 * loss * scale;
            epoch.seconds = 61.0;
        }
        let text = history.to_string();
        let exponent = scale.log10();
        for digits in ["1.2346", "1.2347", "2.4691", "2.4693"] {
            assert!(text.contains(&format!(" {digits}e{exponent} ")), "{text}");
        }
        assert!(text.contains("trained to epoch 2, 122 seconds; "), "{text}");
    }
    assert_eq!(history.seconds(), 122.0);
}

#[test]
fn what_there_is_none_of_is_an_empty_cell() {
    let history = Trainer::<Plain>::builder().optimizer(ClipByValue(0.1)).build().expect("a trainer").fit(&data(), 1);
    let csv = history.expect("an epoch").csv();
    let (header, row) = csv.split_once('\n').expect("a header");
    assert_eq!(header, COLUMNS);
    let cells: Vec<&str> = row.trim_end().split(',').collect();
    let empty: Vec<usize> = (0..cells.len()).filter(|&cell| cells[cell].is_empty()).collect();
    assert_eq!((cells.len(), empty), (10, vec![1, 6, 7, 8]));
}

#[test]
fn a_history_tells_what_became_of_training() {
    let builder = Trainer::<Plain>::builder().optimizer(Adam::new(0.05)).validation(0.2).seed(1);
    let told = |history: &ffnn::train::History| history.to_string();
    let history = builder.clone().build().expect("a trainer").fit(&data(), 100).expect("a hundred epochs");
    let text = told(&history);
    let best = history.best.expect("validation data");
    let end = text.lines().last().expect("a line");
    assert!(end.starts_with("trained to epoch 100, ") && end.contains(" seconds; "), "{text}");
    assert!(end.ends_with(&format!("restored the network of epoch {best}, the best (*)")), "{text}");
    assert!(text.lines().count() <= 24, "{text}");
    assert!(text.lines().any(|line| line.trim_start().starts_with(&format!("{best}*"))), "{text}");
    assert!(text.lines().any(|line| line.trim_start().starts_with("100")), "{text}");
    let history =
        builder.clone().keep_last().diagnose().build().expect("a trainer").fit(&data(), 2).expect("two epochs");
    let text = told(&history);
    assert!(text.ends_with("was the best (*), kept the last network"), "{text}");
    assert!(text.contains("update ratio") && text.contains("\nhidden "), "{text}");
    let empty = ffnn::train::History { epochs: Vec::new(), ..history };
    assert!(told(&empty).ends_with("no epoch was trained"));
}
