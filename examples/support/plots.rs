//! Pictures of a training run, as SVG.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use ffnn::metrics::Confusion;
use ffnn::train::{Epoch, Evaluation, History};
use plotters::prelude::*;

const TRAINING: RGBColor = RGBColor(31, 119, 180);
const VALIDATION: RGBColor = RGBColor(214, 96, 20);

/// The folder of an example's pictures, made if it is not there.
pub(crate) fn folder(example: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new("target").join("pictures").join(example);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Loss and metric over the epochs, side by side.
pub(crate) fn learning_curves(history: &History, path: &Path) -> Result<(), Box<dyn Error>> {
    let area = SVGBackend::new(path, (960, 400)).into_drawing_area();
    area.fill(&WHITE)?;
    let (left, right) = area.split_horizontally(480);
    curves(&left, "loss", history, |evaluation| evaluation.loss)?;
    curves(&right, history.metric, history, |evaluation| evaluation.metric)?;
    area.present()?;
    Ok(())
}

fn curves(
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    title: &str,
    history: &History,
    value: impl Fn(&Evaluation) -> f64,
) -> Result<(), Box<dyn Error>> {
    let points = |side: &dyn Fn(&Epoch) -> Option<f64>| -> Vec<(f64, f64)> {
        history.epochs.iter().filter_map(|epoch| Some((epoch.number as f64, side(epoch)?))).collect()
    };
    let training = points(&|epoch| Some(value(&epoch.training)));
    let validation = points(&|epoch| epoch.validation.as_ref().map(&value));
    let all = || training.iter().chain(&validation).map(|point| point.1);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let margin = ((high - low) * 0.05).max(1e-6);
    let last = training.last().map_or(1.0, |point| point.0);

    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(52)
        .build_cartesian_2d(1.0..last.max(2.0), low - margin..high + margin)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .x_desc("epoch")
        .x_label_formatter(&|x| format!("{x:.0}"))
        .draw()?;
    for (name, points, color) in [("training", training, TRAINING), ("validation", validation, VALIDATION)] {
        if !points.is_empty() {
            chart
                .draw_series(LineSeries::new(points, color.stroke_width(2)))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
        }
    }
    let place = if title == "loss" { SeriesLabelPosition::UpperRight } else { SeriesLabelPosition::LowerRight };
    chart
        .configure_series_labels()
        .position(place)
        .background_style(WHITE.mix(0.8))
        .border_style(BLACK.mix(0.2))
        .draw()?;
    Ok(())
}

/// A square a pair of classes, the darker the more often the one was taken for the other.
pub(crate) fn confusion(confusion: &Confusion, path: &Path) -> Result<(), Box<dyn Error>> {
    let classes = confusion.classes();
    let area = SVGBackend::new(path, (560, 560)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(format!("accuracy {:.4}", confusion.accuracy()), ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(40)
        .build_cartesian_2d((0..classes).into_segmented(), (0..classes).into_segmented())?;
    let class = |value: &SegmentValue<usize>| match value {
        SegmentValue::CenterOf(class) | SegmentValue::Exact(class) => class.to_string(),
        SegmentValue::Last => String::new(),
    };
    chart
        .configure_mesh()
        .disable_mesh()
        .x_labels(classes)
        .y_labels(classes)
        .x_desc("answer")
        .y_desc("truth")
        .x_label_formatter(&class)
        .y_label_formatter(&class)
        .draw()?;
    for truth in 0..classes {
        let row: usize = (0..classes).map(|answer| confusion.count(truth, answer)).sum();
        for answer in 0..classes {
            let count = confusion.count(truth, answer);
            if count == 0 {
                continue;
            }
            let share = count as f64 / row as f64;
            let color = if truth == answer { TRAINING } else { VALIDATION };
            let (corner, opposite) = (
                (SegmentValue::Exact(answer), SegmentValue::Exact(truth)),
                (SegmentValue::Exact(answer + 1), SegmentValue::Exact(truth + 1)),
            );
            let shade = color.mix(0.25 + 0.75 * share).filled();
            chart.draw_series([Rectangle::new([corner, opposite], shade)])?;
            let ink = if share > 0.5 { &WHITE } else { &BLACK };
            let style = ("sans-serif", 16).into_font().color(ink).pos(plotters::style::text_anchor::Pos::new(
                plotters::style::text_anchor::HPos::Center,
                plotters::style::text_anchor::VPos::Center,
            ));
            let center = (SegmentValue::CenterOf(answer), SegmentValue::CenterOf(truth));
            chart.draw_series([Text::new(count.to_string(), center, style)])?;
        }
    }
    area.present()?;
    Ok(())
}
