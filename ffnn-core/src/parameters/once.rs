//! The parts of a training step that do not depend on the network type, compiled once per number type with the library.

use super::deferred::Deferred;
use super::regularize::{Limit, Penalize, Ruled};
use super::{LayerInfo, Leaf, Place, Rules, leaves};
use crate::Scalar;
use crate::kernels::{self, AllFinite, InstructionSet, Level, Pass, dispatch_at};

/// The largest learning rate at which a step with a calm gradient needs no check of the new parameters. After any other
/// step they are checked, and a copy of the old ones is kept to restore.
pub(crate) const MOST_RATE: f64 = 1e6;

/// Returns the largest magnitude of a calm gradient: at the largest unchecked rate and with a momentum of 0.99, its
/// step is a hundredth of the largest number.
pub(crate) fn calm<T: Scalar>() -> f64 {
    let largest = if size_of::<T>() == size_of::<f32>() { f64::from(f32::MAX) } else { f64::MAX };
    largest / (MOST_RATE * 1e4)
}

/// A gradient that is finite and within the limit of the optimizer.
#[derive(Debug)]
pub struct Checked<'d, T> {
    /// Products that are still deferred.
    pub(crate) deferred: Deferred<'d, T>,
    /// Whether the gradient is [calm].
    pub(crate) calm: bool,
}

/// The parts of a step that work on flat views. All programs share them instead of compiling them per network.
pub trait CompiledOnce: Sized {
    /// Returns the first tensor whose gradient is infinite, NaN or larger than `limit`, as an error. Evaluates the
    /// deferred products if the answer needs them.
    fn check<'d>(
        instructions: InstructionSet,
        layers: &'static [LayerInfo],
        gradient: &mut [Self],
        deferred: Deferred<'d, Self>,
        limit: f64,
    ) -> Result<Checked<'d, Self>, Place>;

    /// Evaluates the deferred products into the gradient.
    fn write(instructions: InstructionSet, gradient: &mut [Self], deferred: Deferred<'_, Self>);

    /// Implements [`regularize::penalize`](super::regularize::penalize).
    fn penalize(
        instructions: InstructionSet,
        layers: &'static [LayerInfo],
        rules: fn(usize, &Leaf) -> Rules,
        parameters: &[Self],
        gradient: &mut [Self],
    ) -> f64;

    /// Implements [`regularize::limit`](super::regularize::limit).
    fn limit(
        instructions: InstructionSet,
        layers: &'static [LayerInfo],
        rules: fn(usize, &Leaf) -> Rules,
        parameters: &mut [Self],
    );

    /// Whether every value is finite.
    fn all_finite(instructions: InstructionSet, values: &[Self]) -> bool;
}

macro_rules! compiled_once {
    ($($scalar:ident)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl CompiledOnce for $scalar {
                #[inline(never)]
                fn check<'d>(
                    instructions: InstructionSet,
                    layers: &'static [LayerInfo],
                    gradient: &mut [Self],
                    deferred: Deferred<'d, Self>,
                    limit: f64,
                ) -> Result<Checked<'d, Self>, Place> {
                    let calm = calm::<Self>();
                    if dispatch_at(instructions, CertainlyWithin { gradient, deferred, limit: limit.min(calm) }) {
                        return Ok(Checked { deferred, calm: true });
                    }
                    dispatch_at(instructions, Write { gradient, deferred });
                    match first_beyond(layers, gradient, limit) {
                        Some(place) => Err(place),
                        None => Ok(Checked { deferred: Deferred::NONE, calm: within(gradient, calm) }),
                    }
                }

                #[inline(never)]
                fn write(instructions: InstructionSet, gradient: &mut [Self], deferred: Deferred<'_, Self>) {
                    dispatch_at(instructions, Write { gradient, deferred });
                }

                #[inline(never)]
                fn penalize(
                    instructions: InstructionSet,
                    layers: &'static [LayerInfo],
                    rules: fn(usize, &Leaf) -> Rules,
                    parameters: &[Self],
                    gradient: &mut [Self],
                ) -> f64 {
                    dispatch_at(instructions, Penalize { ruled: Ruled { layers, rules }, parameters, gradient })
                }

                #[inline(never)]
                fn limit(
                    instructions: InstructionSet,
                    layers: &'static [LayerInfo],
                    rules: fn(usize, &Leaf) -> Rules,
                    parameters: &mut [Self],
                ) {
                    dispatch_at(instructions, Limit { ruled: Ruled { layers, rules }, parameters });
                }

                #[inline(never)]
                fn all_finite(instructions: InstructionSet, values: &[Self]) -> bool {
                    dispatch_at(instructions, AllFinite(values))
                }
            }
        )+
    };
}

compiled_once!(f32 f64);

/// Returns the first tensor whose gradient is infinite, NaN or larger than `limit`.
fn first_beyond<T: Scalar>(layers: &'static [LayerInfo], gradient: &[T], limit: f64) -> Option<Place> {
    let finite = |values: &[T]| kernels::naive::all_finite(values);
    if let Some((layer, leaf, _)) = leaves(layers).find(|(_, _, range)| !finite(&gradient[range.clone()])) {
        return Some(Place::Gradient { layer: layer.name, tensor: leaf.name });
    }
    let (layer, leaf, _) = leaves(layers).find(|(_, _, range)| !within(&gradient[range.clone()], limit))?;
    Some(Place::Square { layer: layer.name, tensor: leaf.name })
}

/// Whether no magnitude is larger than `limit`.
fn within<T: Scalar>(values: &[T], limit: f64) -> bool {
    values.iter().all(|value| value.abs().to_f64() <= limit)
}

struct CertainlyWithin<'a, T> {
    gradient: &'a [T],
    deferred: Deferred<'a, T>,
    limit: f64,
}

impl<T: Scalar> Pass for CertainlyWithin<'_, T> {
    type Output = bool;

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> bool {
        self.deferred.certainly_within(level, self.gradient, self.limit)
    }
}

struct Write<'a, T> {
    gradient: &'a mut [T],
    deferred: Deferred<'a, T>,
}

impl<T: Scalar> Pass for Write<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.deferred.write(level, self.gradient);
    }
}
