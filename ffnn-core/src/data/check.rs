use crate::kernels::{AllFinite, dispatch};
use crate::{Head, Loss, Scalar, TrainError, Vector};

/// Fails at the first sample that `loss` cannot train on: an infinite or NaN input, or an invalid target. Also fails if
/// the numbers of inputs and targets differ, or if there are no samples.
pub fn check<H: Head, L: Loss<H>, X: Vector, V: Vector>(
    loss: &L,
    inputs: &[X],
    targets: &[L::Target<V>],
) -> Result<(), TrainError> {
    if inputs.len() != targets.len() {
        return Err(TrainError::Lengths { inputs: inputs.len(), targets: targets.len() });
    }
    if inputs.is_empty() {
        return Err(TrainError::Empty);
    }
    check_inputs(X::flattened(inputs), X::LEN)?;
    for (sample, target) in targets.iter().enumerate() {
        loss.check(target).map_err(|problem| TrainError::Target { sample, problem })?;
    }
    Ok(())
}

/// Fails if the weights of the samples add up to 0, because the mean loss is then undefined.
pub fn check_weight<H: Head, L: Loss<H>, V: Vector>(loss: &L, targets: &[L::Target<V>]) -> Result<(), TrainError> {
    let weight: f64 = targets.iter().map(|target| loss.weight::<V>(target).to_f64()).sum();
    if weight > 0.0 { Ok(()) } else { Err(TrainError::Weightless { samples: targets.len() }) }
}

/// Fails at the first value that is not finite; `inputs` holds samples of `features` values each, back to back.
fn check_inputs<T: Scalar>(inputs: &[T], features: usize) -> Result<(), TrainError> {
    if dispatch(AllFinite(inputs)) {
        return Ok(());
    }
    let broken = inputs.iter().enumerate().find(|(_, value)| !value.is_finite());
    broken.map_or(Ok(()), |(place, found)| {
        Err(TrainError::Input { sample: place / features, feature: place % features, found: found.to_f64() })
    })
}
