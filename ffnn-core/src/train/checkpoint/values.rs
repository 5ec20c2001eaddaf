use alloc::boxed::Box;

use crate::numbers::persist::{Malformed, Reader};
use crate::parameters::state_leaves;
use crate::{Flat, LayerInfo, Network, Parameters, Role, Scalar};

/// Reads a network and checks that its values are valid.
pub(super) fn read<N: Network>(from: &mut Reader<'_>) -> Result<Box<N>, Malformed> {
    // The values start after their count.
    let at = from.place() + size_of::<u64>();
    let mut network = N::zeros_boxed();
    from.values(network.as_mut_slice())?;
    check(network.as_slice(), N::Parameters::COUNT, N::Parameters::LAYERS, at)?;
    Ok(network)
}

/// Fails unless all values are finite and no variance is negative. The state starts at index `learned`, and the first
/// value is at byte `at` of the file.
fn check<T: Scalar>(values: &[T], learned: usize, layers: &'static [LayerInfo], at: usize) -> Result<(), Malformed> {
    let refused = |index: usize, expected: &str| Malformed::new(at + index * size_of::<T>(), expected, values[index]);
    if let Some(index) = values.iter().position(|value| !value.is_finite()) {
        return Err(refused(index, "a finite number"));
    }
    for (_, _, range) in state_leaves(layers).filter(|(_, leaf, _)| leaf.role == Role::Variance) {
        if let Some(index) = range.map(|place| learned + place).find(|&index| values[index] < T::ZERO) {
            return Err(refused(index, "a variance of at least 0"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::Layer;
    use crate::members::layers::BatchNorm;

    const LAYERS: &[LayerInfo] = &[<BatchNorm as Layer<2, 2>>::INFO];

    #[test]
    fn a_checkpoint_holds_what_a_network_may() {
        // Scale and shift; mean, variance and the weight of both.
        let whole = [1.0_f32, 1.0, 0.0, 0.0, -5.0, 5.0, 0.0, 2.0, 1.0];
        let told = |index: usize, value| {
            let mut values = whole;
            values[index] = value;
            check(&values, 4, LAYERS, 100).map_err(|malformed| malformed.to_string())
        };
        assert_eq!(told(0, 1.0), Ok(()));
        assert_eq!(told(5, -1.0), Ok(()));
        assert_eq!(told(1, f32::NAN), Err("byte 104: expected a finite number, found NaN".into()));
        assert_eq!(told(8, f32::INFINITY), Err("byte 132: expected a finite number, found inf".into()));
        assert_eq!(told(7, -0.5), Err("byte 128: expected a variance of at least 0, found -0.5".into()));
    }
}
