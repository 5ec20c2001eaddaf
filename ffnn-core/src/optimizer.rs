//! What an optimizer is.

mod elementwise;
mod epsilon;
mod setting;

pub use elementwise::Moments;
pub(crate) use elementwise::{Count, Elementwise, Step, Target};
pub use epsilon::Epsilon;
pub use setting::SettingError;

use core::fmt::Debug;

use crate::kernels::{self, Level, Pass, dispatch};
use crate::{Parameters, Persist, Scalar};

/// Turns a gradient into a step, in place: what is left of the gradient is subtracted from the parameters.
///
/// The value holds the settings; what is remembered between steps is its [`State`](Optimizer::State). Optimizers chain
/// as tuples, from left to right: `(ClipByGlobalNorm(1.0), Adam::new(1e-3))`.
///
/// What `Debug` writes is how a checkpoint knows the optimizer and its settings again: derive it.
#[diagnostic::on_unimplemented(message = "`{Self}` is not an optimizer", label = "not an `Optimizer`")]
pub trait Optimizer: Clone + Debug + Send + Sync + 'static {
    /// What is remembered between steps: moments of the same type as the parameters, counters. Checkpoints hold it.
    type State<P: Parameters>: Persist;

    /// What is remembered before the first step. The only place that allocates.
    fn state<P: Parameters>(&self) -> Self::State<P>;

    /// A sentence that says what is wrong with the settings, if anything is.
    fn check(&self) -> Result<(), SettingError>;

    /// The learning rate, to be changed while training; none if there is none, as for clipping.
    fn rate_mut(&mut self) -> Option<&mut f64> {
        None
    }

    /// Replaces the gradient by what is to be subtracted.
    fn transform<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &P, gradient: &mut P);

    /// Moves the parameters. May overwrite the gradient.
    fn apply<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &mut P, gradient: &mut P) {
        self.transform(state, parameters, gradient);
        dispatch(Subtract { parameters: parameters.as_mut_slice(), gradient: gradient.as_slice() });
    }
}

struct Subtract<'a, T> {
    parameters: &'a mut [T],
    gradient: &'a [T],
}

impl<T: Scalar> Pass for Subtract<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        kernels::update(level, self.parameters, self.gradient, [], |_, g, []| g);
    }
}

impl<A: Optimizer, B: Optimizer> Optimizer for (A, B) {
    type State<P: Parameters> = (A::State<P>, B::State<P>);

    fn state<P: Parameters>(&self) -> Self::State<P> {
        (self.0.state(), self.1.state())
    }

    fn check(&self) -> Result<(), SettingError> {
        self.0.check().and_then(|()| self.1.check())
    }

    fn rate_mut(&mut self) -> Option<&mut f64> {
        self.1.rate_mut().or(self.0.rate_mut())
    }

    fn transform<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &P, gradient: &mut P) {
        self.0.transform(&mut state.0, parameters, gradient);
        self.1.transform(&mut state.1, parameters, gradient);
    }

    fn apply<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &mut P, gradient: &mut P) {
        self.0.transform(&mut state.0, parameters, gradient);
        self.1.apply(&mut state.1, parameters, gradient);
    }
}
