//! Calibration: the ranges of values that layers produce for samples.

use super::{Grid, Integer, Range};

/// The ranges of values that the layers of a network produced; each layer takes its own, the last one first.
#[derive(Debug)]
pub struct Ranges<'a> {
    /// Ranges by layer, that of the input first.
    of: &'a [Range],
    /// Grid of the input, if given by the user.
    chosen: Option<Grid>,
}

impl<'a> Ranges<'a> {
    /// Skips the range of the current layer, which keeps its grid.
    pub(super) fn pass(&mut self) {
        self.of = self.of.split_last().map_or(self.of, |(_, before)| before);
    }

    /// Returns the grid of the current layer's input, given the `part` of the input range that the layer uses.
    pub(super) fn input<I: Integer>(&mut self, part: impl FnOnce(Range) -> Range) -> Grid {
        self.pass();
        match (self.of, self.chosen) {
            ([_], Some(chosen)) => chosen,
            (before, _) => I::grid(part(before.last().copied().unwrap_or(Range::ZERO))),
        }
    }
}

#[cfg(feature = "alloc")]
pub(super) use with_memory::quantize;

#[cfg(feature = "alloc")]
mod with_memory {
    use alloc::boxed::Box;
    use alloc::vec::Vec;
    use core::cell::RefCell;

    use super::Ranges;
    use crate::kernels::{Deterministic, Level};
    use crate::numbers::plain;
    use crate::parameters::state_leaves;
    use crate::predict::frozen::{Computes, Frozen, Mode};
    use crate::predict::quantized::{
        Grid, Header, Integer, Integers, Quantize, QuantizeError, Quantized, Range, fingerprint,
    };
    use crate::{Flat, LayerInfo, Network, Parameters, Scalar};

    /// The mode that records layer outputs while samples pass through the frozen network.
    #[derive(Clone, Copy, Debug)]
    struct Record<'a>(&'a RefCell<Seen>);

    #[derive(Debug)]
    struct Seen {
        ranges: Vec<Range>,
        /// Index of the next layer.
        next: usize,
    }

    impl Seen {
        fn see<T: Scalar>(&mut self, values: &[T]) {
            if self.next == self.ranges.len() {
                self.ranges.push(Range::NONE);
            }
            if let Some(range) = self.ranges.get_mut(self.next) {
                // A comparison with NaN is false, so a NaN would not extend the range; infinity does.
                let value = |value: &T| if value.is_finite() { value.to_f64() } else { f64::INFINITY };
                *range = values.iter().map(value).fold(*range, Range::with);
            }
            self.next += 1;
        }
    }

    impl Mode for Record<'_> {
        #[inline(always)]
        fn compute<C: Computes<T, IN, OUT>, L: Level, T: Scalar, const IN: usize, const OUT: usize>(
            self,
            layer: C,
            level: L,
            input: &[[T; IN]],
            output: &mut [[T; OUT]],
        ) {
            layer.forward(level, input, output);
            self.0.borrow_mut().see(output.as_flattened());
        }
    }

    pub(in crate::predict::quantized) fn quantize<N: Quantize>(
        network: &N,
        chosen: Option<Grid>,
        samples: &[N::Input],
    ) -> Result<Box<N::Quantized>, QuantizeError> {
        check(network, samples)?;
        type Input<N> = <<N as Quantize>::Quantized as Quantized>::Input;
        if let Some(grid) = chosen {
            check_grid::<<Input<N> as Integers>::Number>(grid)?;
        }
        let frozen = network.freeze();
        let seen = RefCell::new(Seen { ranges: Vec::new(), next: 0 });
        for (sample, input) in samples.iter().enumerate() {
            seen.borrow_mut().next = 0;
            seen.borrow_mut().see(input.as_ref());
            frozen.forward_with(Deterministic, Record(&seen), core::array::from_ref(input));
            if seen.borrow().ranges.iter().any(|range| range.high == f64::INFINITY) {
                return Err(QuantizeError::Overflow { sample });
            }
        }
        let ranges = seen.into_inner().ranges;
        type Logit<N> = <<<N as Quantize>::Quantized as Quantized>::Logits as Integers>::Number;
        let logits = Logit::<N>::grid(ranges.last().copied().unwrap_or(Range::ZERO));
        let mut quantized = plain::zeros_boxed::<N::Quantized>();
        *quantized.header_mut() = Header { fingerprint: fingerprint::<N::Quantized>(), input: logits, logits };
        let input = N::quantize_layers(&frozen, &mut Ranges { of: &ranges, chosen }, &mut quantized);
        match chosen {
            Some(chosen) if chosen != input => return Err(QuantizeError::InputGridKept),
            _ => quantized.header_mut().input = input,
        }
        Ok(quantized)
    }

    /// Checks that there are samples and that all numbers are finite.
    fn check<N: Network>(network: &N, samples: &[N::Input]) -> Result<(), QuantizeError> {
        if samples.is_empty() {
            return Err(QuantizeError::Empty);
        }
        let bad = |values: &[N::Scalar]| values.iter().position(|value| !value.is_finite());
        for (sample, input) in samples.iter().enumerate() {
            if let Some(feature) = bad(input.as_ref()) {
                return Err(QuantizeError::Input { sample, feature, found: input.as_ref()[feature].to_f64() });
            }
        }
        let not_finite = |layer: &LayerInfo, tensor, index, found: N::Scalar| {
            Err(QuantizeError::Weight { layer: layer.name, tensor, index, found: found.to_f64() })
        };
        let values = network.parameters().as_slice();
        for (layer, leaf, range) in N::Parameters::leaves() {
            if let Some(index) = bad(&values[range.clone()]) {
                return not_finite(layer, leaf.name, index, values[range][index]);
            }
        }
        let values = network.state().as_slice();
        for (layer, leaf, range) in state_leaves(N::Parameters::LAYERS) {
            if let Some(index) = bad(&values[range.clone()]) {
                return not_finite(layer, leaf.name, index, values[range][index]);
            }
        }
        Ok(())
    }

    fn check_grid<I: Integer>(grid: Grid) -> Result<(), QuantizeError> {
        if !(grid.scale > 0.0 && grid.scale.is_finite()) {
            return Err(QuantizeError::InputScale { found: grid.scale });
        }
        if !(I::LEAST..=I::MOST).contains(&grid.zero_point) {
            return Err(QuantizeError::InputZeroPoint { least: I::LEAST, most: I::MOST, found: grid.zero_point });
        }
        Ok(())
    }
}
