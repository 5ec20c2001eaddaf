use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;
use core::marker::PhantomData;

#[cfg(feature = "std")]
use super::Checkpoint;
#[cfg(feature = "std")]
use super::parallel::{Cut, Parallel, Start};
use super::{EarlyStopping, Target, Trainer, Validation};
#[cfg(feature = "std")]
use crate::Parameters;
use crate::data::{Augmentation, Dataset};
use crate::kernels::InstructionSet;
use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::Schedule;
use crate::members::optimizers::Adam;
use crate::train::fit::metric::{Metric, check_names};
use crate::train::fit::plan::Plan;
use crate::train::step::augment::Augment;
use crate::{Head, Loss, Network, Optimizer, Options, TrainError};

/// Builder for a [`Trainer`]; every setting has a default.
#[derive(Debug)]
pub struct Builder<N: Network, L: Loss<N::Head>, O> {
    optimizer: O,
    loss: L,
    batch: usize,
    seed: u64,
    plan: Plan,
    augment: Option<Augment<N::Input>>,
    metrics: Vec<Metric<N, Target<N, L>>>,
    /// Name of a metric that was added before the loss was replaced, so that its targets have the wrong type.
    misplaced: Option<&'static str>,
    /// Present if augmentation was requested.
    #[cfg(feature = "std")]
    start: Option<Start<N, L>>,
    network: PhantomData<fn() -> N>,
}

// Not derived, because that would require `N: Clone`.
impl<N: Network, L: Loss<N::Head>, O: Clone> Clone for Builder<N, L, O> {
    fn clone(&self) -> Self {
        let (optimizer, loss, plan) = (self.optimizer.clone(), self.loss.clone(), self.plan.clone());
        let (augment, metrics) = (self.augment.clone(), self.metrics.clone());
        Self { optimizer, loss, plan, augment, metrics, ..*self }
    }
}

impl<N: Network> Trainer<N> {
    /// Returns a builder with the defaults: Adam at a learning rate of 0.001, the head's default loss, batches of 32,
    /// seed 0 and no validation.
    ///
    /// Use [`loss`](Builder::loss) for another loss and [`optimizer`](Builder::optimizer) for another optimizer:
    /// `Trainer::<Net>::builder().loss(Huber { delta: 2.0 })`. A loss with default options can also be named in the
    /// type: `Trainer::<Net, Huber>::builder()`, thanks to [`TypedBuilder`](super::TypedBuilder).
    pub fn builder() -> Builder<N, <N::Head as Head>::Loss, Adam> {
        Builder::new()
    }
}

