//! A custom head with its loss, an optimizer and a schedule.

use std::mem::MaybeUninit;

use neural::prelude::*;
use neural::{Head, Level, Optimizer, Position, Schedule, SettingError, TargetError, Vector};
use neural::{Malformed, Persist, Reader, Writer};

/// Interprets the logits as a direction: predictions have length 1.
#[derive(Clone, Copy, Debug)]
pub struct Direction;

impl Options for Direction {
    const DEFAULT: Self = Self;
}

impl Head for Direction {
    type Loss = LogCosh;
    type Prediction<V: Vector> = V;

    #[inline(always)]
    fn prediction<V: Vector>(&self, _: impl Level, mut logits: V) -> V {
        let square: V::Scalar = logits.as_ref().iter().map(|&x| x * x).sum();
        let length = square.sqrt();
        if length > V::Scalar::ZERO {
            logits.as_mut().iter_mut().for_each(|x| *x /= length);
        }
        logits
    }
}

/// `Σ ln cosh (x - t)`: a square near the target, a distance far from it. Its derivative is `tanh (x - t)`.
#[derive(Clone, Copy, Debug)]
pub struct LogCosh;

impl Options for LogCosh {
    const DEFAULT: Self = Self;
}

impl Loss<Direction> for LogCosh {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "distance";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        match target.as_ref().iter().enumerate().find(|(_, value)| !value.is_finite()) {
            None => Ok(()),
            Some((output, found)) => Err(TargetError::NotFinite { output, found: found.to_f64() }),
        }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, level: impl Level, logits: &V, target: &V) -> V::Scalar {
        // ln cosh d = |d| + ln (1 + e^(-2|d|)) - ln 2, which does not overflow.
        let ln_2 = V::Scalar::from_f64(std::f64::consts::LN_2);
        let distances = logits.as_ref().iter().zip(target.as_ref()).map(|(&x, &t)| (x - t).abs());
        let two = V::Scalar::ONE + V::Scalar::ONE;
        distances.map(|d| (d + level.softplus(-two * d) - ln_2).at_least(V::Scalar::ZERO)).sum()
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = scale * level.tanh(x - t);
        }
        self.value(level, logits, target)
    }

    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.map(|(&x, &t)| (x - t).to_f64().powi(2)).sum::<f64>().sqrt()
    }
}

/// Steps of one size: `w ← w - rate · sign g` (Rprop without its memory).
#[derive(Clone, Debug)]
pub struct SignDescent {
    /// Step size, at least 0.
    pub rate: f64,
}

impl Optimizer for SignDescent {
    type State<P: Parameters> = ();

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<()>) -> &'a mut () {
        place.write(())
    }

    fn check(&self) -> Result<(), SettingError> {
        let valid = self.rate >= 0.0 && self.rate.is_finite();
        let problem = SettingError { name: "the rate", expected: "a finite number, at least 0", found: self.rate };
        if valid { Ok(()) } else { Err(problem) }
    }

    fn rate_mut(&mut self) -> Option<&mut f64> {
        Some(&mut self.rate)
    }

    #[inline(always)]
    fn transform<P: Parameters>(&self, _: impl Level, (): &mut (), _: &P, gradient: &mut P) {
        let rate = P::Scalar::from_f64(self.rate);
        for g in gradient.as_mut_slice() {
            let size = if *g == P::Scalar::ZERO { P::Scalar::ZERO } else { rate };
            *g = if *g < P::Scalar::ZERO { -size } else { size };
        }
    }
}

/// Steps along the mean of about the last ten gradients: `m ← m + (g - m) / min(t, 10)`, `w ← w - rate · m`.
#[derive(Clone, Debug)]
pub struct AverageDescent {
    /// The learning rate, at least 0.
    pub rate: f64,
}

/// State of [`AverageDescent`].
#[derive(Debug)]
pub struct Average<P> {
    steps: u64,
    mean: Box<P>,
}

impl<P: Parameters> Persist for Average<P> {
    fn persist(&self, to: &mut Writer) {
        self.steps.persist(to);
        self.mean.persist(to);
    }

    fn restore(&mut self, from: &mut Reader<'_>) -> Result<(), Malformed> {
        self.steps.restore(from)?;
        self.mean.restore(from)
    }
}

impl Optimizer for AverageDescent {
    type State<P: Parameters> = Average<P>;

    fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<Average<P>>) -> &'a mut Average<P> {
        place.write(Average { steps: 0, mean: P::zeros_boxed() })
    }

    fn rate_mut(&mut self) -> Option<&mut f64> {
        Some(&mut self.rate)
    }

    fn check(&self) -> Result<(), SettingError> {
        SignDescent { rate: self.rate }.check()
    }

    #[inline(always)]
    fn transform<P: Parameters>(&self, _: impl Level, state: &mut Average<P>, _: &P, gradient: &mut P) {
        state.steps += 1;
        let (rate, share) = (P::Scalar::from_f64(self.rate), P::Scalar::from_f64(1.0 / state.steps.min(10) as f64));
        for (g, mean) in gradient.as_mut_slice().iter_mut().zip(state.mean.as_mut_slice()) {
            *mean += (*g - *mean) * share;
            *g = rate * *mean;
        }
    }
}

/// The reciprocal square root of the step number.
#[derive(Clone, Copy, Debug)]
pub struct InverseRoot;

impl Schedule for InverseRoot {
    fn check(&self) -> Result<(), SettingError> {
        Ok(())
    }

    fn factor(&self, now: &Position) -> f64 {
        1.0 / (1.0 + now.step as f64).sqrt()
    }
}

network! {
    /// Turns a direction by a right angle.
    pub struct Turn: 2 -> 2 {
        Dense<2>,
        Direction,
    }
}

/// Whether ten epochs with an optimizer of this crate are five, a checkpoint and five more.
pub fn resume_turn() -> Result<bool, Box<dyn std::error::Error>> {
    let inputs: Vec<[f64; 2]> = (0..12).map(f64::from).map(|angle| [angle.cos(), angle.sin()]).collect();
    let data = Dataset::new(inputs.clone(), inputs)?;
    let build = || {
        let builder = Trainer::<Turn<f64>>::builder().optimizer(AverageDescent { rate: 0.1 }).schedule(InverseRoot);
        builder.batch(5).quiet().build()
    };
    let (mut whole, mut half, mut rest) = (build()?, build()?, build()?);
    let _ = whole.fit(&data, 10)?;
    let _ = half.fit(&data, 5)?;
    rest.load_bytes(&half.save_bytes())?;
    let _ = rest.fit(&data, 10)?;
    Ok(whole.network().as_slice() == rest.network().as_slice())
}

/// Cosine between the prediction for (0.6, 0.8) and the truth, after training with all of the above.
pub fn train_turn() -> Result<f64, neural::TrainError> {
    let angles = (0..40).map(|step| f64::from(step) * 0.17);
    let inputs: Vec<[f64; 2]> = angles.map(|angle| [angle.cos(), angle.sin()]).collect();
    let targets = inputs.iter().map(|[x, y]| [-y, *x]).collect();
    let builder = Trainer::<Turn<f64>>::builder().optimizer(SignDescent { rate: 0.1 }).schedule(InverseRoot);
    let mut trainer = builder.batch(10).seed(3).quiet().build()?;
    let _ = trainer.fit(&Dataset::new(inputs, targets)?, 200)?;
    let [x, y] = trainer.network().predict(&[0.6, 0.8]);
    Ok(0.6 * y - 0.8 * x)
}
