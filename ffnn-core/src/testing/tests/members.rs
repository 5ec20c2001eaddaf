//! Losses, initializers and optimizers with a mistake.

use core::mem::MaybeUninit;

use super::refusal;
use crate::kinds::schedule::{Memory, Position, Schedule};
use crate::members::heads::Linear;
use crate::members::initializers::{glorot_normal, glorot_uniform};
use crate::members::losses::MeanSquaredError;
use crate::members::optimizers::{ClipByGlobalNorm, GradientDescent};
use crate::members::schedules::{CosineDecay, Length, OnPlateau, StepDecay, Threshold};
use crate::testing::{ExpectedDistribution, check_initializer, check_loss, check_optimizer, check_schedule};
use crate::{
    Deferred, Level, Loss, Malformed, Optimizer, Options, Parameters, Persist, Random, Reader, Scalar, SettingError,
    Site, TargetError, Vector, Weights, Writer,
};

#[test]
fn mistakes_of_a_loss_are_found() {
    let check = |loss: Squares, best| check_loss::<Linear, _, 2>(&loss, &[1.0, 2.0], &[1.0, 2.0], Some(best));
    check(Squares { value: 1.0, gradient: 1.0 }, [1.0, 2.0]);
    for (loss, best, sentence) in [
        (Squares { value: 1.0, gradient: 1.0 }, [1.0, 2.1], "the loss of the best answer is"),
        (Squares { value: 1.00001, gradient: 1.0 }, [1.0, 2.0], "the value of `gradient`[0]"),
        (Squares { value: 1.0, gradient: 1.00001 }, [1.0, 2.0], "the derivative with respect to logit "),
        (Squares { value: -1.0, gradient: -1.0 }, [1.0, 2.0], "expected at least 0"),
    ] {
        let message = refusal(|| check(loss, best));
        assert!(message.contains(sentence), "{sentence}: {message}");
    }
}

#[test]
fn mistakes_of_an_initializer_are_found() {
    let glorot = |inputs: f64, outputs: f64| 2.0 / (inputs + outputs);
    let repeats = |weights: &mut dyn Weights, site: Site, _: &mut Random| {
        glorot_uniform(weights, site, &mut crate::Stream::root(0).random());
    };
    let shifted = |weights: &mut dyn Weights, _: Site, random: &mut Random| {
        weights.fill(&mut || random.normal() + 0.1);
    };
    let normal = |weights: &mut dyn Weights, _: Site, random: &mut Random| weights.fill(&mut || random.normal());
    check_initializer(normal, ExpectedDistribution::NORMAL, |_, _| 1.0);
    for (message, sentence) in [
        (
            refusal(|| check_initializer(glorot_uniform, ExpectedDistribution::UNIFORM, |inputs, _| 2.0 / inputs)),
            "the deviation",
        ),
        (refusal(|| check_initializer(glorot_normal, ExpectedDistribution::UNIFORM, glorot)), "the kurtosis"),
        (refusal(|| check_initializer(shifted, ExpectedDistribution::NORMAL, |_, _| 1.0)), "the mean"),
        (
            refusal(|| check_initializer(repeats, ExpectedDistribution::UNIFORM, glorot)),
            "another stream gave the same weights",
        ),
        (
            refusal(|| {
                let distribution = ExpectedDistribution { limit: 3.0, ..ExpectedDistribution::NORMAL };
                check_initializer(normal, distribution, |_, _| 1.0);
            }),
            "deviations from zero: expected at most 3",
        ),
    ] {
        assert!(message.contains(sentence), "{sentence}: {message}");
    }
}

#[test]
fn mistakes_of_an_optimizer_are_found() {
    for (message, sentence) in [
        (refusal(|| check_optimizer(&GradientDescent::new(1e-4))), "500 steps left"),
        (refusal(|| check_optimizer(&GradientDescent::new(-0.1))), "the learning rate"),
        (refusal(|| check_optimizer(&(ClipByGlobalNorm(0.001), GradientDescent::new(0.1)))), "500 steps left"),
        (refusal(|| check_optimizer(&Drift { apply: 0.0, rest: 1e-3 })), "a gradient of zero moved"),
        (
            refusal(|| check_optimizer(&Drift { apply: 1e-7, rest: 0.0 })),
            "`apply` (left) and `transform` (right) differ",
        ),
        (
            refusal(|| check_optimizer(&Forgetting { rate: 0.1 })),
            "with the state kept (left), and with it saved and restored (right)",
        ),
    ] {
        assert!(message.contains(sentence), "{sentence}: {message}");
    }
}

