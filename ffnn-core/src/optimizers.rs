//! The optimizers, in order of complexity. A new elementwise one is a file beside these and a line in the list, which
//! makes it an [`Optimizer`](crate::Optimizer) and runs the shared checks on it.

mod adam;
mod clip_by_global_norm;
mod gradient_descent;
mod momentum;

pub use adam::Adam;
pub use clip_by_global_norm::ClipByGlobalNorm;
pub use gradient_descent::GradientDescent;
pub use momentum::Momentum;

use crate::kernels::dispatch;
use crate::optimizer::{Elementwise, Moments, SettingError, Step};
use crate::{Optimizer, Parameters};

macro_rules! elementwise {
    ($($optimizer:ident: $moments:literal, check $check:ident with $example:expr;)+) => {
        $(
            impl Optimizer for $optimizer {
                type State<P: Parameters> = Moments<P, $moments>;

                fn state<P: Parameters>(&self) -> Self::State<P> {
                    Moments::zeros()
                }

                fn check(&self) -> Result<(), SettingError> {
                    Elementwise::check(self)
                }

                fn transform<P: Parameters>(&self, state: &mut Self::State<P>, _parameters: &P, gradient: &mut P) {
                    dispatch(Step { rule: self, state, gradient, parameters: None });
                }

                fn apply<P: Parameters>(&self, state: &mut Self::State<P>, parameters: &mut P, gradient: &mut P) {
                    dispatch(Step { rule: self, state, gradient, parameters: Some(parameters) });
                }
            }
        )+

        #[cfg(test)]
        mod checks {
            $(
                #[test]
                fn $check() {
                    use super::$optimizer;
                    crate::testing::check_optimizer($example);
                }
            )+
        }
    };
}

elementwise! {
    GradientDescent: 0, check gradient_descent with GradientDescent::new(0.1);
    Momentum: 1, check momentum with Momentum::new(0.02);
    Adam: 2, check adam with Adam::new(0.1);
}