impl<N: Network, L: Loss<N::Head> + Options> Builder<N, L, Adam> {
    pub(super) fn new() -> Self {
        Self {
            optimizer: Adam::new(1e-3),
            loss: Options::DEFAULT,
            batch: 32,
            seed: 0,
            plan: Plan::PLAIN,
            augment: None,
            metrics: Vec::new(),
            misplaced: None,
            #[cfg(feature = "std")]
            start: None,
            network: PhantomData,
        }
    }
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Builder<N, L, O> {
    /// Sets the optimizer; a tuple of up to eight optimizers is a chain.
    pub fn optimizer<P: Optimizer>(self, optimizer: P) -> Builder<N, L, P> {
        Builder {
            optimizer,
            loss: self.loss,
            batch: self.batch,
            seed: self.seed,
            plan: self.plan,
            augment: self.augment,
            metrics: self.metrics,
            misplaced: self.misplaced,
            #[cfg(feature = "std")]
            start: self.start,
            network: PhantomData,
        }
    }

    /// Sets the loss to minimize, instead of the head's default.
    pub fn loss<M: Loss<N::Head>>(self, loss: M) -> Builder<N, M, O> {
        Builder {
            optimizer: self.optimizer,
            loss,
            batch: self.batch,
            seed: self.seed,
            plan: self.plan,
            augment: self.augment,
            metrics: Vec::new(),
            misplaced: self.misplaced.or(self.metrics.first().map(|metric| metric.name)),
            #[cfg(feature = "std")]
            start: self.start.map(|_| Parallel::start as Start<N, M>),
            network: PhantomData,
        }
    }

    /// Sets the number of samples per batch. The last batch of an epoch takes what is left, unless
    /// [`whole_batches`](Self::whole_batches) drops it. A batch size larger than the data, for example `usize::MAX`,
    /// makes one batch of all samples.
    ///
    /// Memory for batches of up to 256 samples is allocated by [`build`](Self::build). For a larger batch size it is
    /// allocated at the start of [`fit`](Trainer::fit), or in the first [`step`](Trainer::step) of that length, and
    /// never exceeds what the longest batch needs.
    pub fn batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// Drops the incomplete batch at the end of an epoch in [`fit`](Trainer::fit); shuffling makes it different samples
    /// in each epoch. Useful for layers such as `BatchNorm`, whose batch statistics degrade on a batch of one or two
    /// samples. Fewer samples than the batch size still form one batch.
    ///
    /// ```
    /// # use ffnn::{Network, train::Trainer};
    /// # fn example<N: Network>() {
    /// let builder = Trainer::<N>::builder().batch(32).whole_batches(); // of 100 samples, 96 in each epoch
    /// # }
    /// ```
    pub fn whole_batches(self) -> Self {
        self.plan(|plan| plan.whole_batches = true)
    }

    /// Sets the seed of all random choices.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Sets the fraction of the data that [`fit`](Trainer::fit) holds out for validation, shuffled and stratified by
    /// class, or another kind of [`Validation`].
    pub fn validation(self, validation: impl Into<Validation>) -> Self {
        self.plan(|plan| plan.validation = validation.into())
    }

    /// Sets the learning rate schedule, whose factor scales the optimizer's rate in each step: see
    /// [`schedules`](crate::schedules).
    pub fn schedule(self, schedule: impl Schedule) -> Self {
        self.plan(|plan| plan.schedule = Some(Box::new(schedule)))
    }

    /// Ends [`fit`](Trainer::fit) when the validation loss has not decreased for this many epochs in a row;
    /// [`EarlyStopping`] offers more options.
    pub fn early_stopping(self, early_stopping: impl Into<EarlyStopping>) -> Self {
        self.plan(|plan| plan.early_stopping = Some(early_stopping.into()))
    }

    /// Adds a custom metric, measured after each epoch on the training data and on the validation data, if there is
    /// any. It appears in the [history](super::History) under its name, and [`EarlyStopping`] can monitor it.
    ///
    /// Call it after [`loss`](Self::loss), which determines the type of the targets.
    ///
    /// ```
    /// # use ffnn::{Network, data::Dataset, heads::Softmax, losses::SoftmaxCrossEntropy};
    /// # use ffnn::train::{EarlyStopping, Trainer};
    /// # fn example<N: Network<Input = [f32; 2], Head = Softmax>>(recall: fn(&N, &Dataset<[f32; 2], usize>) -> f64) {
    /// let builder = Trainer::<N>::builder().validation(0.2).metric("recall", move |network, data| recall(network, data));
    /// let builder = builder.early_stopping(EarlyStopping::new(10).highest("recall"));
    /// # }
    /// ```
    pub fn metric(
        mut self,
        name: &'static str,
        measure: impl Fn(&N, &Dataset<N::Input, Target<N, L>>) -> f64 + Clone + Send + Sync + 'static,
    ) -> Self {
        self.metrics.push(Metric::new(name, measure));
        self
    }

    /// Fails for metrics with ambiguous or unusable names.
    fn check_metrics(&self) -> Result<(), TrainError> {
        if let Some(name) = self.misplaced {
            return Err(TrainError::Metric {
                name,
                problem: "takes the targets of another loss: call `loss` before `metric`",
            });
        }
        check_names(L::METRIC, self.metrics.iter().map(|metric| metric.name))?;
        let watched = self.plan.early_stopping.and_then(|stopping| stopping.on.name());
        match watched {
            Some(name) if name != L::METRIC && self.metrics.iter().all(|metric| metric.name != name) => {
                Err(TrainError::Metric {
                    name,
                    problem: "is monitored by early stopping but does not exist: add it with `metric`",
                })
            }
            _ => Ok(()),
        }
    }

    /// Makes [`fit`](Trainer::fit) end with the network after the last epoch, instead of the one with the lowest
    /// validation loss.
    pub fn keep_last(self) -> Self {
        self.plan(|plan| plan.keep_last = true)
    }

    /// Makes [`fit`](Trainer::fit) accumulate the gradients of this many batches and take one step with their mean, as
    /// for one large batch, except that layers that use batch statistics see each batch separately. The last step of an
    /// epoch takes the batches that are left.
    pub fn accumulate(self, batches: usize) -> Self {
        self.plan(|plan| plan.accumulate = batches)
    }

    /// Records diagnostics per layer in the history: see [`LayerDiagnosis`](super::LayerDiagnosis). Costs a copy of the
    /// parameters and a few passes over them in each step.
    pub fn diagnose(self) -> Self {
        self.plan(|plan| plan.diagnose = true)
    }

    /// Augments each training input at random, differently in each epoch, with an
    /// [`AugmentImages`](crate::data::AugmentImages), a closure, or a tuple of up to eight of these. Evaluation uses
    /// the original inputs. The random numbers depend only on the seed, the epoch and the sample's index in the
    /// training data.
    ///
    /// ```
    /// # use ffnn::{Network, Random, train::Trainer};
    /// # fn example<N: Network<Input = [f32; 2]>>() {
    /// let noise = |input: &mut [f32; 2], random: &mut Random| {
    ///     input.iter_mut().for_each(|value| *value += 0.1 * random.normal() as f32);
    /// };
    /// let builder = Trainer::<N>::builder().augment(noise);
    /// # }
    /// ```
    pub fn augment(self, augmentation: impl Augmentation<N::Input> + Clone + Send + Sync + 'static) -> Self {
        Self { augment: Some(Augment::new(augmentation)), ..self }
    }

    /// Makes [`fit`](Trainer::fit) write [checkpoints](Checkpoint) to this file and resume from the one it finds there.
    /// A program that is stopped and restarted ends with the same result as one that ran through, and a finished
    /// program does not train again. To start over, delete the file; the previous checkpoint beside it is then ignored.
    ///
    /// ```
    /// # use ffnn::{Network, train::{Checkpoint, Trainer}};
    /// # fn example<N: Network>() {
    /// let builder = Trainer::<N>::builder().checkpoint("run.checkpoint"); // after every epoch
    /// let often = Checkpoint { every_steps: Some(500), ..Checkpoint::new("run.checkpoint") };
    /// let builder = Trainer::<N>::builder().checkpoint(often);
    /// # }
    /// ```
    #[doc(alias = "ModelCheckpoint")]
    #[cfg(feature = "std")]
    pub fn checkpoint(self, checkpoint: impl Into<Checkpoint>) -> Self {
        self.plan(|plan| plan.checkpoint = Some(checkpoint.into()))
    }

    /// Uses this many threads for each batch, including the calling thread. The others sleep between steps and end with
    /// the trainer.
    ///
    /// The batch is always cut into the same [`pieces`](Self::pieces), whose gradients are added in the same order, so
    /// the result is the same to the last bit for any number of threads, including 1, on any machine. It differs from
    /// that of a trainer without threads by the rounding of sums in another order, and layers that draw noise draw
    /// different noise.
    ///
    /// Threads pay off for steps of about a millisecond or more: waking them takes time, and cutting alone costs about
    /// a tenth. The evaluation after each epoch of [`fit`](Trainer::fit) is not parallel. Layers that use batch
    /// statistics, such as `BatchNorm`, cannot be trained this way: [`build`](Self::build) rejects them.
    ///
    /// ```
    /// # use ffnn::{TrainError, Flat, Network, train::{Target, Trainer}, Head};
    /// # fn example<N: Network>(
    /// #     inputs: &[N::Input],
    /// #     targets: &[Target<N, <N::Head as Head>::Loss>],
    /// # ) -> Result<(), TrainError> {
    /// let mut one = Trainer::<N>::builder().batch(256).threads(1).build()?;
    /// let mut four = Trainer::<N>::builder().batch(256).threads(4).build()?;
    /// one.step(inputs, targets)?;
    /// four.step(inputs, targets)?;
    /// assert_eq!(one.network().as_slice(), four.network().as_slice());
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "std")]
    pub fn threads(self, threads: usize) -> Self {
        self.cut(|cut| cut.threads = threads)
    }

    /// Cuts each batch into this many pieces of equal length, except for the last, instead of 8 with at least 16
    /// samples each. More can help with more than 8 [threads](Self::threads). Each piece needs memory for a gradient,
    /// and the trained values depend on the number of pieces in their last bits. The maximum is 1,024.
    ///
    /// A shorter batch makes fewer pieces of the same length. For batch sizes above 256, each batch is cut according to
    /// its own length.
    #[cfg(feature = "std")]
    pub fn pieces(self, pieces: usize) -> Self {
        self.cut(|cut| cut.pieces = Some(pieces))
    }

    #[cfg(feature = "std")]
    fn cut(self, change: impl FnOnce(&mut Cut)) -> Self {
        let asked = self.plan(|plan| change(plan.cut.get_or_insert(Cut::PLAIN)));
        Self { start: Some(Parallel::start), ..asked }
    }

    /// Sets the instruction set, instead of the best one of this processor: for comparisons, or with
    /// [`DETERMINISTIC`](InstructionSet::DETERMINISTIC) for bit-identical results on every machine.
    pub fn instructions(self, instructions: InstructionSet) -> Self {
        self.plan(|plan| plan.instructions = Some(instructions))
    }

    /// Disables the progress line, even on a terminal.
    pub fn quiet(self) -> Self {
        self.plan(|plan| plan.quiet = true)
    }

    fn plan(mut self, change: impl FnOnce(&mut Plan)) -> Self {
        change(&mut self.plan);
        self
    }

    /// Builds a trainer for a new network, initialized from the seed. Allocates all memory that training needs.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for an invalid setting, [`TrainError::NoValidation`] and [`TrainError::NoRate`] for a setting that
    /// needs validation data or a learning rate, [`TrainError::WholeBatch`] for a layer that does not allow cutting a batch.
    pub fn build(self) -> Result<Trainer<N, L, O>, TrainError> {
        let network = N::boxed(self.seed);
        self.build_with(network)
    }

    /// Builds a trainer for a network that already has weights, with a fresh optimizer; [`Trainer::resume`] restores a
    /// checkpoint, with the state of the optimizer.
    ///
    /// # Errors
    ///
    /// [`TrainError::Setting`] for an invalid setting, [`TrainError::NoValidation`] and [`TrainError::NoRate`] for a setting that
    /// needs validation data or a learning rate, [`TrainError::WholeBatch`] for a layer that does not allow cutting a batch.
    #[doc(alias = "resume")]
    pub fn build_with(mut self, network: Box<N>) -> Result<Trainer<N, L, O>, TrainError> {
        self.optimizer.check()?;
        self.loss.check_settings::<N::Logits>()?;
        SettingError::unless(self.batch > 0, "the batch size", "at least 1", self.batch as f64)?;
        self.augment.as_ref().map_or(Ok(()), Augment::check)?;
        self.check_metrics()?;
        self.plan.check(self.optimizer.rate_mut().is_some())?;
        #[cfg(feature = "std")]
        self.plan.cut.map_or(Ok(()), |cut| cut.check(N::Parameters::LAYERS))?;
        #[cfg(feature = "std")]
        let threads = self.plan.cut.zip(self.start).map(|(cut, start)| start(cut, self.batch, &self.loss));
        let Self { optimizer, loss, batch, seed, plan, augment, metrics, .. } = self;
        let mut trainer = Trainer::new(network, optimizer, loss, batch, seed, plan);
        (trainer.augment, trainer.metrics) = (augment, metrics);
        #[cfg(feature = "std")]
        {
            trainer.threads = threads;
        }
        Ok(trainer)
    }
}
