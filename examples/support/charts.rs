//! Curves, points and bars of any figures, as SVG text: what the pictures of `plots` are for trained networks.

#![allow(dead_code, reason = "an example draws some of these pictures, few draw all")]

use std::error::Error;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::plots::{GRAY, LABEL, TITLE, marks};

/// Told apart by people who see few colors too (Okabe and Ito 2008).
const COLORS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
    RGBColor(148, 103, 40),
];

const SIZE: (u32, u32) = (860, 380);

/// The quantity on an axis, and its scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    label: &'static str,
    logarithmic: bool,
    range: Option<(f64, f64)>,
}

impl Axis {
    /// Equal steps are equal differences.
    pub(crate) const fn linear(label: &'static str) -> Self {
        Self { label, logarithmic: false, range: None }
    }

    /// Equal steps are equal factors; values that are not above zero are left out.
    pub(crate) const fn logarithmic(label: &'static str) -> Self {
        Self { label, logarithmic: true, range: None }
    }

    /// Shows this range and not that of the values.
    pub(crate) const fn between(self, low: f64, high: f64) -> Self {
        Self { range: Some((low, high)), ..self }
    }

    fn shows(&self, value: f64) -> bool {
        value.is_finite() && (!self.logarithmic || value > 0.0)
    }

    /// From the least to the greatest value, and a little beyond.
    fn span(&self, values: impl Iterator<Item = f64>, beyond: f64) -> Range<f64> {
        if let Some((low, high)) = self.range {
            return low..high;
        }
        let values = values.filter(|&value| self.shows(value));
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return 1.0..10.0;
        }
        if self.logarithmic {
            let factor = (high / low).powf(beyond).max(1.1);
            low / factor..high * factor
        } else {
            let margin = (beyond * (high - low)).max(1e-9 * high.abs()).max(1e-12);
            low - margin..high + margin
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Line,
    Dots,
}

/// One color of a chart: its name, how it is drawn, and where.
type Series = (String, Mark, Vec<(f64, f64)>);

/// Curves and points over a common axis.
pub(crate) struct Chart {
    title: String,
    x: Axis,
    y: Axis,
    series: Vec<Series>,
}

impl Chart {
    /// Without any curve yet.
    pub(crate) fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self { title: title.into(), x, y, series: Vec::new() }
    }

    /// With one more curve.
    pub(crate) fn line(self, name: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.series(name.into(), Mark::Line, points.into_iter().collect())
    }

    /// With one more set of points.
    pub(crate) fn dots(self, name: impl Into<String>, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.series(name.into(), Mark::Dots, points.into_iter().collect())
    }

    fn series(mut self, name: String, mark: Mark, points: Vec<(f64, f64)>) -> Self {
        self.series.push((name, mark, points));
        self
    }

    /// The picture as SVG.
    pub(crate) fn svg(&self) -> Result<String, Box<dyn Error>> {
        let points = || self.series.iter().flat_map(|(_, _, points)| points);
        let shown = || points().filter(|(x, y)| self.x.shows(*x) && self.y.shows(*y));
        let (x, y) = (self.x.span(shown().map(|p| p.0), 0.0), self.y.span(shown().map(|p| p.1), 0.05));
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
            let (x_marks, y_marks) = (marks(&x), marks(&y));
            match (self.x.logarithmic, self.y.logarithmic) {
                (false, false) => self.draw(&area, x, y)?,
                (false, true) => self.draw(&area, x, y.log_scale().with_key_points(y_marks))?,
                (true, false) => self.draw(&area, x.log_scale().with_key_points(x_marks), y)?,
                (true, true) => {
                    let x = x.log_scale().with_key_points(x_marks);
                    self.draw(&area, x, y.log_scale().with_key_points(y_marks))?;
                }
            }
            area.present()?;
        }
        Ok(svg)
    }

    fn draw<'a, X, Y>(&self, area: &DrawingArea<SVGBackend<'a>, Shift>, x: X, y: Y) -> Result<(), Box<dyn Error>>
    where
        X: AsRangedCoord<Value = f64>,
        Y: AsRangedCoord<Value = f64>,
        X::CoordDescType: ValueFormatter<f64> + 'a,
        Y::CoordDescType: ValueFormatter<f64> + 'a,
    {
        let names: Vec<&str> = self.series.iter().map(|(name, ..)| name.as_str()).collect();
        let lines: Vec<bool> = self.series.iter().map(|(_, mark, _)| *mark == Mark::Line).collect();
        let plot = legend(area, &names, |index| lines[index])?;
        let mut chart = ChartBuilder::on(&plot)
            .caption(&self.title, TITLE)
            .margin(14)
            .x_label_area_size(44)
            .y_label_area_size(68)
            .build_cartesian_2d(x, y)?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.1))
            .axis_style(GRAY)
            .label_style(LABEL)
            .x_labels(9)
            .y_labels(7)
            .x_desc(self.x.label)
            .y_desc(self.y.label)
            .x_label_formatter(&|x| number(*x))
            .y_label_formatter(&|y| number(*y))
            .draw()?;
        for (index, (_, mark, points)) in self.series.iter().enumerate() {
            let color = COLORS[index % COLORS.len()];
            let points = points.iter().copied().filter(|(x, y)| self.x.shows(*x) && self.y.shows(*y));
            match mark {
                Mark::Line => chart.draw_series(LineSeries::new(points, color.stroke_width(2)))?,
                Mark::Dots => chart.draw_series(points.map(|point| Circle::new(point, 3, color.mix(0.7).filled())))?,
            };
        }
        Ok(())
    }
}

