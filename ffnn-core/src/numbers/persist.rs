//! Serialization of optimizer states for checkpoints.

mod reader;
mod writer;

pub use reader::{Malformed, Reader};
pub use writer::Writer;

/// A value that can be written to a checkpoint and read back, such as the state of an [`Optimizer`](crate::Optimizer).
///
/// Numbers, whole sets of parameters, arrays, options and tuples of these implement it, so most states need no code.
/// Your own struct writes its fields and reads them in the same order:
///
/// ```
/// use ffnn::{Malformed, Parameters, Persist, Reader, Writer};
///
/// /// The state of some optimizer.
/// struct Velocity<P> {
///     steps: u64,
///     mean: Box<P>,
/// }
///
/// impl<P: Parameters> Persist for Velocity<P> {
///     fn persist(&self, to: &mut Writer) {
///         self.steps.persist(to);
///         self.mean.persist(to);
///     }
///
///     fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
///         self.steps.restore(from)?;
///         self.mean.restore(from)
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to a checkpoint",
    label = "not `Persist`",
    note = "numbers, boxed parameters, arrays, options and tuples are `Persist`; a struct implements it in a few lines"
)]
pub trait Persist {
    /// Writes the whole value.
    fn persist(&self, to: &mut Writer);

    /// Overwrites the value with what [`persist`](Self::persist) wrote. A failure may leave it partly overwritten.
    ///
    /// # Errors
    ///
    /// Returns an error if the next bytes are not a value of this type.
    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed>;
}

macro_rules! persist_numbers {
    ($($number:ident)+) => { $(
        impl Persist for $number {
            fn persist(&self, to: &mut Writer) {
                to.bytes(&self.to_le_bytes());
            }

            fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
                *self = Self::from_le_bytes(from.array()?);
                Ok(())
            }
        }
    )+ };
}

persist_numbers! { u8 u32 u64 f32 f64 }

impl Persist for usize {
    fn persist(&self, to: &mut Writer) {
        (*self as u64).persist(to);
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        let at = from.place();
        let found = from.read::<u64>()?;
        *self = usize::try_from(found).map_err(|_| Malformed::new(at, "a number that fits this machine", found))?;
        Ok(())
    }
}

impl Persist for bool {
    fn persist(&self, to: &mut Writer) {
        u8::from(*self).persist(to);
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        let at = from.place();
        *self = match from.read::<u8>()? {
            0 => false,
            1 => true,
            found => return Err(Malformed::new(at, "0 or 1", found)),
        };
        Ok(())
    }
}

impl<V: Persist + Default> Persist for Option<V> {
    fn persist(&self, to: &mut Writer) {
        self.is_some().persist(to);
        self.iter().for_each(|value| value.persist(to));
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        *self = if from.read()? { Some(from.read()?) } else { None };
        Ok(())
    }
}

impl<V: Persist, const N: usize> Persist for [V; N] {
    fn persist(&self, to: &mut Writer) {
        self.iter().for_each(|value| value.persist(to));
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        self.iter_mut().try_for_each(|value| value.restore(from))
    }
}

macro_rules! persist_tuples {
    ($(($($part:ident $place:tt),*);)+) => { $(
        impl<$($part: Persist),*> Persist for ($($part,)*) {
            fn persist(&self, _to: &mut Writer) {
                $(self.$place.persist(_to);)*
            }

            fn restore(&mut self, _from: &mut Reader<'_>) -> Result<(), Malformed> {
                $(self.$place.restore(_from)?;)*
                Ok(())
            }
        }
    )+ };
}

persist_tuples! {
    ();
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}

#[cfg(test)]
mod tests;
