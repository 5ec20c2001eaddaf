use crate::Scalar;

/// An affine transformation of an image: resizing and rotation about its center, then a shift.
///
/// ```text
/// p' = c + resize · R(rotate) (p - c) + shift      c the center, ((height - 1) / 2, (width - 1) / 2)
/// ```
///
/// Each pixel of the result is sampled once from the source: bilinearly between pixels, and as 0 beyond the edges. A
/// pixel that maps exactly onto a source pixel keeps its value bit for bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// Shift in pixels, down and to the right.
    pub shift: [f64; 2],
    /// Rotation in degrees, counter-clockwise with the first row on top.
    pub rotate: f64,
    /// Scale factor.
    pub resize: f64,
}

impl Affine {
    /// The transformation that changes nothing.
    pub const IDENTITY: Self = Self { shift: [0.0; 2], rotate: 0.0, resize: 1.0 };

    /// Overwrites `target` with the transformed `source`; both are `height` rows of `width` pixels in row-major order.
    /// Allocates nothing.
    ///
    /// If a length is not `height · width`, surplus pixels are not written and missing ones are read as 0.
    pub fn apply<T: Scalar>(&self, height: usize, width: usize, source: &[T], target: &mut [T]) {
        let image = Image { height, width, pixels: source };
        let centre = [height, width].map(|length| (length as f64 - 1.0) / 2.0);
        let angle = self.rotate.to_radians();
        let (sin, cos) = (libm::sin(angle) / self.resize, libm::cos(angle) / self.resize);
        let rows = target.chunks_exact_mut(width.max(1)).take(height);
        for (row, pixels) in rows.enumerate() {
            let down = row as f64 - centre[0] - self.shift[0];
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let right = column as f64 - centre[1] - self.shift[1];
                *pixel = image.at(centre[0] + cos * down + sin * right, centre[1] + cos * right - sin * down);
            }
        }
    }
}

struct Image<'a, T> {
    height: usize,
    width: usize,
    pixels: &'a [T],
}

impl<T: Scalar> Image<'_, T> {
    /// The value at a position between pixels.
    fn at(&self, row: f64, column: f64) -> T {
        // Written so that NaN counts as outside.
        let inside = |place: f64, length: usize| place > -1.0 && place < length as f64;
        if !(inside(row, self.height) && inside(column, self.width)) {
            return T::ZERO;
        }
        let [top, left] = [row, column].map(libm::floor);
        let across = |row| {
            let pixel = |column| self.pixel(row, column);
            between(pixel(left), || pixel(left + 1.0), column - left)
        };
        between(across(top), || across(top + 1.0), row - top)
    }

    /// The value of a single pixel; 0 outside the image, which the position may exceed by one pixel.
    fn pixel(&self, row: f64, column: f64) -> T {
        if row < 0.0 || column < 0.0 || column as usize >= self.width {
            return T::ZERO;
        }
        let index = (row as usize).saturating_mul(self.width).saturating_add(column as usize);
        self.pixels.get(index).copied().unwrap_or(T::ZERO)
    }
}

/// Linear interpolation between `from` and `to`. If `part` is 0, the result is `from` itself, even if `to` is infinite
/// or NaN.
fn between<T: Scalar>(from: T, to: impl FnOnce() -> T, part: f64) -> T {
    if part == 0.0 { from } else { from + T::from_f64(part) * (to() - from) }
}
