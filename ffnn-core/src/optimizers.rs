//! The optimizers, in order of complexity. A new elementwise one is a file beside these and a line in the list, which
//! makes it an [`Optimizer`] and runs the shared checks on it.

mod adam;
mod clip_by_global_norm;
mod gradient_descent;
mod momentum;

pub use adam::Adam;
pub use clip_by_global_norm::ClipByGlobalNorm;
pub use gradient_descent::GradientDescent;
pub use momentum::Momentum;

use crate::kernels::dispatch;
use crate::optimizer::{Elementwise, Moments, SettingError, Step, Target};
use crate::{Optimizer, Parameters};

macro_rules! optimizers {
    ($($name:ident: $example:expr $(, elementwise $optimizer:ident with $moments:literal moments)?;)+) => {
        $($(
            impl Optimizer for $optimizer {
                type State<P: Parameters> = Moments<P, $moments>;

                fn state<P: Parameters>(&self) -> Self::State<P> {
                    Moments::new(self.start())
                }

                fn check(&self) -> Result<(), SettingError> {
                    Elementwise::check(self)
                }

                fn rate_mut(&mut self) -> Option<&mut f64> {
                    Some(Elementwise::rate_mut(self))
                }

                fn transform<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &P, gradient: &mut P) {
                    dispatch(Step { rule: self, state, target: Target::Transform { parameters, gradient } });
                }

                fn apply<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &mut P, gradient: &mut P) {
                    dispatch(Step { rule: self, state, target: Target::Apply { parameters, gradient } });
                }
            }
        )?)+

        #[cfg(all(test, feature = "std"))]
        crate::testing::check_optimizers! { $($name: $example;)+ }
    };
}

optimizers! {
    gradient_descent: GradientDescent::new(0.1), elementwise GradientDescent with 0 moments;
    momentum: Momentum::new(0.02), elementwise Momentum with 1 moments;
    adam: Adam::new(0.1), elementwise Adam with 2 moments;
    clip_by_global_norm: (ClipByGlobalNorm(1.0), GradientDescent::new(0.1));
}
