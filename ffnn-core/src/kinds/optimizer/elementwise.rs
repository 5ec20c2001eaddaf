//! Optimizers that apply the same rule to every parameter.

use core::fmt::Debug;
use core::mem::MaybeUninit;
use core::ops::Range;

use super::{SettingError, above_zero};
use crate::kernels::{self, Level, Pass};
use crate::numbers::plain::written_fields;
use crate::parameters::deferred::{Deferred, Piece};
use crate::{Aligned, Flat, LayerInfo, Parameters, Role, Scalar};

/// An optimizer that handles each parameter independently and keeps `M` moments of it.
///
/// The rule is written once, here; the loops that use it are generic. A line in the list of
/// [`optimizers`](crate::optimizers) makes it an [`Optimizer`].
pub(crate) trait Elementwise<const M: usize>: Clone + Debug + Send + Sync + 'static {
    /// The constants of one step that are shared by all parameters of a tensor.
    type Constants<T: Scalar>: Copy;

    /// Whether [`constants`](Self::constants) depends on the role.
    const BY_ROLE: bool = false;

    /// Whether a moment contains squares of gradients.
    const SQUARES: bool = false;

    /// Returns the initial values of the moments.
    fn start(&self) -> [f64; M] {
        [0.0; M]
    }

    /// Returns the constants of step `step` for tensors with the role `role`.
    fn constants<T: Scalar>(&self, step: Count, role: Role) -> Self::Constants<T>;

    /// Returns the step to subtract from a parameter with this gradient, after updating its moments.
    fn rule<T: Scalar>(constants: Self::Constants<T>, parameter: T, gradient: T, moments: &mut [T; M]) -> T;

    /// Returns the factor by which step `step` multiplies [`Count::product`].
    fn factor(&self, step: u64) -> f64 {
        let _ = step;
        1.0
    }

    /// Returns the learning rate, which may be changed during training.
    fn rate_mut(&mut self) -> &mut f64;

    /// Checks the settings.
    fn check(&self) -> Result<(), SettingError>;
}

/// Progress of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    /// Number of the step, from 1.
    pub(crate) step: u64,
    /// Product of [`Elementwise::factor`] over all steps up to this one.
    pub(crate) product: f64,
}

/// The state of an elementwise optimizer: the number of steps taken, and `M` moments of every parameter.
#[derive(Debug)]
pub struct Moments<P, const M: usize> {
    /// Number of steps taken.
    pub steps: u64,
    /// Product that the optimizer accumulates from step to step; 1 if it has none.
    pub product: f64,
    /// Moments, each in the layout of the parameters.
    pub moments: [Aligned<P>; M],
}

impl<P: Parameters, const M: usize> Moments<P, M> {
    /// Initializes the state before the first step.
    pub(crate) fn start_in(place: &mut MaybeUninit<Self>, start: [f64; M]) -> &mut Self {
        let state = written_fields!(
            place,
            Self {
                steps: |steps| steps.write(0),
                product: |product| product.write(1.0),
                moments: |moments| Flat::<P::Scalar>::zeros_in(moments),
            }
        );
        for (moment, start) in state.moments.iter_mut().zip(start).filter(|(_, start)| *start != 0.0) {
            moment.as_mut_slice().fill(above_zero(start));
        }
        state
    }
}

/// One step of the rule `E`: writes the result to the gradient, or subtracts it from the parameters.
pub(crate) struct RuleStep<'a, P: Parameters, E, const M: usize> {
    pub(crate) rule: &'a E,
    pub(crate) state: &'a mut Moments<P, M>,
    pub(crate) target: Destination<'a, P>,
}

/// The destination of a step's result.
pub(crate) enum Destination<'a, P: Parameters> {
    /// The gradient.
    Transform { parameters: &'a P, gradient: &'a mut P },
    /// The parameters.
    Apply { parameters: &'a mut P, gradient: &'a mut P, deferred: Deferred<'a, P::Scalar> },
}

impl<P: Parameters, E: Elementwise<M>, const M: usize> RuleStep<'_, P, E, M> {
    #[inline(always)]
    pub(crate) fn run(self, level: impl Level) {
        let Self { rule, state, target } = self;
        state.steps += 1;
        state.product *= rule.factor(state.steps);
        let count = Count { step: state.steps, product: state.product };
        let mut moments = empty();
        for (slice, moment) in moments.iter_mut().zip(&mut state.moments) {
            *slice = moment.as_mut_slice();
        }
        let layers = P::LAYERS;
        match target {
            Destination::Apply { parameters, gradient, deferred } => {
                let (parameters, gradient) = (parameters.as_mut_slice(), gradient.as_mut_slice());
                level.outlined(ApplyRule { rule, count, layers, parameters, gradient, moments, deferred });
            }
            Destination::Transform { parameters, gradient } => {
                let (parameters, gradient) = (parameters.as_slice(), gradient.as_mut_slice());
                level.outlined(TransformRule { rule, count, layers, parameters, gradient, moments });
            }
        }
    }
}

/// Returns `M` empty slices, which the caller replaces one by one.
fn empty<'a, T, const M: usize>() -> [&'a mut [T]; M] {
    [(); M].map(|()| &mut [][..])
}

/// Returns this range of each moment. It is a loop because `map` would be compiled into a dozen functions.
#[inline(always)]
fn parts<'a, T, const M: usize>(moments: &'a mut [&mut [T]; M], range: &Range<usize>) -> [&'a mut [T]; M] {
    let mut parts = empty();
    for (part, moment) in parts.iter_mut().zip(moments) {
        *part = &mut moment[range.clone()];
    }
    parts
}

