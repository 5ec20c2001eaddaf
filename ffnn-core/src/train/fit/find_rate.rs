use alloc::vec::Vec;
use core::fmt::{self, Display};

use crate::data::{self, Dataset};
use crate::kinds::optimizer::SettingError;
use crate::train::Target;
use crate::train::Trainer;
use crate::train::fit::batches::{Room, shuffle};
use crate::train::fit::plan::Plan;
use crate::{Error, Loss, Network, Optimizer};

/// How [`find_rate_with`](Trainer::find_rate_with) looks for a learning rate: one step at each of a row of rates that
/// grows by a constant factor, until the loss explodes (Smith 2017).
///
/// ```text
/// rate(i)     = from · (to / from)^(i / (steps - 1))                                   i = 0, 1, …, steps - 1
/// smoothed(i) = (1 - smoothing) · Σ_j smoothing^(i - j) · loss(j) / (1 - smoothing^(i + 1))
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateFinder {
    /// The first rate, above 0.
    pub from: f64,
    /// The last rate, above the first.
    pub to: f64,
    /// How many rates, from 2 to 1,000,000.
    pub steps: usize,
    /// The weight of the past in the smoothed loss, at least 0 and below 1.
    pub smoothing: f64,
    /// Ends when the smoothed loss is this many times the lowest, above 1.
    pub limit: f64,
}

/// More points than that are a mistake, and would fill the memory.
const MOST_RATES: usize = 1_000_000;

impl RateFinder {
    /// 100 steps from 1e-7 to 10, smoothed by 0.98, up to 4 times the lowest: what PyTorch Lightning does.
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

/// One step of a [`RateFinder`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatePoint {
    /// The rate of the step.
    pub rate: f64,
    /// The loss of its batch before the step.
    pub loss: f64,
    /// The mean of all losses so far, the latest weighing most, without the bias of its start at 0.
    pub smoothed: f64,
}

/// What a [`RateFinder`] found. Displays as comma-separated values.
#[derive(Clone, Debug, PartialEq)]
pub struct RateCurve {
    /// One point a step, up to where the loss exploded.
    pub points: Vec<RatePoint>,
    /// The rate at which the smoothed loss fell most steeply over the logarithm of the rate, the first ten points and
    /// the last left out; none if it fell nowhere.
    pub suggestion: Option<f64>,
}

impl RateCurve {
    fn new(points: Vec<RatePoint>) -> Self {
        /// Points at the start that say more about smoothing than about the rate.
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
    /// [`find_rate_with`](Self::find_rate_with) the [default](RateFinder::DEFAULT) finder.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn find_rate(&self, data: &Dataset<N::Input, Target<N, L>>) -> Result<RateCurve, Error> {
        self.find_rate_with(data, RateFinder::DEFAULT)
    }

    /// Takes a step at each of a row of rates with a copy of the network and an optimizer that remembers nothing, and
    /// gives the loss at each: the same curve whenever it is asked for, and the trainer is left as it was.
    ///
    /// A rate somewhat below the one where the loss falls most steeply is a good one to train with. Batches are those of
    /// the batch size, augmented as in training; the schedule and accumulation play no part.
    ///
    /// # Errors
    ///
    /// Data or settings that cannot be used; [`Error::NoRate`] if the optimizer has no learning rate. A loss that is not
    /// finite is no error: it ends the curve.
    pub fn find_rate_with(
        &self,
        data: &Dataset<N::Input, Target<N, L>>,
        finder: RateFinder,
    ) -> Result<RateCurve, Error> {
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
            return Err(Error::NoRate);
        }
        let mut room = Room::new(data.len(), self.batch);
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
                Err(Error::NotFinite { .. }) => break,
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
                Err(Error::NotFinite { .. }) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(RateCurve::new(points))
    }
}
