use alloc::boxed::Box;
use core::fmt::{self, Debug};

use crate::Random;

/// Changes a sample a little, at random, each time it is trained on.
pub(super) struct Augmentation<X>(Box<dyn Augment<X>>);

impl<X> Augmentation<X> {
    pub(super) fn new(augment: impl Fn(&mut X, &mut Random) + Clone + Send + Sync + 'static) -> Self {
        Self(Box::new(augment))
    }

    pub(super) fn augment(&self, input: &mut X, random: &mut Random) {
        self.0.augment(input, random);
    }
}

impl<X> Clone for Augmentation<X> {
    fn clone(&self) -> Self {
        Self(self.0.clone_boxed())
    }
}

impl<X> Debug for Augmentation<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Augmentation")
    }
}

/// A function that can be cloned behind a pointer, so that builders can.
trait Augment<X>: Send + Sync {
    fn augment(&self, input: &mut X, random: &mut Random);
    fn clone_boxed(&self) -> Box<dyn Augment<X>>;
}

impl<X, F: Fn(&mut X, &mut Random) + Clone + Send + Sync + 'static> Augment<X> for F {
    fn augment(&self, input: &mut X, random: &mut Random) {
        self(input, random);
    }

    fn clone_boxed(&self) -> Box<dyn Augment<X>> {
        Box::new(self.clone())
    }
}
