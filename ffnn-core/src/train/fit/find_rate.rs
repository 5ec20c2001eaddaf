use alloc::vec::Vec;
use core::fmt::{self, Display};

use crate::data::{self, Dataset};
use crate::kinds::optimizer::SettingError;
use crate::train::Target;
use crate::train::Trainer;
use crate::train::fit::batches::{BatchMemory, shuffle};
use crate::train::fit::plan::Plan;
use crate::{Loss, Network, Optimizer, TrainError};

/// Settings of the learning rate finder [`find_rate_with`](Trainer::find_rate_with): it takes one step at each of a
/// geometric series of learning rates until the loss explodes (Smith 2017).
///
/// ```text
/// rate(i)     = from · (to / from)^(i / (steps - 1))                                   i = 0, 1, …, steps - 1
/// smoothed(i) = (1 - smoothing) · Σ_j smoothing^(i - j) · loss(j) / (1 - smoothing^(i + 1))
/// ```
#[doc(alias = "lr_find")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateFinder {
    /// First learning rate, above 0.
    pub from: f64,
    /// Last learning rate, above the first.
    pub to: f64,
    /// Number of learning rates, from 2 to 1,000,000.
    pub steps: usize,
    /// Weight of the past in the smoothed loss, at least 0 and below 1.
    pub smoothing: f64,
    /// Factor over the lowest smoothed loss at which the search ends, above 1.
    pub limit: f64,
}

/// Limit on the number of points; more are surely a mistake and would fill the memory.
const MOST_RATES: usize = 1_000_000;

impl RateFinder {
    /// The defaults of PyTorch Lightning: 100 steps from 1e-7 to 10, smoothing 0.98, up to 4 times the lowest loss.
    pub const DEFAULT: Self = Self { from: 1e-7, to: 10.0, steps: 100, smoothing: 0.98, limit: 4.0 };

    fn check(&self) -> Result<(), SettingError> {
        SettingError::check_limit("the first rate", self.from)?;
        let rises = self.to > self.from && self.to.is_finite();
        SettingError::unless(rises, "the last rate", "a finite number above the first rate", self.to)?;
        SettingError::unless(self.steps >= 2, "the number of rates", "at least 2", self.steps as f64)?;
        let valid = self.steps <= MOST_RATES;
        SettingError::unless(valid, "the number of rates", "at most 1,000,000", self.steps as f64)?;
        SettingError::check_decay("the smoothing", self.smoothing)?;
        let valid = self.limit > 1.0 && self.limit.is_finite();
        SettingError::unless(valid, "the limit of the loss", "a finite number above 1", self.limit)
    }
}

