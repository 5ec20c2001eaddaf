//! Pictures in the terminal, from characters.

/// A gray image, two rows a line of text: `pixels[row * width + column]`, from 0 (blank) to 1.
pub(crate) fn image(pixels: &[f32], width: usize) -> Vec<String> {
    const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
    let shade = |value: f32| SHADES[(value * 4.0).round().clamp(0.0, 4.0) as usize];
    pixels.chunks(width).map(|row| row.iter().flat_map(|&pixel| [shade(pixel); 2]).collect()).collect()
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
