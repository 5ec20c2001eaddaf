//! Pictures of what was learned, as SVG.

#![allow(dead_code, reason = "an example draws some of these pictures, few draw all")]

use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ffnn::metrics::Confusion;
use ffnn::train::{Epoch, Evaluation, History};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub(crate) const BLUE: RGBColor = RGBColor(31, 119, 180);
pub(crate) const ORANGE: RGBColor = RGBColor(214, 96, 20);
pub(crate) const GRAY: RGBColor = RGBColor(130, 130, 130);

pub(crate) const TITLE: (&str, u32) = ("sans-serif", 18);
pub(crate) const LABEL: (&str, u32) = ("sans-serif", 14);

pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(crate) type Drawn = Result<(), Box<dyn Error>>;

/// The folder of an example's pictures, made if it is not there.
pub(crate) fn folder(example: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new("target").join("pictures").join(example);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Loss and metric over the epochs, side by side.
pub(crate) fn learning_curves(history: &History, path: &Path) -> Drawn {
    let area = SVGBackend::new(path, (960, 400)).into_drawing_area();
    area.fill(&WHITE)?;
    let (left, right) = area.split_horizontally(480);
    // The logarithm of zero cannot be drawn.
    let loss = Curves::of(history, |evaluation| evaluation.loss.max(1e-9));
    let losses = loss.low * 0.8..loss.high * 1.25;
    let marks = marks(&losses);
    loss.draw(&left, "loss (logarithmic)", losses.log_scale().with_key_points(marks), |value| value.to_string())?;
    let metric = Curves::of(history, |evaluation| evaluation.metric);
    let margin = ((metric.high - metric.low) * 0.05).max(1e-6);
    let digits = (-(margin * 4.0).log10()).ceil().max(0.0) as usize;
    let label = move |value: &f64| format!("{value:.digits$}");
    metric.draw(&right, history.metric, metric.low - margin..metric.high + margin, label)?;
    area.present()?;
    Ok(())
}

/// One figure over the epochs, for both parts of the data.
struct Curves {
    training: Vec<(f64, f64)>,
    validation: Vec<(f64, f64)>,
    low: f64,
    high: f64,
}

impl Curves {
    fn of(history: &History, value: impl Fn(&Evaluation) -> f64) -> Self {
        let points = |part: &dyn Fn(&Epoch) -> Option<f64>| -> Vec<(f64, f64)> {
            history.epochs.iter().filter_map(|epoch| Some((epoch.number as f64, part(epoch)?))).collect()
        };
        let training = points(&|epoch| Some(value(&epoch.training)));
        let validation = points(&|epoch| epoch.validation.as_ref().map(&value));
        let all = || training.iter().chain(&validation).map(|point| point.1);
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        Self { training, validation, low, high }
    }

    fn draw<'a, Y>(&self, area: &Area<'a>, title: &str, y: Y, label: impl Fn(&f64) -> String) -> Drawn
    where
        Y: AsRangedCoord<Value = f64>,
        Y::CoordDescType: ValueFormatter<f64> + 'a,
    {
        let last = self.training.last().map_or(1.0, |point| point.0);
        let mut chart = ChartBuilder::on(area)
            .caption(title, TITLE)
            .margin(14)
            .x_label_area_size(44)
            .y_label_area_size(60)
            .build_cartesian_2d(1.0..last.max(2.0), y)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.1))
            .axis_style(GRAY)
            .label_style(LABEL)
            .y_labels(6)
            .x_desc("epoch")
            .x_label_formatter(&|x| format!("{x:.0}"))
            .y_label_formatter(&label)
            .draw()?;
        for (name, points, color) in [("training", &self.training, BLUE), ("validation", &self.validation, ORANGE)] {
            if !points.is_empty() {
                chart
                    .draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(2)))?
                    .label(name)
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
            }
        }
        let ends = self.training.first().zip(self.training.last());
        let rises = ends.is_some_and(|(first, last)| first.1 < last.1);
        let place = if rises { SeriesLabelPosition::LowerRight } else { SeriesLabelPosition::UpperRight };
        legend(&mut chart, place)
    }
}

fn legend<'a, X: Ranged + 'a, Y: Ranged + 'a>(
    chart: &mut ChartContext<'a, SVGBackend<'a>, Cartesian2d<X, Y>>,
    place: SeriesLabelPosition,
) -> Drawn {
    chart
        .configure_series_labels()
        .position(place)
        .label_font(LABEL)
        .margin(12)
        .background_style(WHITE.mix(0.85))
        .border_style(BLACK.mix(0.15))
        .draw()?;
    Ok(())
}

