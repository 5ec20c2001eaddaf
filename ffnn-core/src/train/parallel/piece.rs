use alloc::vec;
use alloc::vec::Vec;

use crate::kernels::{self, InstructionSet, Level, Pass, dispatch_at};
use crate::network::{Passed, Target};
use crate::numbers::flat::Portable;
use crate::parameters::deferred::Traces;
use crate::train::step::pass::{self, Compute};
use crate::{Loss, Network, Scalar, Stream};

/// Values shared by all pieces of a batch.
#[derive(Clone, Copy)]
pub(in crate::train) struct Job<T> {
    /// Total weight of the batch.
    pub(in crate::train) total: T,
    pub(in crate::train) stream: Stream,
    pub(in crate::train) instructions: InstructionSet,
}

/// A piece of a batch, with scratch memory for its passes.
pub(super) struct BatchPiece<N: Network, L: Loss<N::Head>> {
    inputs: Vec<N::Input>,
    targets: Vec<Target<N, L>>,
    scratch: Vec<N::Scalar>,
    /// Number of samples the scratch memory holds.
    room: usize,
    /// Unused state: layers that allow cutting a batch keep none.
    state: Portable<N::Scalar, N::State>,
}

impl<N: Network, L: Loss<N::Head>> BatchPiece<N, L> {
    /// Creates a piece with memory for `length` samples, which grows with longer pieces.
    pub(super) fn new(length: usize) -> Self {
        Self {
            inputs: Vec::with_capacity(length),
            targets: Vec::with_capacity(length),
            scratch: vec![N::Scalar::ZERO; crate::network::scratch::<N>(length)],
            room: length,
            state: Portable::zeros(),
        }
    }

    /// Copies samples into the piece.
    pub(super) fn fill(&mut self, inputs: &[N::Input], targets: &[Target<N, L>]) {
        self.inputs.clear();
        self.inputs.extend_from_slice(inputs);
        self.targets.clear();
        self.targets.extend_from_slice(targets);
        if inputs.len() > self.room {
            self.scratch = Vec::new();
            self.scratch = vec![N::Scalar::ZERO; crate::network::scratch::<N>(inputs.len())];
            self.room = inputs.len();
        }
    }

    /// Computes the gradient of these samples into `gradient` and returns the sum of their weighted losses; `index` is
    /// the piece's number within the batch.
    pub(super) fn compute(
        &mut self,
        network: &N,
        loss: &L,
        index: usize,
        job: &Job<N::Scalar>,
        gradient: &mut N::Parameters,
    ) -> f64 {
        let mut tape = N::tape(&mut self.scratch, self.inputs.len());
        let compute = Compute {
            network,
            state: &mut *self.state.value,
            loss,
            inputs: &self.inputs,
            targets: &self.targets,
            total: job.total,
            tape: &mut tape,
            gradient: &mut *gradient,
            stream: job.stream.named("piece").at(index as u64),
        };
        let sum = dispatch_at(job.instructions, compute);
        pass::write::<N>(job.instructions, &tape, &self.inputs, gradient);
        sum
    }

    /// Calls `visit` with the traces of the passes.
    pub(super) fn visit(&mut self, visit: &mut dyn FnMut(&dyn Traces<N::Scalar>)) {
        let tape = &N::tape(&mut self.scratch, self.inputs.len());
        visit(&Passed::<N, _> { tape, inputs: &self.inputs });
    }
}

/// Computes `gradient += added`; compiled once for all networks.
pub(super) fn add<T: Scalar>(instructions: InstructionSet, gradient: &mut [T], added: &[T]) {
    dispatch_at(instructions, Add { x: added, y: gradient });
}

struct Add<'a, T> {
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Scalar> Pass for Add<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        kernels::add(level, self.x, self.y);
    }
}
