//! Optimizers whose rule is the same for every parameter.

use core::fmt::Debug;
use core::mem::MaybeUninit;

use super::SettingError;
use crate::kernels::{self, Level};
use crate::{Aligned, Flat, Parameters, Role, Scalar};

/// An optimizer that looks at one parameter at a time and keeps `M` moments of it.
///
/// The rule is written once, here; the loops that use it are generic. A line in the list of
/// [`optimizers`](crate::optimizers) makes it an [`Optimizer`].
pub(crate) trait Elementwise<const M: usize>: Clone + Debug + Send + Sync + 'static {
    /// The numbers of one step that are the same for every parameter of a tensor.
    type Constants<T: Scalar>: Copy + PartialEq;

    /// Whether [`constants`](Self::constants) looks at the role.
    const BY_ROLE: bool = false;

    /// What the moments are before the first step.
    fn start(&self) -> [f64; M] {
        [0.0; M]
    }

    /// The numbers of `step` for tensors of `role`.
    fn constants<T: Scalar>(&self, step: Count, role: Role) -> Self::Constants<T>;

    /// What to subtract from a parameter with this gradient, after moving its moments on.
    fn rule<T: Scalar>(constants: Self::Constants<T>, parameter: T, gradient: T, moments: [&mut T; M]) -> T;

    /// The product that [`Count::product`] is multiplied by in step `step`.
    fn factor(&self, step: u64) -> f64 {
        let _ = step;
        1.0
    }

    /// The learning rate, to be changed while training.
    fn rate_mut(&mut self) -> &mut f64;

    /// A sentence that says what is wrong with the settings, if anything is.
    fn check(&self) -> Result<(), SettingError>;
}

/// How far training has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    /// The number of the step, from 1.
    pub(crate) step: u64,
    /// The product of [`Elementwise::factor`] over all steps up to this one.
    pub(crate) product: f64,
}

/// What an elementwise optimizer remembers: how many steps it took, and `M` moments of every parameter.
#[derive(Debug)]
pub struct Moments<P, const M: usize> {
    /// Steps taken.
    pub steps: u64,
    /// What the optimizer multiplies up from step to step; 1 for those that do not.
    pub product: f64,
    /// The moments, each in the layout of the parameters.
    pub moments: [Aligned<P>; M],
}

impl<P: Parameters, const M: usize> Moments<P, M> {
    /// Before the first step.
    pub(crate) fn start_in(place: &mut MaybeUninit<Self>, start: [f64; M]) -> &mut Self {
        // SAFETY: numbers, and moments that are `Flat`: memory of zeros is a value of each.
        let state = unsafe {
            place.as_mut_ptr().write_bytes(0, 1);
            place.assume_init_mut()
        };
        state.product = 1.0;
        for (moment, start) in state.moments.iter_mut().zip(start).filter(|(_, start)| *start != 0.0) {
            moment.as_mut_slice().fill(P::Scalar::from_f64(start));
        }
        state
    }
}

/// One step of the rule `E`: leaves what is to be subtracted in the gradient, or subtracts it.
pub(crate) struct Step<'a, P: Parameters, E, const M: usize> {
    pub(crate) rule: &'a E,
    pub(crate) state: &'a mut Moments<P, M>,
    pub(crate) target: Target<'a, P>,
}

/// Where the outcome of a step goes.
pub(crate) enum Target<'a, P> {
    /// To the gradient.
    Transform { parameters: &'a P, gradient: &'a mut P },
    /// To the parameters.
    Apply { parameters: &'a mut P, gradient: &'a P },
}

impl<P: Parameters, E: Elementwise<M>, const M: usize> Step<'_, P, E, M> {
    #[inline(always)]
    pub(crate) fn run(self, level: impl Level) {
        let Self { rule, state, mut target } = self;
        state.steps += 1;
        state.product *= rule.factor(state.steps);
        let count = Count { step: state.steps, product: state.product };
        // Neighbouring tensors with the same numbers are one loop: all of them, for most optimizers.
        let all = [(Role::Weight, 0..P::COUNT)];
        let tensors = P::leaves().map(|(_, leaf, range)| (leaf.role, range));
        let tensors = all.into_iter().take(usize::from(!E::BY_ROLE)).chain(tensors.filter(|_| E::BY_ROLE));
        let mut tensors = tensors.map(|(role, range)| (rule.constants::<P::Scalar>(count, role), range)).peekable();
        while let Some((constants, mut range)) = tensors.next() {
            while let Some((_, next)) = tensors.next_if(|(next, _)| *next == constants) {
                range.end = next.end;
            }
            let moments = state.moments.each_mut().map(|moment| &mut moment.as_mut_slice()[range.clone()]);
            let rule = |w, g, moments: [&mut P::Scalar; M]| E::rule(constants, w, g, moments);
            match &mut target {
                Target::Apply { parameters, gradient } => {
                    let (parameters, gradient) =
                        (&mut parameters.as_mut_slice()[range.clone()], &gradient.as_slice()[range]);
                    kernels::update(level, parameters, gradient, moments, rule);
                }
                Target::Transform { parameters, gradient } => {
                    let (parameters, gradient) =
                        (&parameters.as_slice()[range.clone()], &mut gradient.as_mut_slice()[range]);
                    kernels::transform(level, parameters, gradient, moments, rule);
                }
            }
        }
    }
}
