//! What of a step names no network, compiled here once for each number type and not again in every program.

use super::pass::{self, Checked};
use crate::error::Place;
use crate::kernels::Instructions;
use crate::{Deferred, LayerInfo, Leaf, Rules, regularize};

/// The parts of a step on flat views.
pub trait Shared: Sized {
    /// Fails with the first tensor whose gradient is infinite or NaN, or beyond `limit`.
    fn check<'d>(
        instructions: Instructions,
        layers: &'static [LayerInfo],
        gradient: &mut [Self],
        deferred: Deferred<'d, Self>,
        limit: f64,
    ) -> Result<Checked<'d, Self>, Place>;

    /// Multiplies out what is left of a gradient.
    fn write(instructions: Instructions, gradient: &mut [Self], deferred: Deferred<'_, Self>);

    /// See [`regularize::penalize`].
    fn penalize(
        instructions: Instructions,
        layers: &'static [LayerInfo],
        rules: fn(usize, &Leaf) -> Rules,
        parameters: &[Self],
        gradient: &mut [Self],
    ) -> f64;

    /// See [`regularize::limit`].
    fn limit(
        instructions: Instructions,
        layers: &'static [LayerInfo],
        rules: fn(usize, &Leaf) -> Rules,
        parameters: &mut [Self],
    );

    /// Whether every value is neither infinite nor NaN.
    fn all_finite(instructions: Instructions, values: &[Self]) -> bool;
}

macro_rules! shared {
    ($($scalar:ident)+) => {
        $(
            #[diagnostic::do_not_recommend]
            impl Shared for $scalar {
                #[inline(never)]
                fn check<'d>(
                    instructions: Instructions,
                    layers: &'static [LayerInfo],
                    gradient: &mut [Self],
                    deferred: Deferred<'d, Self>,
                    limit: f64,
                ) -> Result<Checked<'d, Self>, Place> {
                    pass::check_here(instructions, layers, gradient, deferred, limit)
                }

                #[inline(never)]
                fn write(instructions: Instructions, gradient: &mut [Self], deferred: Deferred<'_, Self>) {
                    pass::write_here(instructions, gradient, deferred);
                }

                #[inline(never)]
                fn penalize(
                    instructions: Instructions,
                    layers: &'static [LayerInfo],
                    rules: fn(usize, &Leaf) -> Rules,
                    parameters: &[Self],
                    gradient: &mut [Self],
                ) -> f64 {
                    regularize::penalize_here(instructions, layers, rules, parameters, gradient)
                }

                #[inline(never)]
                fn limit(
                    instructions: Instructions,
                    layers: &'static [LayerInfo],
                    rules: fn(usize, &Leaf) -> Rules,
                    parameters: &mut [Self],
                ) {
                    regularize::limit_here(instructions, layers, rules, parameters);
                }

                #[inline(never)]
                fn all_finite(instructions: Instructions, values: &[Self]) -> bool {
                    pass::all_finite_here(instructions, values)
                }
            }
        )+
    };
}

shared!(f32 f64);
