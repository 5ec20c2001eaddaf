use crate::Scalar;

/// One change of an image as a whole: resized about its centre, turned about it, then shifted.
///
/// ```text
/// p' = c + resize · R(rotate) (p - c) + shift      c the centre, ((height - 1) / 2, (width - 1) / 2)
/// ```
///
/// Each pixel of the result is looked up in the source, once for all three: between pixels bilinearly, beyond the edges
/// as 0. A pixel that comes to lie on a pixel of the source keeps its value to the last bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// Pixels down and to the right.
    pub shift: [f64; 2],
    /// Degrees, counter-clockwise as one sees the image with its first row on top.
    pub rotate: f64,
    /// The factor by which it grows.
    pub resize: f64,
}

impl Affine {
    /// Changes nothing.
    pub const IDENTITY: Self = Self { shift: [0.0; 2], rotate: 0.0, resize: 1.0 };

    /// Overwrites `target` with the changed `source`; both are `height` rows of `width` pixels, one row after the other.
    /// Allocates nothing.
    ///
    /// Where the lengths are not `height · width`, what lies beyond is not written, and what is missing is 0.
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
    /// The value at a place between pixels.
    fn at(&self, row: f64, column: f64) -> T {
        // Written so that a NaN is outside too.
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

    /// The value of one pixel, from -1 on, where there may be none.
    fn pixel(&self, row: f64, column: f64) -> T {
        if row < 0.0 || column < 0.0 || column as usize >= self.width {
            return T::ZERO;
        }
        let index = (row as usize).saturating_mul(self.width).saturating_add(column as usize);
        self.pixels.get(index).copied().unwrap_or(T::ZERO)
    }
}

/// So far from `from` to `to`; `from` itself where that is nothing, whatever `to` is.
fn between<T: Scalar>(from: T, to: impl FnOnce() -> T, part: f64) -> T {
    if part == 0.0 { from } else { from + T::from_f64(part) * (to() - from) }
}
