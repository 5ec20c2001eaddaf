use super::{Grid, Integer, Range};

/// The results of a function for all 256 inputs.
#[derive(Debug, PartialEq)]
#[repr(transparent)]
pub struct Table<O>([O; 256]);

crate::layout! { impl[O: Integer] Plain for Table<O> { 0 } }

impl<O: Integer> Table<O> {
    /// Overwrites all entries with the results of `function`.
    pub fn fill(&mut self, function: impl Fn(f64) -> f64, input: Grid, output: Grid) {
        for (entry, number) in self.0.iter_mut().zip(i8::MIN..=i8::MAX) {
            *entry = output.nearest(function(input.value(number)));
        }
    }

    /// Predicts one sample.
    #[inline(always)]
    pub fn apply<const N: usize>(&self, input: &[i8; N]) -> [O; N] {
        // Flipping the sign bit adds 128, so that indices are from 0 to 255 and never out of bounds.
        input.map(|number| self.0[usize::from(number as u8 ^ 0x80)])
    }
}

/// Returns the part of `range` where `function` is not flat: beyond it, results are within a quarter of a `step` of the
/// result at the end.
pub(crate) fn steep(function: impl Fn(f64) -> f64, range: Range, step: f64) -> Range {
    const PLACES: u32 = 1024;
    let range = range.with_zero();
    let at = |place: u32| range.low + (range.high - range.low) * f64::from(place) / f64::from(PLACES);
    let flat = |place: u32, end: u32| (function(at(place)) - function(at(end))).abs() <= 0.25 * step;
    // The last flat point before the first steep one: inputs beyond it are clamped to it.
    let low = (0..=PLACES).find(|&place| !flat(place, 0)).map_or(PLACES, |place| place.saturating_sub(1));
    let high = (0..=PLACES).rev().find(|&place| !flat(place, PLACES)).map_or(0, |place| (place + 1).min(PLACES));
    Range { low: at(low.min(high)), high: at(low.max(high)) }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_flat_is_left_out() {
        let range = Range { low: -40.0, high: 20.0 };
        let tanh = steep(f64::tanh, range, 1.0 / 128.0);
        assert!((-3.6..-3.0).contains(&tanh.low) && (3.0..3.6).contains(&tanh.high), "{tanh:?}");
        let elu = steep(|x| if x > 0.0 { x } else { x.exp_m1() }, range, 21.0 / 255.0);
        assert!((-4.5..-3.0).contains(&elu.low) && elu.high > 19.9, "{elu:?}");
        assert_eq!(steep(|x| x, range, 0.1), range);
        // Flat everywhere, so that there is no place to cut.
        assert_eq!(steep(|_| 3.0, range, 0.1), range);
    }
}
