//! Pictures in the terminal, from characters.

#![allow(dead_code, reason = "an example draws some of these pictures, few draw all")]

/// A gray image, two characters a pixel: `pixels[row * width + column]`, from 0 (blank) to 1.
pub(crate) fn image(pixels: &[f32], width: usize) -> Vec<String> {
    const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
    let shade = |value: f32| SHADES[(value * 4.0).round().clamp(0.0, 4.0) as usize];
    pixels.chunks(width).map(|row| row.iter().flat_map(|&pixel| [shade(pixel); 2]).collect()).collect()
}

/// A black and white image at half the size: a character shows a pixel and the one below it.
pub(crate) fn halves(pixels: &[f32], width: usize) -> Vec<String> {
    let line = |rows: &[f32]| {
        let (upper, lower) = rows.split_at(width);
        let dark = |row: &[f32], column: usize| row.get(column).is_some_and(|&pixel| pixel > 0.4);
        let mark = |column| match (dark(upper, column), dark(lower, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (0..width).map(mark).collect()
    };
    pixels.chunks(2 * width).map(line).collect()
}

/// Blocks of lines beside each other, `gap` blanks between.
pub(crate) fn beside(blocks: &[Vec<String>], gap: usize) -> String {
    let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
    let width = |block: &[String]| block.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let line = |row: usize| {
        let cells = blocks.iter().map(|block| {
            let line = block.get(row).map_or("", String::as_str);
            format!("{line}{}", " ".repeat(width(block) - line.chars().count() + gap))
        });
        cells.collect::<String>().trim_end().to_string()
    };
    (0..height).map(line).collect::<Vec<_>>().join("\n")
}

/// Points in a frame, each series with its own mark; a later one covers an earlier one.
pub(crate) fn plot(series: &[(char, &[(f64, f64)])], width: usize, height: usize) -> String {
    let points = || series.iter().flat_map(|(_, points)| points.iter());
    let range = |value: fn(&(f64, f64)) -> f64| {
        let (low, high) = points()
            .map(value)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        move |value: f64, steps: usize| ((value - low) / (high - low).max(1e-9) * (steps - 1) as f64).round() as usize
    };
    let (column, row) = (range(|point| point.0), range(|point| point.1));
    let mut lines = vec![vec![' '; width]; height];
    for (mark, points) in series {
        for &(x, y) in *points {
            lines[height - 1 - row(y, height)][column(x, width)] = *mark;
        }
    }
    let line = |line: &Vec<char>| format!("│{}│\n", line.iter().collect::<String>());
    let edge = "─".repeat(width);
    format!("┌{edge}┐\n{}└{edge}┘", lines.iter().map(line).collect::<String>())
}
