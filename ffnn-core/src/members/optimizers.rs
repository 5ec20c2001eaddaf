//! Optimizers: gradient descent, momentum, Adam and its variants, and gradient clipping and weight decay to chain with
//! them.

pub use crate::kinds::optimizer::Epsilon;

use core::mem::MaybeUninit;

use crate::kernels::Level;
use crate::kinds::optimizer::{Destination, Elementwise, Moments, RuleStep, SettingError, largest_squared};
use crate::{Deferred, Optimizer, Parameters, Scalar};

macro_rules! optimizers {
    ($($name:ident: $example:expr $(, elementwise $optimizer:ident with $moments:literal moments)?;)+) => {
        $($(
            impl Optimizer for $optimizer {
                type State<P: Parameters> = Moments<P, $moments>;

                fn state_in<'a, P: Parameters>(
                    &self,
                    place: &'a mut MaybeUninit<Self::State<P>>,
                ) -> &'a mut Self::State<P> {
                    Moments::start_in(place, self.start())
                }

                fn check(&self) -> Result<(), SettingError> {
                    Elementwise::check(self)
                }

                fn largest_gradient<T: Scalar>(&self) -> f64 {
                    if Self::SQUARES { largest_squared::<T>() } else { f64::INFINITY }
                }

                fn rate_mut(&mut self) -> Option<&mut f64> {
                    Some(Elementwise::rate_mut(self))
                }

                #[inline(always)]
                fn transform<P: Parameters>(
                    &self,
                    level: impl Level,
                    state: &mut Self::State<P>,
                    parameters: &P,
                    gradient: &mut P,
                ) {
                    RuleStep { rule: self, state, target: Destination::Transform { parameters, gradient } }.run(level);
                }

                #[inline(always)]
                fn apply<P: Parameters>(
                    &self,
                    level: impl Level,
                    state: &mut Self::State<P>,
                    parameters: &mut P,
                    gradient: &mut P,
                    deferred: Deferred<'_, P::Scalar>,
                ) {
                    RuleStep { rule: self, state, target: Destination::Apply { parameters, gradient, deferred } }.run(level);
                }
            }
        )?)+

        #[cfg(all(test, feature = "std"))]
        crate::testing::check_optimizers! { $($name: $example;)+ }
    };
}

members! {
    list optimizers;
    ada_grad::AdaGrad { ada_grad: AdaGrad::new(0.5), elementwise AdaGrad with 1 moments; }
    adam::Adam {
        adam: Adam::new(0.1), elementwise Adam with 2 moments;
        adam_with_epsilon_in_the_root: Adam { epsilon: 0.0, epsilon_root: 1e-8, ..Adam::new(0.1) };
    }
    adam_w::AdamW { adam_w: AdamW { decay: 1e-4, ..AdamW::new(0.1) }, elementwise AdamW with 2 moments; }
    ams_grad::AmsGrad { ams_grad: AmsGrad::new(0.1), elementwise AmsGrad with 3 moments; }
    clip_by_global_norm::ClipByGlobalNorm { clip_by_global_norm: (ClipByGlobalNorm(1.0), GradientDescent::new(0.1)); }
    clip_by_norm::ClipByNorm { clip_by_norm: (ClipByNorm(1.0), GradientDescent::new(0.1)); }
    clip_by_value::ClipByValue { clip_by_value: (ClipByValue(0.5), GradientDescent::new(0.1)); }
    decay_weights::DecayWeights { decay_weights: (DecayWeights::new(1e-4), GradientDescent::new(0.1)); }
    gradient_descent::GradientDescent {
        gradient_descent: GradientDescent::new(0.1), elementwise GradientDescent with 0 moments;
    }
    lion::Lion { lion: Lion::new(0.005), elementwise Lion with 1 moments; }
    momentum::Momentum { momentum: Momentum::new(0.02), elementwise Momentum with 1 moments; }
    nadam::Nadam { nadam: Nadam::new(0.1), elementwise Nadam with 2 moments; }
    nesterov::Nesterov { nesterov: Nesterov::new(0.02), elementwise Nesterov with 1 moments; }
    rms_prop::RmsProp { rms_prop: RmsProp::new(0.005), elementwise RmsProp with 3 moments; }
    ;
    chain_of_one: (Adam::new(0.1),);
    chain_of_three: (ClipByGlobalNorm(1.0), DecayWeights::new(1e-4), Momentum::new(0.02));
    chain_of_eight: (
        ClipByGlobalNorm(5.0), ClipByNorm(5.0), ClipByValue(5.0), DecayWeights::new(1e-5), DecayWeights::new(1e-5),
        ClipByValue(4.0), ClipByGlobalNorm(4.0), Adam::new(0.1),
        );
}