/// Bars in groups, one bar of each series in each group; a group's name may have two lines.
pub(crate) struct Bars {
    title: String,
    y: Axis,
    groups: Vec<String>,
    series: Vec<(String, Vec<f64>)>,
}

impl Bars {
    /// Without any bar yet.
    pub(crate) fn new(title: impl Into<String>, y: Axis, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { title: title.into(), y, groups: groups.into_iter().map(Into::into).collect(), series: Vec::new() }
    }

    /// With one more bar in each group.
    pub(crate) fn bars(mut self, name: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        self.series.push((name.into(), values.into_iter().collect()));
        self
    }

    /// The picture as SVG.
    pub(crate) fn svg(&self) -> Result<String, Box<dyn Error>> {
        let values = || self.series.iter().flat_map(|(_, values)| values.iter().copied());
        let mut span = self.y.span(values(), 0.05);
        if !self.y.logarithmic && self.y.range.is_none() {
            span = if values().any(|value| value < 0.0) { span.start.min(0.0) } else { 0.0 }..span.end;
        }
        let mut svg = String::new();
        {
            let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
            if self.y.logarithmic {
                let (low, marks) = (span.start, marks(&span));
                self.draw(&area, low, low, span.log_scale().with_key_points(marks))?;
            } else {
                self.draw(&area, span.start, 0.0, span)?;
            }
            area.present()?;
        }
        Ok(svg)
    }

    /// `low` is where the axis starts and `foot` where the bars stand.
    fn draw<'a, Y>(
        &self,
        area: &DrawingArea<SVGBackend<'a>, Shift>,
        low: f64,
        foot: f64,
        y: Y,
    ) -> Result<(), Box<dyn Error>>
    where
        Y: AsRangedCoord<Value = f64>,
        Y::CoordDescType: ValueFormatter<f64> + 'a,
    {
        let names: Vec<&str> = self.series.iter().map(|(name, _)| name.as_str()).collect();
        let plot = if names.len() > 1 {
            legend(area, &names, |_| false)?
        } else {
            area.fill(&WHITE)?;
            area.clone()
        };
        let count = self.groups.len();
        let mut chart = ChartBuilder::on(&plot)
            .caption(&self.title, TITLE)
            .margin(14)
            .x_label_area_size(if self.groups.iter().any(|name| name.contains('\n')) { 46 } else { 30 })
            .y_label_area_size(68)
            .build_cartesian_2d(0.0..count as f64, y)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(BLACK.mix(0.1))
            .axis_style(GRAY)
            .label_style(LABEL)
            .x_labels(0)
            .y_labels(7)
            .y_desc(self.y.label)
            .y_label_formatter(&|y| number(*y))
            .draw()?;
        let width = 0.8 / self.series.len() as f64;
        for (index, (_, values)) in self.series.iter().enumerate() {
            let color = COLORS[index % COLORS.len()];
            let values = values.iter().enumerate().filter(|(_, value)| self.y.shows(**value));
            chart.draw_series(values.map(|(group, &value)| {
                let left = group as f64 + 0.1 + index as f64 * width;
                Rectangle::new([(left, foot), (left + 0.92 * width, value)], color.mix(0.85).filled())
            }))?;
        }
        for (group, name) in self.groups.iter().enumerate() {
            let (x, y) = chart.backend_coord(&(group as f64 + 0.5, low));
            let style = LABEL.into_font().color(&BLACK).pos(Pos::new(HPos::Center, VPos::Top));
            for (line, text) in (0..).zip(name.lines()) {
                plot.draw(&Text::new(text.to_string(), (x, y + 8 + 17 * line), style.clone()))?;
            }
        }
        Ok(())
    }
}

/// Writes the names beside the picture, where they cover nothing, and returns what is left for the picture.
fn legend<'a>(
    area: &DrawingArea<SVGBackend<'a>, Shift>,
    names: &[&str],
    line: impl Fn(usize) -> bool,
) -> Result<DrawingArea<SVGBackend<'a>, Shift>, Box<dyn Error>> {
    area.fill(&WHITE)?;
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let (width, _) = area.dim_in_pixel();
    let (plot, legend) = area.split_horizontally(width as i32 - 46 - 7 * longest as i32);
    for (index, name) in names.iter().enumerate() {
        let (color, y) = (COLORS[index % COLORS.len()], 56 + 22 * index as i32);
        if line(index) {
            legend.draw(&PathElement::new([(4, y), (24, y)], color.stroke_width(3)))?;
        } else {
            legend.draw(&Rectangle::new([(8, y - 6), (20, y + 6)], color.mix(0.85).filled()))?;
        }
        let style = LABEL.into_font().color(&BLACK).pos(Pos::new(HPos::Left, VPos::Center));
        legend.draw(&Text::new(name.to_string(), (32, y), style))?;
    }
    Ok(plot)
}

/// As short as can be without losing the value that an axis shows.
fn number(value: f64) -> String {
    let size = value.abs();
    if value != 0.0 && !(1e-3..1e5).contains(&size) {
        return format!("{value:.0e}");
    }
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}