/// Where a logarithmic axis has its labels: at the powers of ten, and where those are few at 2 and 5 times them.
pub(crate) fn marks(range: &Range<f64>) -> Vec<f64> {
    let steps: &[u32] = if range.end / range.start < 300.0 { &[1, 2, 5] } else { &[1] };
    // Parsed, because a calculated power of ten would show all its digits.
    let mark = |power: i32, step: &u32| format!("{step}e{power}").parse().expect("a number");
    let marks = (-9..9).flat_map(|power| steps.iter().map(move |step| mark(power, step)));
    marks.filter(|mark| range.contains(mark)).collect()
}

/// A square a pair of classes, the darker the more often the one was taken for the other: truth down, answers across.
pub(crate) fn confusion(confusion: &Confusion, path: &Path) -> Drawn {
    const WIDTH: i32 = 560;
    const LEFT: i32 = 70;
    const TOP: i32 = 100;
    const MARGIN: i32 = 20;
    let classes = confusion.classes();
    let cell = (WIDTH - LEFT - MARGIN) / classes.max(1) as i32;
    let side = cell * classes as i32;
    let area = SVGBackend::new(path, (WIDTH as u32, (TOP + side + MARGIN) as u32)).into_drawing_area();
    area.fill(&WHITE)?;
    let text = |size: u32, color: &RGBColor| {
        ("sans-serif", size).into_font().color(color).pos(Pos::new(HPos::Center, VPos::Center))
    };
    let middle = |index: usize| cell * index as i32 + cell / 2;
    area.draw(&Text::new(format!("accuracy {:.4}", confusion.accuracy()), (WIDTH / 2, 24), text(18, &BLACK)))?;
    area.draw(&Text::new("answer", (LEFT + side / 2, TOP - 44), text(14, &BLACK)))?;
    let down = text(14, &BLACK).transform(FontTransform::Rotate270);
    area.draw(&Text::new("truth", (LEFT - 44, TOP + side / 2), down))?;
    for truth in 0..classes {
        area.draw(&Text::new(truth.to_string(), (LEFT + middle(truth), TOP - 18), text(14, &BLACK)))?;
        area.draw(&Text::new(truth.to_string(), (LEFT - 18, TOP + middle(truth)), text(14, &BLACK)))?;
        let row: usize = (0..classes).map(|answer| confusion.count(truth, answer)).sum();
        for answer in 0..classes {
            let count = confusion.count(truth, answer);
            let corner = (LEFT + cell * answer as i32, TOP + cell * truth as i32);
            let square = [(corner.0 + 1, corner.1 + 1), (corner.0 + cell - 1, corner.1 + cell - 1)];
            let share = count as f64 / row.max(1) as f64;
            let color = match count {
                0 => BLACK.mix(0.03),
                _ if truth == answer => BLUE.mix(0.25 + 0.75 * share),
                _ => ORANGE.mix(0.25 + 0.75 * share),
            };
            area.draw(&Rectangle::new(square, color.filled()))?;
            if count > 0 {
                let ink = if share > 0.5 { &WHITE } else { &BLACK };
                let center = (LEFT + middle(answer), TOP + middle(truth));
                area.draw(&Text::new(count.to_string(), center, text(15, ink)))?;
            }
        }
    }
    area.present()?;
    Ok(())
}

/// Points, the curve that they were drawn from and the curve that was learned.
pub(crate) fn fit(samples: &[(f64, f64)], truth: &[(f64, f64)], learned: &[(f64, f64)], path: &Path) -> Drawn {
    let area = SVGBackend::new(path, (800, 480)).into_drawing_area();
    area.fill(&WHITE)?;
    let all = || samples.iter().chain(truth).chain(learned);
    let (x, y) = (range(all().map(|point| point.0), 0.0), range(all().map(|point| point.1), 0.05));
    // The legend stands above the curves, not on them.
    let room = 0.22 * (y.end - y.start);
    let mut chart = ChartBuilder::on(&area)
        .margin(18)
        .x_label_area_size(44)
        .y_label_area_size(56)
        .build_cartesian_2d(x, y.start..y.end + room)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(BLACK.mix(0.1))
        .axis_style(GRAY)
        .label_style(LABEL)
        .x_desc("x")
        .y_desc("y")
        .draw()?;
    chart
        .draw_series(samples.iter().map(|&point| Circle::new(point, 3, GRAY.mix(0.6).filled())))?
        .label("samples")
        .legend(|(x, y)| Circle::new((x + 9, y), 3, GRAY.mix(0.6).filled()));
    for (name, points, color) in [("truth", truth, ORANGE), ("learned", learned, BLUE)] {
        chart
            .draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], color.stroke_width(2)));
    }
    legend(&mut chart, SeriesLabelPosition::UpperRight)?;
    area.present()?;
    Ok(())
}

/// From the least to the greatest value, and a part of that beyond.
pub(crate) fn range(values: impl Iterator<Item = f64>, beyond: f64) -> Range<f64> {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| (low.min(y), high.max(y)));
    let margin = beyond * (high - low);
    low - margin..high + margin
}