impl Default for RateFinder {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Result of one step of a [`RateFinder`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatePoint {
    /// Learning rate of the step.
    pub rate: f64,
    /// Loss of the batch before the step.
    pub loss: f64,
    /// Bias-corrected exponential moving average of the losses so far.
    pub smoothed: f64,
}

/// Result of a [`RateFinder`]. Its `Display` output is comma-separated values.
#[derive(Clone, Debug, PartialEq)]
pub struct RateCurve {
    /// One point per step, up to where the loss exploded.
    pub points: Vec<RatePoint>,
    /// Learning rate at which the smoothed loss falls most steeply over the logarithm of the rate, ignoring the first
    /// ten points and the last; `None` if it falls nowhere.
    pub suggestion: Option<f64>,
}

impl RateCurve {
    fn new(points: Vec<RatePoint>) -> Self {
        /// Number of points at the start that reflect the smoothing more than the learning rate.
        const SKIPPED: usize = 10;
        let middle = points.get(SKIPPED..points.len().saturating_sub(1)).unwrap_or(&[]);
        let slopes = middle.windows(3).map(|three| (three[2].smoothed - three[0].smoothed, three[1].rate));
        let steepest = slopes.filter(|(slope, _)| *slope < 0.0).min_by(|(one, _), (other, _)| one.total_cmp(other));
        Self { suggestion: steepest.map(|(_, rate)| rate), points }
    }
}

impl Display for RateCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "rate,loss,smoothed loss")?;
        self.points.iter().try_for_each(|point| writeln!(f, "{},{},{}", point.rate, point.loss, point.smoothed))
    }
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Runs [`find_rate_with`](Self::find_rate_with) with the [default](RateFinder::DEFAULT) settings.
    ///
    /// # Errors
    ///
    /// The errors of [`find_rate_with`](Self::find_rate_with).
    pub fn find_rate(&self, data: &Dataset<N::Input, Target<N, L>>) -> Result<RateCurve, TrainError> {
        self.find_rate_with(data, RateFinder::DEFAULT)
    }

    /// Takes one step at each of a series of learning rates, on a copy of the network with a fresh optimizer, and
    /// returns the losses. The trainer does not change, and repeated calls return the same curve.
    ///
    /// A learning rate somewhat below the steepest descent of the loss is a good choice for training. Batch size and
    /// augmentation are those of training; the schedule and gradient accumulation are ignored.
    ///
    /// # Errors
    ///
    /// Unusable data or settings; [`TrainError::NoRate`] if the optimizer has no learning rate. A loss that is not finite is
    /// not an error: it ends the curve.
    pub fn find_rate_with(
        &self,
        data: &Dataset<N::Input, Target<N, L>>,
        finder: RateFinder,
    ) -> Result<RateCurve, TrainError> {
        finder.check()?;
        data::check(&self.loss, data.inputs(), data.targets())?;
        data::check_weight(&self.loss, data.targets())?;
        self.check_batches(data.len())?;
        let plan = Plan {
            #[cfg(feature = "std")]
            cut: self.plan.cut,
            instructions: self.plan.instructions,
            ..Plan::PLAIN
        };
        let network = self.network.clone_boxed();
        let mut probe = Trainer::new(network, self.optimizer.clone(), self.loss.clone(), self.batch, 0, plan);
        #[cfg(feature = "std")]
        {
            probe.threads = self.threads.as_ref().map(|threads| threads.others());
        }
        (probe.seed, probe.augment) = (self.seed.named("find rate"), self.augment.clone());
        if probe.optimizer.rate_mut().is_none() {
            return Err(TrainError::NoRate);
        }
        let mut room = BatchMemory::new(data.len(), self.batch);
        let mut order = core::mem::take(&mut room.order);
        let trained = self.plan.trained(data.len(), self.batch);
        let (mut points, mut next) = (Vec::with_capacity(finder.steps), trained);
        let (mut mean, mut weight, mut lowest) = (0.0, 1.0, f64::INFINITY);
        for step in 0..finder.steps {
            if next >= trained {
                shuffle(&mut order, data.len(), probe.seed.named("shuffle").at(probe.epochs));
                probe.epochs += 1;
                next = 0;
            }
            let rows = &order[next..trained.min(next.saturating_add(self.batch))];
            next += rows.len();
            probe.gather(data, rows, &mut room)?;
            let part = step as f64 / (finder.steps - 1) as f64;
            let rate = finder.from * libm::pow(finder.to / finder.from, part);
            probe.optimizer.rate_mut().into_iter().for_each(|own| *own = rate);
            let loss = match probe.compute_checked(&room.inputs, &room.targets) {
                Ok(loss) => loss,
                Err(TrainError::NotFinite { .. }) => break,
                Err(error) => return Err(error),
            };
            mean = finder.smoothing * mean + (1.0 - finder.smoothing) * loss;
            weight *= finder.smoothing;
            let smoothed = mean / (1.0 - weight);
            points.push(RatePoint { rate, loss, smoothed });
            lowest = if smoothed < lowest { smoothed } else { lowest };
            if smoothed > finder.limit * lowest {
                break;
            }
            match probe.apply() {
                Ok(()) => {}
                Err(TrainError::NotFinite { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(RateCurve::new(points))
    }
}
