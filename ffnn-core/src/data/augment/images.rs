use super::{Affine, Augmentation};
use crate::kinds::optimizer::SettingError;
use crate::{Random, Scalar};

/// Shifts, rotates and resizes images slightly, and adds noise. Each setting is the largest change in either direction;
/// amounts are uniformly distributed over that range.
///
/// An input is an image of `height` rows of `width` pixels, in row-major order: `[T; height * width]`. Pixels from
/// beyond the edges are 0. By default nothing changes. Suitable ranges depend on the size of the image: at 8×8, a shift
/// by a whole pixel already hurts.
///
/// ```
/// use ffnn::Stream;
/// use ffnn::data::{AugmentImages, Augmentation};
///
/// const SLIGHTLY: AugmentImages = AugmentImages { shift: 0.5, rotate: 10.0, resize: 0.05, ..AugmentImages::new(8, 8) };
///
/// let mut image = [0.5f32; 64];
/// SLIGHTLY.augment(&mut image, &mut Stream::root(7).named("augment").random());
/// ```
///
/// A copy of the image is on the stack while it is augmented.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AugmentImages {
    /// Number of rows in an image.
    pub height: usize,
    /// Number of pixels in a row.
    pub width: usize,
    /// Largest shift in pixels, down and to the right; may be fractional.
    pub shift: f64,
    /// Largest rotation in degrees.
    pub rotate: f64,
    /// Largest relative change of the size, below 1: 0.05 means from 95 % to 105 %.
    pub resize: f64,
    /// Standard deviation of the normal noise added to every pixel after all other changes.
    pub noise: f64,
}

impl AugmentImages {
    /// Creates an augmentation for images of this size that changes nothing.
    pub const fn new(height: usize, width: usize) -> Self {
        Self { height, width, shift: 0.0, rotate: 0.0, resize: 0.0, noise: 0.0 }
    }

    /// Draws the shift, rotation and size for one image.
    pub fn draw(&self, random: &mut Random) -> Affine {
        // All four are always drawn, so that changing one range leaves the other amounts alone.
        let [down, right, rotate, resize] = core::array::from_fn(|_| 2.0 * random.uniform() - 1.0);
        Affine {
            shift: [self.shift * down, self.shift * right],
            rotate: self.rotate * rotate,
            resize: 1.0 + self.resize * resize,
        }
    }
}

impl<T: Scalar, const N: usize> Augmentation<[T; N]> for AugmentImages {
    fn check(&self) -> Result<(), SettingError> {
        let pixels = self.height.saturating_mul(self.width);
        let expected = "the number of values of an input";
        SettingError::unless(pixels == N, "the number of pixels, height times width,", expected, pixels as f64)?;
        for (name, range) in [("the shift", self.shift), ("the rotation", self.rotate), ("the noise", self.noise)] {
            SettingError::unless(range >= 0.0 && range.is_finite(), name, "a finite number, at least 0", range)?;
        }
        SettingError::check_decay("the resizing", self.resize)
    }

    fn augment(&self, input: &mut [T; N], random: &mut Random) {
        let change = self.draw(random);
        if change != Affine::IDENTITY {
            let source = *input;
            change.apply(self.height, self.width, &source, input);
        }
        if self.noise != 0.0 {
            for pixel in input {
                *pixel += T::from_f64(self.noise * random.normal());
            }
        }
    }
}
