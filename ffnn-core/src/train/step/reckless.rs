//! Checks for steps that may make a parameter overflow.

#[cfg(feature = "alloc")]
pub(in crate::train) use copy::Before;

use crate::kinds::optimizer::SettingError;
use crate::parameters::once::{MOST_RATE, calm};
use crate::parameters::{Place, leaves};
use crate::{LayerInfo, Optimizer, Scalar, TrainError};

/// Returns the first tensor whose gradient is too large to be applied unchecked.
pub(in crate::train) fn steep<T: Scalar>(layers: &'static [LayerInfo], gradient: &[T]) -> Place {
    let is_steep = |value: &T| value.abs().to_f64() > calm::<T>();
    let steep = leaves(layers).find(|(.., range)| gradient[range.clone()].iter().any(is_steep));
    steep.map_or(Place::Loss, |(layer, leaf, _)| Place::Step { layer: layer.name, tensor: leaf.name })
}

/// Whether a step at this learning rate must be checked, whatever the gradient.
#[cfg(feature = "alloc")]
pub(in crate::train) fn is_reckless(rate: Option<f64>) -> bool {
    rate.is_some_and(|rate| rate.abs() > MOST_RATE)
}

/// Fails for an optimizer whose steps must be checked, where there is no memory for a copy to restore.
pub(in crate::train) fn refuse(optimizer: &mut impl Optimizer) -> Result<(), TrainError> {
    let Some(&mut rate) = optimizer.rate_mut() else { return Ok(()) };
    let expected = "at most 1e6 without a heap, because a failed step could not be undone";
    Ok(SettingError::unless(rate.abs() <= MOST_RATE, "the learning rate", expected, rate)?)
}

#[cfg(feature = "alloc")]
mod copy {
    use alloc::boxed::Box;
    use alloc::vec::Vec;

    use crate::kernels::InstructionSet;
    use crate::numbers::persist::{Persist, Reader, Writer};
    use crate::parameters::Place;
    use crate::parameters::leaves;
    use crate::parameters::once::CompiledOnce;
    use crate::{Aligned, Flat, LayerInfo, Parameters, Scalar, kernels};

    /// Copy of the parameters and the optimizer's state before a step.
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

        /// Restores the copy if a parameter is infinite or NaN, and fails with the first such tensor.
        pub(in crate::train) fn check(
            self,
            instructions: InstructionSet,
            parameters: &mut P,
            state: &mut impl Persist,
        ) -> Result<(), Place> {
            if CompiledOnce::all_finite(instructions, parameters.as_slice()) {
                return Ok(());
            }
            let place = broken(P::LAYERS, parameters.as_slice());
            parameters.as_mut_slice().copy_from_slice(self.parameters.as_slice());
            // Cannot fail: it reads what it wrote.
            let _ = state.restore(&mut Reader::new(&self.state));
            Err(place)
        }
    }

    /// Returns the first tensor with a value that is infinite or NaN.
    fn broken<T: Scalar>(layers: &'static [LayerInfo], parameters: &[T]) -> Place {
        let mut tensors = leaves(layers);
        let broken = tensors.find(|(_, _, range)| !kernels::naive::all_finite(&parameters[range.clone()]));
        broken.map_or(Place::Loss, |(layer, leaf, _)| Place::Parameter { layer: layer.name, tensor: leaf.name })
    }
}
