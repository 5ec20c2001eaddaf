use alloc::vec;

use super::Trainer;
use crate::numbers::persist::{Persist, Reader, Writer};
use crate::train::fit::plan::Plan;
use crate::train::step::accumulation::Accumulation;
use crate::{Aligned, Flat, Loss, Network, Optimizer, Scalar};

/// Copies the trainer with its computed gradient and its unfinished run of [`fit`](Trainer::fit); both copies continue
/// with identical bits. The copy writes no [checkpoints](super::Builder::checkpoint), because two trainers cannot share
/// one file; call [`save`](Trainer::save) instead.
///
/// # Panics
///
/// If an optimizer cannot restore the state that it wrote.
impl<N: Network, L: Loss<N::Head>, O: Optimizer> Clone for Trainer<N, L, O> {
    fn clone(&self) -> Self {
        let (mut gradient, mut moved) = (Aligned::<N::Parameters>::zeros_boxed(), N::State::zeros_boxed());
        gradient.as_mut_slice().copy_from_slice(self.gradient.as_slice());
        moved.as_mut_slice().copy_from_slice(self.moved.as_slice());
        let (mut state, mut written) = (self.optimizer.state(), Writer::new());
        self.state.persist(&mut written);
        state
            .restore(&mut Reader::new(&written.into_bytes()))
            .expect("an optimizer must be able to restore the state that it wrote");
        Self {
            network: self.network.clone_boxed(),
            loss: self.loss.clone(),
            batch: self.batch,
            seed: self.seed,
            instructions: self.instructions,
            plan: Plan {
                #[cfg(feature = "std")]
                checkpoint: None,
                ..self.plan.clone()
            },
            augment: self.augment.clone(),
            metrics: self.metrics.clone(),
            pace: self.pace.clone(),
            spare: self.spare.clone(),
            // Empty between calls.
            accumulation: self.accumulation.as_ref().map(|_| Accumulation::new()),
            penalized: self.penalized,
            diagnosis: self.diagnosis.clone(),
            past: self.past.clone(),
            #[cfg(feature = "std")]
            threads: self.threads.as_ref().map(|threads| threads.others()),
            epochs: self.epochs,
            gradient,
            moved,
            computed: self.computed,
            optimizer: self.optimizer.clone(),
            state,
            scratch: vec![N::Scalar::ZERO; self.scratch.len()],
            room: self.room,
            steps: self.steps,
            penalty: self.penalty,
        }
    }
}