/// The pass of [`Destination::Apply`], compiled once per number type for all networks.
struct ApplyRule<'a, E, T, const M: usize> {
    rule: &'a E,
    count: Count,
    layers: &'static [LayerInfo],
    parameters: &'a mut [T],
    gradient: &'a mut [T],
    moments: [&'a mut [T]; M],
    deferred: Deferred<'a, T>,
}

impl<E: Elementwise<M>, T: Scalar, const M: usize> Pass for ApplyRule<'_, E, T, M> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { rule, count, layers, parameters, gradient, mut moments, deferred } = self;
        let mut constants = Constants::new(rule, count);
        for piece in deferred.pieces(layers, E::BY_ROLE) {
            let (constants, range) = (constants.of(piece.role), piece.range.clone());
            if let Some((factors, row)) = piece.of_one_sample() {
                let places = range.step_by(row.len().max(1));
                for (&factor, place) in factors.iter().zip(places) {
                    let range = place..place + row.len();
                    let moments = parts(&mut moments, &range);
                    let parameters = &mut parameters[range];
                    // Starts at zero, as the sum over several samples does.
                    kernels::update(level, parameters, row, moments, |w, dy, moments| {
                        moved::<E, T, M>(level, constants, w, dy * factor + T::ZERO, moments)
                    });
                }
                continue;
            }
            let moments = parts(&mut moments, &range);
            let (parameters, gradient) = (&mut parameters[range], piece.derivative(level, gradient));
            kernels::update(level, parameters, gradient, moments, |w, g, moments| {
                moved::<E, T, M>(level, constants, w, g, moments)
            });
        }
    }
}

/// The pass of [`Destination::Transform`], compiled once per number type for all networks.
struct TransformRule<'a, E, T, const M: usize> {
    rule: &'a E,
    count: Count,
    layers: &'static [LayerInfo],
    parameters: &'a [T],
    gradient: &'a mut [T],
    moments: [&'a mut [T]; M],
}

impl<E: Elementwise<M>, T: Scalar, const M: usize> Pass for TransformRule<'_, E, T, M> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        let Self { rule, count, layers, parameters, gradient, mut moments } = self;
        let mut constants = Constants::new(rule, count);
        for Piece { range, role, .. } in Deferred::<T>::NONE.pieces(layers, E::BY_ROLE) {
            let constants = constants.of(role);
            let moments = parts(&mut moments, &range);
            let (parameters, gradient) = (&parameters[range.clone()], &mut gradient[range]);
            kernels::transform(level, parameters, gradient, moments, |w, g, moments| {
                moved::<E, T, M>(level, constants, w, g, moments)
            });
        }
    }
}

/// Runs [`Elementwise::rule`] and flushes denormal moments to zero. The moments of a weight without a gradient shrink
/// by a factor in every step, and rounding would keep them denormal forever.
#[inline(always)]
fn moved<E: Elementwise<M>, T: Scalar, const M: usize>(
    level: impl Level,
    constants: E::Constants<T>,
    parameter: T,
    gradient: T,
    moments: &mut [T; M],
) -> T {
    let step = E::rule(constants, parameter, gradient, moments);
    for moment in moments {
        *moment = level.flush(*moment);
    }
    step
}

/// The constants of one step, recomputed only if the role changes.
struct Constants<'a, E: Elementwise<M>, T: Scalar, const M: usize> {
    rule: &'a E,
    count: Count,
    last: Option<(Role, E::Constants<T>)>,
}

impl<'a, E: Elementwise<M>, T: Scalar, const M: usize> Constants<'a, E, T, M> {
    fn new(rule: &'a E, count: Count) -> Self {
        Self { rule, count, last: None }
    }

    #[inline(always)]
    fn of(&mut self, role: Role) -> E::Constants<T> {
        match self.last {
            Some((last, constants)) if last == role || !E::BY_ROLE => constants,
            _ => {
                let constants = self.rule.constants(self.count, role);
                self.last = Some((role, constants));
                constants
            }
        }
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use crate::kernels::{Level, Pass, dispatch_each};
    use crate::members::optimizers::Momentum;
    use crate::testing::sample::SampleParameters;
    use crate::{Deferred, Flat, Optimizer, Scalar};

    /// Steps without a gradient: each moment equals the rule's result to the last bit, or zero if that is denormal.
    #[derive(Clone)]
    struct Shrink<T>(T);

    impl<T: Scalar> Pass for Shrink<T> {
        type Output = ();

        fn run<L: Level>(self, level: L) {
            let (factor, momentum) = (T::from_f64(0.9), Momentum::new(0.1));
            let (mut parameters, mut gradient) =
                (SampleParameters::<T>::zeros_boxed(), SampleParameters::<T>::zeros_boxed());
            let (mut state, mut expected) = (momentum.state(), self.0);
            gradient.as_mut_slice().fill(expected);
            momentum.apply(level, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
            for step in 0..100 {
                gradient.as_mut_slice().fill(T::ZERO);
                momentum.apply(level, &mut state, &mut *parameters, &mut *gradient, Deferred::NONE);
                expected = (factor * expected).flushed();
                assert!(state.moments[0].as_slice().iter().all(|&moment| moment == expected), "step {step}");
            }
            assert!(expected == T::ZERO);
        }
    }

    #[test]
    fn moments_that_shrink_end_at_zero() {
        for sign in [1.0, -1.0] {
            dispatch_each(Shrink(sign as f32 * 1e-36), |_, ()| ());
            dispatch_each(Shrink(sign * 1e-306), |_, ()| ());
        }
    }
}
