use alloc::boxed::Box;
use core::fmt::{self, Debug};

use crate::Stream;
use crate::data::Augmentation;
use crate::kinds::optimizer::SettingError;

/// An augmentation behind a pointer, so that the types of builder and trainer do not name it.
pub(in crate::train) struct Augment<X>(Box<dyn Boxed<X>>);

impl<X> Augment<X> {
    pub(in crate::train) fn new(augmentation: impl Augmentation<X> + Clone + Send + Sync + 'static) -> Self {
        Self(Box::new(augmentation))
    }

    pub(in crate::train) fn check(&self) -> Result<(), SettingError> {
        self.0.check()
    }

    /// Calls [`Augmentation::augment_batch`].
    pub(in crate::train) fn batch(&self, inputs: &mut [X], samples: &[usize], epoch: u64, stream: Stream) {
        self.0.batch(inputs, samples, epoch, stream);
    }
}

impl<X> Clone for Augment<X> {
    fn clone(&self) -> Self {
        Self(self.0.clone_boxed())
    }
}

impl<X> Debug for Augment<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Augment")
    }
}

/// Object-safe interface of an augmentation that can be cloned.
trait Boxed<X>: Send + Sync {
    fn check(&self) -> Result<(), SettingError>;
    fn batch(&self, inputs: &mut [X], samples: &[usize], epoch: u64, stream: Stream);
    fn clone_boxed(&self) -> Box<dyn Boxed<X>>;
}

impl<X, A: Augmentation<X> + Clone + Send + Sync + 'static> Boxed<X> for A {
    fn check(&self) -> Result<(), SettingError> {
        Augmentation::check(self)
    }

    fn batch(&self, inputs: &mut [X], samples: &[usize], epoch: u64, stream: Stream) {
        self.augment_batch(inputs, samples, epoch, stream);
    }

    fn clone_boxed(&self) -> Box<dyn Boxed<X>> {
        Box::new(self.clone())
    }
}
