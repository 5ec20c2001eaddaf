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
use crate::kernels::Instructions;
use crate::kinds::optimizer::SettingError;
use crate::kinds::schedule::Schedule;
use crate::members::optimizers::Adam;
use crate::train::fit::metric::{Metric, check_names};
use crate::train::fit::plan::Plan;
use crate::train::step::augment::Augment;
use crate::{Error, Head, Loss, Network, Optimizer, Options};

/// The settings of a [`Trainer`], each with a default.
#[derive(Debug)]
pub struct Builder<N: Network, L: Loss<N::Head>, O> {
    optimizer: O,
    loss: L,
    batch: usize,
    seed: u64,
    plan: Plan,
    augment: Option<Augment<N::Input>>,
    metrics: Vec<Metric<N, Target<N, L>>>,
    /// A metric for targets of a loss that was replaced.
    misplaced: Option<&'static str>,
    /// There if any are asked for.
    #[cfg(feature = "std")]
    start: Option<Start<N, L>>,
    network: PhantomData<fn() -> N>,
}

// Not derived, because that would ask for networks that can be cloned.
impl<N: Network, L: Loss<N::Head>, O: Clone> Clone for Builder<N, L, O> {
    fn clone(&self) -> Self {
        let (optimizer, loss, plan) = (self.optimizer.clone(), self.loss.clone(), self.plan.clone());
        let (augment, metrics) = (self.augment.clone(), self.metrics.clone());
        Self { optimizer, loss, plan, augment, metrics, ..*self }
    }
}

impl<N: Network> Trainer<N> {
    /// Adam at a rate of 0.001, the head's own loss, batches of 32, seed 0 and no validation, until told otherwise.
    ///
    /// Another loss is handed to [`loss`](Builder::loss), another optimizer to [`optimizer`](Builder::optimizer):
    /// `Trainer::<Net>::builder().loss(Huber { delta: 2.0 })`. A loss with its default options can stand in the type:
    /// `Trainer::<Net, Huber>::builder()`, by [`TypedBuilder`](super::TypedBuilder).
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
    /// What moves the parameters; a tuple of up to eight is a chain.
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

    /// What is minimized, instead of the head's own loss.
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

