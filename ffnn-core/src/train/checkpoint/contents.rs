//! Contents of a checkpoint, and how a trainer is restored from them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::difference::Identity;
use super::{CheckpointProblem, course, frame, values};
use crate::kinds::schedule::{Memory, Watch};
use crate::numbers::persist::{Malformed, Persist, Reader, Writer};
use crate::train::fit::best::Spare;
use crate::train::fit::course::Course;
use crate::train::step::pass::Computed;
use crate::train::{Diagnosis, Trainer};
use crate::{Flat, Loss, Network, Optimizer, Parameters};

/// Everything that changes in training, except for what each step initializes.
pub(super) struct Contents<N: Network, O: Optimizer> {
    pub(super) steps: u64,
    pub(super) epochs: u64,
    penalty: f64,
    rate: Option<f64>,
    pub(super) memory: Memory,
    last_rate: Option<f64>,
    network: Box<N>,
    state: Box<O::State<N::Parameters>>,
    spare: Spare<N>,
    diagnosis: Option<Diagnosis<N::Scalar>>,
    pub(super) calls: u64,
    pub(super) course: Option<Course>,
}

impl<N: Network, L: Loss<N::Head>, O: Optimizer> Trainer<N, L, O> {
    /// Returns a whole checkpoint; `course` is the run of `fit` to include.
    pub(super) fn encode(&self, course: Option<&Course>) -> Vec<u8> {
        let mut to = frame::start();
        Identity::of(self).write(&mut to);
        (self.steps, self.epochs, self.penalty).persist(&mut to);
        self.optimizer.clone().rate_mut().copied().persist(&mut to);
        let Memory { watch, reductions, resting } = self.pace.memory;
        (watch.best, watch.waited, reductions, resting, self.pace.rate).persist(&mut to);
        to.values(self.network.as_slice());
        to.block(|to| self.state.persist(to));
        self.spare.write(&mut to);
        if let Some(diagnosis) = &self.diagnosis {
            diagnosis.write(&mut to);
        }
        (self.past.calls, course.is_some()).persist(&mut to);
        if let Some(course) = course {
            course::write(course, &mut to);
        }
        frame::finish(to)
    }

    /// Reads a checkpoint of this training.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<Contents<N, O>, CheckpointProblem> {
        let place = frame::contents(bytes)?;
        let mut reader = Reader::new(&bytes[..place.end]);
        reader.skip(place.start)?;
        Identity::of(self).check(&Identity::read(&mut reader)?)?;
        Ok(self.decode_changing(&mut reader)?)
    }

    fn decode_changing(&self, from: &mut Reader<'_>) -> Result<Contents<N, O>, Malformed> {
        let (steps, epochs, penalty) = (from.counter()?, from.counter()?, from.read()?);
        let rate = from.read()?;
        let watch = Watch { best: from.read()?, waited: from.counter()? };
        let memory = Memory { watch, reductions: from.counter()?, resting: from.counter()? };
        let last_rate = from.read()?;
        let network = values::read(from)?;
        let mut state = self.optimizer.state();
        from.block(|from| state.restore(from))?;
        let spare = Spare::read(from)?;
        let layers = N::Parameters::LAYERS;
        let diagnosis = self.diagnosis.as_ref().map(|_| Diagnosis::read(layers, from)).transpose()?;
        let calls = from.counter()?;
        let diagnosed = if self.diagnosis.is_some() { layers } else { &[] };
        let course = if from.read()? { Some(course::read(from, self.history(), diagnosed)?) } else { None };
        from.end()?;
        Ok(Contents {
            steps,
            epochs,
            penalty,
            rate,
            memory,
            last_rate,
            network,
            state,
            spare,
            diagnosis,
            calls,
            course,
        })
    }

    /// Restores the trainer. A gradient that was computed but not applied is discarded.
    pub(super) fn install(&mut self, contents: Contents<N, O>) {
        let Contents { rate, memory, last_rate, network, state, spare, diagnosis, calls, course, .. } = contents;
        (self.steps, self.epochs, self.penalty) = (contents.steps, contents.epochs, contents.penalty);
        if let (Some(own), Some(rate)) = (self.optimizer.rate_mut(), rate) {
            *own = rate;
        }
        (self.pace.memory, self.pace.rate, self.pace.run) = (memory, last_rate, None);
        (self.network, self.state, self.spare, self.diagnosis) = (network, state, spare, diagnosis);
        (self.past.calls, self.past.course, self.past.changed) = (calls, course, false);
        self.past.found = true;
        self.moved.as_mut_slice().copy_from_slice(self.network.state().as_slice());
        self.gradient.as_mut_slice().fill(crate::Scalar::ZERO);
        self.computed = Computed::Handed;
        self.accumulation.iter_mut().for_each(|accumulation| accumulation.forget());
    }
}

impl<N: Network> Spare<N> {
    /// Writes which network is kept, followed by the network, if any.
    fn write(&self, to: &mut Writer) {
        let kept = self.kept();
        kept.map_or(0u8, |(last, _)| if last { 2 } else { 1 }).persist(to);
        if let Some((_, network)) = kept {
            to.values(network.as_slice());
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let at = from.place();
        let last = match from.read::<u8>()? {
            0 => return Ok(Self::EMPTY),
            1 => false,
            2 => true,
            found => return Err(Malformed::new(at, "0, 1 or 2", found)),
        };
        Ok(Self::new(values::read(from)?, last))
    }
}
