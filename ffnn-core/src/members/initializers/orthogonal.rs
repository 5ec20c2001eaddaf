use alloc::vec;

use crate::{Random, Site, Weights};

/// Random orthogonal weights (Saxe et al. 2014): orthonormal rows (`W Wᵀ = 1`), or orthonormal columns (`Wᵀ W = 1`) if
/// there are more outputs than inputs, uniformly distributed. The variance of a weight is `1 / max(inputs, outputs)`.
///
/// The orthogonal factor of a matrix of normal numbers, with signs such that the triangular factor has a positive
/// diagonal (Mezzadri 2007). Call [`scale`](super::scale) afterwards to apply a gain.
///
/// Takes time proportional to `min(inputs, outputs)² · max(inputs, outputs)`, and a copy of the matrix in `f64`.
/// Requires the feature `alloc`.
pub fn orthogonal(weights: &mut dyn Weights, _site: Site, random: &mut Random) {
    let (outputs, inputs) = weights.shape();
    let (count, length) = (outputs.min(inputs), outputs.max(inputs));
    if count == 0 {
        return;
    }
    let mut vectors = vec![0.0; count * length];
    for index in 0..count {
        let (before, rest) = vectors.split_at_mut(index * length);
        draw_orthogonal(before, &mut rest[..length], random);
    }
    for (index, vector) in vectors.chunks_exact(length).enumerate() {
        for (place, &value) in vector.iter().enumerate() {
            let (output, input) = if outputs > inputs { (place, index) } else { (index, place) };
            weights.set(output, input, value);
        }
    }
}

/// Draws a unit vector orthogonal to those before.
fn draw_orthogonal(before: &[f64], vector: &mut [f64], random: &mut Random) {
    loop {
        vector.fill_with(|| random.normal());
        // Subtraction leaves rounding errors along the earlier vectors; a second pass leaves only negligible ones.
        for _ in 0..2 {
            for earlier in before.chunks_exact(vector.len()) {
                let along = dot(earlier, vector);
                vector.iter_mut().zip(earlier).for_each(|(value, earlier)| *value -= along * earlier);
            }
        }
        let length = libm::sqrt(dot(vector, vector));
        // Otherwise the draw was in the span of the earlier vectors, up to rounding; draw again.
        if length > f64::EPSILON {
            vector.iter_mut().for_each(|value| *value /= length);
            return;
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use nalgebra::SMatrix;

    use super::*;
    use crate::Stream;
    use crate::members::initializers::{by_activation, scale};
    use crate::testing::{Tolerance, assert_close};

    fn draw<const OUT: usize, const IN: usize>(seed: u64) -> SMatrix<f64, OUT, IN> {
        let mut weights = SMatrix::zeros();
        let site = Site { inputs: IN, outputs: OUT, preferred: by_activation };
        orthogonal(&mut weights, site, &mut Stream::root(seed).random());
        weights
    }

    fn check<const OUT: usize, const IN: usize>() {
        let weights = draw::<OUT, IN>(1);
        if OUT <= IN {
            let product = weights * weights.transpose();
            assert_close(
                Tolerance::F64_PASS,
                "W Wᵀ",
                product.as_slice(),
                SMatrix::<f64, OUT, OUT>::identity().as_slice(),
            );
        } else {
            let product = weights.transpose() * weights;
            assert_close(
                Tolerance::F64_PASS,
                "Wᵀ W",
                product.as_slice(),
                SMatrix::<f64, IN, IN>::identity().as_slice(),
            );
        }
    }

    #[test]
    fn wide_tall_and_square_matrices_are_orthogonal() {
        check::<1, 1>();
        check::<1, 7>();
        check::<7, 1>();
        check::<8, 24>();
        check::<24, 8>();
        check::<32, 32>();
    }

    #[test]
    fn vectors_drawn_nearly_parallel_become_orthogonal_too() {
        // Among this many pairs, some are within a ten-thousandth of parallel, for which subtracting once is not
        // enough.
        let worst = (0..10_000).map(|seed| (draw::<2, 2>(seed) * draw::<2, 2>(seed).transpose())[(0, 1)].abs());
        let worst = worst.fold(0.0, f64::max);
        assert!(worst <= 2.0 * f64::EPSILON, "{worst}");
    }

    #[test]
    fn a_gain_scales_the_products() {
        let mut weights = draw::<4, 6>(2);
        scale(&mut weights, 3.0);
        let (product, expected) = (weights * weights.transpose(), SMatrix::<f64, 4, 4>::identity() * 9.0);
        assert_close(Tolerance::F64_PASS, "W Wᵀ", product.as_slice(), expected.as_slice());
    }

    #[test]
    fn both_signs_of_the_determinant_are_as_likely() {
        const DRAWS: u64 = 400;
        let turns = (0..DRAWS).filter(|&seed| draw::<3, 3>(seed).determinant() > 0.0).count() as f64;
        // Five standard deviations of this many coin tosses.
        assert!((turns - 200.0).abs() < 5.0 * 10.0, "{turns} of {DRAWS}");
    }

    #[test]
    fn the_first_vector_is_a_direction_like_any_other() {
        // A Householder factor without chosen signs has a first entry that is never positive.
        let positive = (0..400).filter(|&seed| draw::<3, 3>(seed)[(0, 0)] > 0.0).count() as f64;
        assert!((positive - 200.0).abs() < 5.0 * 10.0, "{positive} of 400");
    }
}
