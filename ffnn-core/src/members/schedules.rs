//! Learning rate schedules: decay, warm-up, restarts, one-cycle, and reduction on plateaus.
//!
//! Each factor multiplies the optimizer's own learning rate. `t` is the progress of training and `T` a [`Length`]:
//! steps, epochs, or a whole call of `fit`.
//!
//! ```
//! use ffnn::schedules::{CosineDecay, Length, LinearWarmup};
//! use ffnn::{Position, Schedule};
//!
//! // Rises from a tenth in 5 epochs, then falls to 0 in the next 20.
//! let schedule = LinearWarmup::new(0.1, Length::Epochs(5), CosineDecay::new(Length::Epochs(20)));
//! let factor = |epoch| schedule.factor(&Position::new(0, epoch));
//! assert_eq!([factor(0), factor(5), factor(25)], [0.1, 1.0, 0.0]);
//! assert!((factor(15) - 0.5).abs() < 1e-15);
//! ```

pub use crate::kinds::schedule::{Length, Threshold};

members! {
    checks check_schedules;
    constant::Constant { constant: Constant, from 1.0 to 1.0; }
    cosine_decay::CosineDecay {
        cosine_decay: CosineDecay::new(Length::Steps(50)), from 1.0 to 0.0;
        cosine_decay_to_a_tenth: CosineDecay { last: 0.1, ..CosineDecay::new(Length::Whole) }, from 1.0 to 0.1;
    }
    cosine_restarts::CosineRestarts {
        cosine_restarts: CosineRestarts { shrink: 0.5, ..CosineRestarts::new(Length::Steps(7)) }, from 1.0 to 0.0;
        cosine_restarts_growing: CosineRestarts { lengthen: 2.0, ..CosineRestarts::new(Length::Epochs(3)) }, from 1.0;
    }
    exponential_decay::ExponentialDecay {
        exponential_decay: ExponentialDecay::new(0.9, Length::Steps(10)), from 1.0 to 0.0;
        exponential_decay_over_all: ExponentialDecay::new(0.25, Length::Whole), from 1.0 to 0.25;
    }
    inverse_time_decay::InverseTimeDecay {
        inverse_time_decay: InverseTimeDecay::new(0.5, Length::Epochs(2)), from 1.0 to 0.0;
    }
    linear_warmup::LinearWarmup {
        linear_warmup: LinearWarmup::new(0.1, Length::Epochs(5), CosineDecay::new(Length::Epochs(20))), from 0.1 to 0.0;
    }
    on_plateau::OnPlateau {
        on_plateau: OnPlateau { least: 1e-3, ..OnPlateau::new(Threshold::Relative(1e-4)) }, from 1.0 to 1e-3;
    }
    one_cycle::OneCycle {
        one_cycle: OneCycle::new(Length::Steps(100)), from 0.04 to 4e-6;
        one_cycle_over_all: OneCycle::new(Length::Whole), from 0.04 to 4e-6;
        one_cycle_of_one_step: OneCycle::new(Length::Steps(1)), from 4e-6 to 4e-6;
    }
    piecewise_constant::PiecewiseConstant {
        piecewise_constant: PiecewiseConstant::new([(Length::Epochs(4), 0.1), (Length::Epochs(9), 0.01)]), from 1.0 to 0.01;
    }
    polynomial_decay::PolynomialDecay {
        polynomial_decay: PolynomialDecay { last: 0.2, power: 2.0, ..PolynomialDecay::new(Length::Steps(30)) }, from 1.0 to 0.2;
    }
    step_decay::StepDecay {
        step_decay: StepDecay::new(0.5, Length::Epochs(3)), from 1.0 to 0.0;
        step_decay_of_zero: StepDecay::new(0.0, Length::Steps(3)), from 1.0 to 0.0;
    }
}