    /// Samples in a batch; the last batch of an epoch takes what is left, unless [`whole_batches`](Self::whole_batches)
    /// drops it. A batch size beyond the number of samples, `usize::MAX` say, is one batch of all of them.
    ///
    /// Memory for batches of up to 256 samples is allocated by [`build`](Self::build). For a larger size it is allocated when
    /// [`fit`](Trainer::fit) begins, or in the first [`step`](Trainer::step) of that length, and is never more than the
    /// longest batch takes.
    pub fn batch(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// Lets [`fit`](Trainer::fit) leave out what does not fill a batch at the end of an epoch: other samples in each epoch,
    /// since they are shuffled. For layers that look at a whole batch, as `BatchNorm` does, which a batch of one or two
    /// samples disturbs. Fewer samples than the batch size are one batch all the same.
    ///
    /// ```
    /// # use ffnn_core::{Network, train::Trainer};
    /// # fn example<N: Network>() {
    /// let builder = Trainer::<N>::builder().batch(32).whole_batches(); // of 100 samples, 96 in each epoch
    /// # }
    /// ```
    pub fn whole_batches(self) -> Self {
        self.plan(|plan| plan.whole_batches = true)
    }

    /// Where all random choices start.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The share of the data that [`fit`](Trainer::fit) holds out, shuffled and stratified: each class has its share on
    /// both sides. Or another [`Validation`].
    pub fn validation(self, validation: impl Into<Validation>) -> Self {
        self.plan(|plan| plan.validation = validation.into())
    }

    /// What the optimizer's rate is multiplied by in each step: see [`schedules`](crate::schedules).
    pub fn schedule(self, schedule: impl Schedule) -> Self {
        self.plan(|plan| plan.schedule = Some(Box::new(schedule)))
    }

    /// Ends [`fit`](Trainer::fit) when this many epochs in a row did not lower the validation loss, or as
    /// [`EarlyStopping`] says in full.
    pub fn early_stopping(self, early_stopping: impl Into<EarlyStopping>) -> Self {
        self.plan(|plan| plan.early_stopping = Some(early_stopping.into()))
    }

    /// A figure of your own, measured after each epoch on the training data and on the validation data, if there are any. It
    /// enters the [history](super::History) by its name, and [`EarlyStopping`] can watch it.
    ///
    /// It stands after [`loss`](Self::loss), whose targets it is handed.
    ///
    /// ```
    /// # use ffnn_core::{Network, data::Dataset, heads::Softmax, losses::SoftmaxCrossEntropy};
    /// # use ffnn_core::train::{EarlyStopping, Trainer};
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

    /// Fails for metrics that cannot be told apart or told of.
    fn check_metrics(&self) -> Result<(), Error> {
        if let Some(name) = self.misplaced {
            return Err(Error::Metric {
                name,
                problem: "is for the targets of another loss: call `loss` before `metric`",
            });
        }
        check_names(L::METRIC, self.metrics.iter().map(|metric| metric.name))?;
        let watched = self.plan.early_stopping.and_then(|stopping| stopping.on.name());
        match watched {
            Some(name) if name != L::METRIC && self.metrics.iter().all(|metric| metric.name != name) => {
                Err(Error::Metric { name, problem: "is watched by early stopping and not there: add it with `metric`" })
            }
            _ => Ok(()),
        }
    }

    /// Lets [`fit`](Trainer::fit) end with the network after the last epoch, not after the one with the lowest
    /// validation loss.
    pub fn keep_last(self) -> Self {
        self.plan(|plan| plan.keep_last = true)
    }

    /// Lets [`fit`](Trainer::fit) take one step for this many batches: their mean gradient, as if they were one,
    /// but that layers that look at a whole batch see each by itself. The last step of an epoch takes what is left.
    pub fn accumulate(self, batches: usize) -> Self {
        self.plan(|plan| plan.accumulate = batches)
    }

    /// Notes in the history how each layer fares: see [`LayerDiagnosis`](super::LayerDiagnosis). Costs a copy of the
    /// parameters and a few passes over them in each step.
    pub fn diagnose(self) -> Self {
        self.plan(|plan| plan.diagnose = true)
    }

    /// Changes each input before it is trained on, at random and differently in each epoch: an
    /// [`AugmentImages`](crate::data::AugmentImages), a closure, or a tuple of up to eight of such. What is evaluated stays as it is. The draws follow from the seed, the epoch and the sample's place in
    /// the training data alone.
    ///
    /// ```
    /// # use ffnn_core::{Network, Random, train::Trainer};
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

    /// Lets [`fit`](Trainer::fit) write [checkpoints](Checkpoint) to this file, and go on where the one that it finds
    /// there left off: a program that is stopped and started again ends as if it had not been stopped, and one that had
    /// ended does not train again. Delete the file to begin anew, whether or not the one before it is left.
    ///
    /// ```
    /// # use ffnn_core::{Network, train::{Checkpoint, Trainer}};
    /// # fn example<N: Network>() {
    /// let builder = Trainer::<N>::builder().checkpoint("run.checkpoint"); // after every epoch
    /// let often = Checkpoint { every_steps: Some(500), ..Checkpoint::new("run.checkpoint") };
    /// let builder = Trainer::<N>::builder().checkpoint(often);
    /// # }
    /// ```
    #[cfg(feature = "std")]
    pub fn checkpoint(self, checkpoint: impl Into<Checkpoint>) -> Self {
        self.plan(|plan| plan.checkpoint = Some(checkpoint.into()))
    }

    /// Lets this many threads, the calling one included, work on each batch; the others sleep between steps and end with
    /// the trainer.
    ///
    /// The batch is always cut into the same [`pieces`](Self::pieces), whose gradients are added in the same order, so the
    /// result is the same to the last bit whatever the number of threads: 1, too, and a machine that has fewer. It differs
    /// from that of a trainer that does not cut as sums in another order differ, and layers that draw noise draw other
    /// noise.
    ///
    /// It pays for steps of about a millisecond and more: threads must wake up, and pieces cost a tenth or so by themselves.
    /// Evaluating, after each epoch of [`fit`](Trainer::fit), is not cut. A layer that looks at a whole batch,
    /// as `BatchNorm` does, cannot be trained so: [`build`](Self::build) refuses it.
    ///
    /// ```
    /// # use ffnn_core::{Error, Flat, Network, train::{Target, Trainer}, Head};
    /// # fn example<N: Network>(
    /// #     inputs: &[N::Input],
    /// #     targets: &[Target<N, <N::Head as Head>::Loss>],
    /// # ) -> Result<(), Error> {
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

    /// Cuts each batch into this many pieces of equal length, the last excepted, and not into 8 of at least 16 samples:
    /// more are worth a try with more than 8 [threads](Self::threads). Each takes memory for a gradient, and what is trained
    /// differs in its last bits with their number. There are never more than 1,024.
    ///
    /// A shorter batch makes fewer pieces of the same length; where the batch size is beyond 256, each batch is cut by its
    /// own length.
    #[cfg(feature = "std")]
    pub fn pieces(self, pieces: usize) -> Self {
        self.cut(|cut| cut.pieces = Some(pieces))
    }

    #[cfg(feature = "std")]
    fn cut(self, change: impl FnOnce(&mut Cut)) -> Self {
        let asked = self.plan(|plan| change(plan.cut.get_or_insert(Cut::PLAIN)));
        Self { start: Some(Parallel::start), ..asked }
    }

    /// What everything is compiled for, instead of the best that this processor has: to compare them, or, with
    /// [`DETERMINISTIC`](Instructions::DETERMINISTIC), for a run that has the same bits on every machine.
    pub fn instructions(self, instructions: Instructions) -> Self {
        self.plan(|plan| plan.instructions = Some(instructions))
    }

    /// Shows no progress line, even on a terminal.
    pub fn quiet(self) -> Self {
        self.plan(|plan| plan.quiet = true)
    }

    fn plan(mut self, change: impl FnOnce(&mut Plan)) -> Self {
        change(&mut self.plan);
        self
    }

    /// A trainer with a new network, drawn from the seed. Allocates all that training needs.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a setting that cannot be used, [`Error::NoValidation`] and [`Error::NoRate`] for one that
    /// lacks what it needs, [`Error::WholeBatch`] for a layer that a batch cannot be cut for.
    pub fn build(self) -> Result<Trainer<N, L, O>, Error> {
        let network = N::boxed(self.seed);
        self.resume(network)
    }

    /// A trainer that goes on with `network`, and with an optimizer that remembers nothing;
    /// [`Trainer::resume`] goes on with all of a training.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a setting that cannot be used, [`Error::NoValidation`] and [`Error::NoRate`] for one that
    /// lacks what it needs, [`Error::WholeBatch`] for a layer that a batch cannot be cut for.
    pub fn resume(mut self, network: Box<N>) -> Result<Trainer<N, L, O>, Error> {
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