#[test]
fn mistakes_of_a_schedule_are_found() {
    let line = |slope| Line { slope, memory: 0.0 };
    check_schedule(&line(0.0), 1.0, Some(1.0));
    for (message, sentence) in [
        (refusal(|| check_schedule(&StepDecay::new(2.0, Length::Steps(1)), 1.0, None)), "the settings are valid"),
        (refusal(|| check_schedule(&CosineDecay::new(Length::Steps(9)), 0.5, None)), "the first factor: expected 0.5"),
        (refusal(|| check_schedule(&CosineDecay::new(Length::Steps(9)), 1.0, Some(0.1))), "the last factor"),
        (refusal(|| check_schedule(&OnPlateau::new(Threshold::Relative(0.0)), 1.0, Some(1.0))), "the last factor"),
        (refusal(|| check_schedule(&line(-0.1), 1.0, None)), "expected a finite factor, at least 0, found -"),
        (refusal(|| check_schedule(&line(f64::NAN), 1.0, None)), "expected a finite factor, at least 0, found NaN"),
        (refusal(|| check_schedule(&Line { slope: 0.0, memory: 1.0 }, 1.0, None)), "expected a finite factor"),
    ] {
        assert!(message.contains(sentence), "{sentence}: {message}");
    }
}

/// A factor that rises by `slope` in each step; with a `memory`, a loss breaks it.
#[derive(Clone, Debug)]
struct Line {
    slope: f64,
    memory: f64,
}

impl Schedule for Line {
    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    fn factor(&self, now: &Position) -> f64 {
        let heard = if self.memory > 0.0 && now.memory.watch.best < f64::INFINITY { f64::NAN } else { 1.0 };
        heard + self.slope * now.step as f64
    }

    fn watch(&self, memory: &mut Memory, loss: f64) {
        memory.watch.see(loss, Threshold::Absolute(0.0));
    }

    fn watches(&self) -> bool {
        true
    }
}

/// The mean squared error, with its value and gradient times factors that should be 1.
#[derive(Clone, Copy, Debug)]
struct Squares {
    value: f64,
    gradient: f64,
}

impl Options for Squares {
    const DEFAULT: Self = Self { value: 1.0, gradient: 1.0 };
}

impl Loss<Linear> for Squares {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "mean absolute error";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        MeanSquaredError.check(target)
    }

    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        V::Scalar::from_f64(self.value) * MeanSquaredError.value(level, logits, target)
    }

    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let factor = V::Scalar::from_f64(self.gradient);
        let value = MeanSquaredError.gradient(level, logits, target, factor * scale, gradient);
        if self.gradient < 0.0 { -value } else { value }
    }

    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        MeanSquaredError.score(logits, target)
    }
}

/// Gradient descent that moves each parameter a little too far: by a fraction in `apply`, and always by `rest`.
#[derive(Clone, Debug)]
struct Drift {
    apply: f64,
    rest: f64,
}

impl Optimizer for Drift {
    type State<P: Parameters> = ();

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<()>) -> &'a mut () {
        place.write(())
    }

    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    fn transform<P: Parameters>(&self, _: impl Level, (): &mut (), _parameters: &P, gradient: &mut P) {
        for value in gradient.as_mut_slice() {
            *value = P::Scalar::from_f64(0.1 * value.to_f64() + self.rest);
        }
    }

    fn apply<P: Parameters>(
        &self,
        level: impl Level,
        (): &mut (),
        parameters: &mut P,
        gradient: &mut P,
        deferred: Deferred<'_, P::Scalar>,
    ) {
        deferred.write(level, gradient.as_mut_slice());
        self.transform(level, &mut (), parameters, gradient);
        for (parameter, &change) in parameters.as_mut_slice().iter_mut().zip(gradient.as_slice()) {
            *parameter -= P::Scalar::from_f64(change.to_f64() + self.apply * change.to_f64());
        }
    }
}

/// Gradient descent whose first step is half a step, and whose checkpoint does not record that it was taken.
#[derive(Clone, Debug)]
struct Forgetting {
    rate: f64,
}

struct Forgotten {
    steps: u64,
}

impl Persist for Forgotten {
    fn persist(&self, _: &mut Writer) {}

    fn restore(&mut self, _: &mut Reader<'_>) -> Result<(), Malformed> {
        Ok(())
    }
}

impl Optimizer for Forgetting {
    type State<P: Parameters> = Forgotten;

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<Forgotten>) -> &'a mut Forgotten {
        place.write(Forgotten { steps: 0 })
    }

    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    fn transform<P: Parameters>(&self, _: impl Level, state: &mut Forgotten, _parameters: &P, gradient: &mut P) {
        state.steps += 1;
        let rate = P::Scalar::from_f64(if state.steps == 1 { 0.5 * self.rate } else { self.rate });
        gradient.as_mut_slice().iter_mut().for_each(|value| *value *= rate);
    }
}
