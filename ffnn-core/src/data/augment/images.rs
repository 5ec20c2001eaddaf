use super::{Affine, Augmentation};
use crate::kinds::optimizer::SettingError;
use crate::{Random, Scalar};

/// Shifts, turns and resizes images slightly, and adds noise: each setting is how far at most, both ways, and each amount
/// in that range is as likely as any other.
///
/// An input is an image of `height` rows of `width` pixels, one row after the other: `[T; height * width]`. What comes in
/// from beyond the edges is 0. Nothing is changed until a range is given; how far is far depends on the size of the
/// image: on one of 8×8, a shift by a whole pixel already hurts.
///
/// ```
/// use ffnn_core::Stream;
/// use ffnn_core::data::{AugmentImages, Augmentation};
///
/// const SLIGHTLY: AugmentImages = AugmentImages { shift: 0.5, rotate: 10.0, resize: 0.05, ..AugmentImages::new(8, 8) };
///
/// let mut image = [0.5f32; 64];
/// SLIGHTLY.augment(&mut image, &mut Stream::root(7).named("augment").random());
/// ```
///
/// While an image is changed, a copy of it is on the stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AugmentImages {
    /// Rows of an image.
    pub height: usize,
    /// Pixels of a row.
    pub width: usize,
    /// Pixels, down and to the right; parts of pixels too.
    pub shift: f64,
    /// Degrees.
    pub rotate: f64,
    /// A part of the size, below 1: 0.05 is from 95 % to 105 %.
    pub resize: f64,
    /// The standard deviation of normal noise that is added to every pixel, after all else.
    pub noise: f64,
}

impl AugmentImages {
    /// Images of this size, not changed at all.
    pub const fn new(height: usize, width: usize) -> Self {
        Self { height, width, shift: 0.0, rotate: 0.0, resize: 0.0, noise: 0.0 }
    }

    /// Draws how far an image is shifted, turned and resized.
    pub fn draw(&self, random: &mut Random) -> Affine {
        // All four are drawn, so that changing one range leaves the others' amounts alone.
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
