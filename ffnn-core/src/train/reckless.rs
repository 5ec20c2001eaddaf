//! Steps that may carry a parameter beyond all numbers.

#[cfg(feature = "alloc")]
pub(super) use copy::Before;

use crate::error::Place;
use crate::optimizer::SettingError;
use crate::parameters::leaves;
use crate::{Error, LayerInfo, Optimizer, Scalar};

/// The rate up to which no step by a calm gradient is looked at again. Beyond it, and after any other gradient, parameters are
/// looked at, and a copy is kept to go back to.
const MOST: f64 = 1e6;

/// The magnitude up to which a gradient is calm: at the largest rate that is not looked at, and with a momentum of 0.99, a step
/// by it is a hundredth of the largest number.
pub(super) fn calm<T: Scalar>() -> f64 {
    let largest = if size_of::<T>() == size_of::<f32>() { f64::from(f32::MAX) } else { f64::MAX };
    largest / (MOST * 1e4)
}

/// The first tensor whose gradient is not calm.
pub(super) fn steep<T: Scalar>(layers: &'static [LayerInfo], gradient: &[T]) -> Place {
    let is_steep = |value: &T| value.abs().to_f64() > calm::<T>();
    let steep = leaves(layers).find(|(.., range)| gradient[range.clone()].iter().any(is_steep));
    steep.map_or(Place::Loss, |(layer, leaf, _)| Place::Step { layer: layer.name, tensor: leaf.name })
}

/// Whether a step at this rate is looked at, whatever the gradient.
#[cfg(feature = "alloc")]
pub(super) fn is_reckless(rate: Option<f64>) -> bool {
    rate.is_some_and(|rate| rate.abs() > MOST)
}

/// Fails for an optimizer whose steps would have to be looked at, where there is no memory for a copy to go back to.
pub(super) fn refuse(optimizer: &mut impl Optimizer) -> Result<(), Error> {
    let Some(&mut rate) = optimizer.rate_mut() else { return Ok(()) };
    let expected = "at most 1e6 without a heap, which a step that fails would need to go back";
    Ok(SettingError::unless(rate.abs() <= MOST, "the learning rate", expected, rate)?)
}

#[cfg(feature = "alloc")]
mod copy {
    use alloc::boxed::Box;
    use alloc::vec::Vec;

    use crate::error::Place;
    use crate::kernels::Instructions;
    use crate::parameters::leaves;
    use crate::persist::{Persist, Reader, Writer};
    use crate::train::shared::Shared;
    use crate::{Aligned, Flat, LayerInfo, Parameters, Scalar, kernels};

    /// Parameters and what the optimizer remembers of them, before a step.
    pub(in crate::train) struct Before<P> {
        parameters: Box<Aligned<P>>,
        state: Vec<u8>,
    }

    impl<P: Parameters> Before<P> {
        pub(in crate::train) fn of(parameters: &P, state: &impl Persist) -> Self {
            let mut copy = Aligned::<P>::zeros_boxed();
            copy.as_mut_slice().copy_from_slice(parameters.as_slice());
            let mut written = Writer::new();
            state.persist(&mut written);
            Self { parameters: copy, state: written.into_bytes() }
        }

        /// Goes back if a parameter is infinite or NaN, and fails with the first such tensor.
        pub(in crate::train) fn check(
            self,
            instructions: Instructions,
            parameters: &mut P,
            state: &mut impl Persist,
        ) -> Result<(), Place> {
            if Shared::all_finite(instructions, parameters.as_slice()) {
                return Ok(());
            }
            let place = broken(P::LAYERS, parameters.as_slice());
            parameters.as_mut_slice().copy_from_slice(self.parameters.as_slice());
            // What it wrote is what it reads.
            let _ = state.restore(&mut Reader::new(&self.state));
            Err(place)
        }
    }

    /// The first tensor with a value that is infinite or NaN.
    fn broken<T: Scalar>(layers: &'static [LayerInfo], parameters: &[T]) -> Place {
        let mut tensors = leaves(layers);
        let broken = tensors.find(|(_, _, range)| !kernels::naive::all_finite(&parameters[range.clone()]));
        broken.map_or(Place::Loss, |(layer, leaf, _)| Place::Parameter { layer: layer.name, tensor: leaf.name })
    }
}
