//! How fast a workload could be on the machine that was probed: what a program takes that does nothing but load every weight
//! and every input once and multiply them, without ever waiting.

use ffnn::{Network, Parameters, Role};

use crate::probe::{Ceiling, Probe, Width};

/// What surely is the size of the first cache at least; no network here lies between this and the largest there is.
const FIRST_CACHE: f64 = 32.0 * 1024.0;
/// Cycles that a hyperbolic tangent takes, among others in a vector.
const TANH: f64 = 0.8;
/// Up to so many outputs a layer is best computed output by output, from whole vectors of inputs.
const FEW: usize = 4;

/// What a workload has to do.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// Inputs and outputs of every product.
    layers: Vec<(usize, usize)>,
    /// How many hyperbolic tangents one sample takes.
    tanhs: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// One sample, independent of the others.
    One,
    /// One sample that depends on the output for the last one, and the cycles from the one to the other.
    Chain { cycles: f64 },
    /// The forward pass over so many samples.
    Forward(usize),
    /// A training step over so many samples.
    Step(usize),
}

/// The least time, in nanoseconds, and what it is spent on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) nanoseconds: f64,
    pub(crate) by: &'static str,
}

impl Work {
    /// What `N` has to do, as its table of layers tells.
    pub(crate) fn of<N: Network>(kind: Kind) -> Self {
        let layers = <N::Parameters as Parameters>::LAYERS;
        let weighs = |role: Role| role == Role::Weight;
        Self {
            layers: (layers.iter())
                .filter(|layer| layer.leaves.iter().any(|leaf| weighs(leaf.role)))
                .map(|layer| (layer.inputs, layer.outputs))
                .collect(),
            tanhs: layers.iter().filter(|layer| layer.kind == "Tanh").map(|layer| layer.outputs).sum(),
            kind,
        }
    }

    /// The bound for code that may use the instructions of `width`, and those of narrower levels where they are faster;
    /// none if the machine could not be probed.
    pub(crate) fn bound(&self, probe: &Probe, width: Width) -> Option<Bound> {
        let usable = probe.ceilings().iter().filter(|ceiling| ceiling.width.lanes() <= width.lanes());
        let bounds = usable.map(|ceiling| self.bound_at(ceiling, probe.clock()));
        bounds.min_by(|a, b| a.nanoseconds.total_cmp(&b.nanoseconds))
    }

    fn bound_at(&self, ceiling: &Ceiling, clock: f64) -> Bound {
        let multiplying = Bound { nanoseconds: self.multiply_adds(ceiling) / ceiling.multiply_adds, by: "FMA" };
        let streaming = Bound { nanoseconds: self.streamed(ceiling) / ceiling.bytes, by: "L2" };
        let others = match self.kind {
            Kind::One => [self.loading(ceiling), streaming],
            Kind::Chain { cycles } => [Bound { nanoseconds: cycles / clock, by: "latency" }, streaming],
            Kind::Forward(_) | Kind::Step(_) => [streaming, streaming],
        };
        let bound = others
            .into_iter()
            .fold(multiplying, |most, other| if other.nanoseconds > most.nanoseconds { other } else { most });
        let activating = match self.kind {
            Kind::One | Kind::Chain { .. } => TANH * self.tanhs as f64 / clock,
            Kind::Forward(_) | Kind::Step(_) => 0.0,
        };
        Bound { nanoseconds: bound.nanoseconds + activating, ..bound }
    }

    /// Multiplications joined with an addition. One sample fills whole vectors of outputs; many can be arranged so that
    /// none is wasted.
    fn multiply_adds(&self, ceiling: &Ceiling) -> f64 {
        let products =
            |from: usize| self.layers[from..].iter().map(|(inputs, outputs)| inputs * outputs).sum::<usize>();
        let count = match self.kind {
            Kind::One | Kind::Chain { .. } => self.layers.iter().map(|layer| padded(*layer, ceiling)).sum(),
            Kind::Forward(samples) => samples * products(0),
            // Forward, weight gradient, and input gradient but for the first layer.
            Kind::Step(samples) => samples * (2 * products(0) + products(1)),
        };
        count as f64
    }

    /// Every vector of weights and of bias, and every input once into all lanes.
    fn loading(&self, ceiling: &Ceiling) -> Bound {
        let lanes = ceiling.width.lanes();
        let (mut vectors, mut broadcasts) = (0, 0);
        for &(inputs, outputs) in &self.layers {
            if outputs <= FEW {
                vectors += outputs * inputs.div_ceil(lanes);
            } else {
                vectors += (inputs + 1) * outputs.div_ceil(lanes);
                broadcasts += inputs;
            }
        }
        Bound { nanoseconds: vectors as f64 / ceiling.loads + broadcasts as f64 / ceiling.broadcasts, by: "loads" }
    }

    /// Bytes of weights that come from the second cache: all, if they do not fit into the first one.
    fn streamed(&self, ceiling: &Ceiling) -> f64 {
        let bytes = (4 * self.layers.iter().map(|layer| padded(*layer, ceiling)).sum::<usize>()) as f64;
        match self.kind {
            _ if bytes <= FIRST_CACHE => 0.0,
            // Once for the forward pass and once to be moved.
            Kind::Step(_) => 2.0 * bytes,
            Kind::One | Kind::Chain { .. } | Kind::Forward(_) => bytes,
        }
    }
}

/// How many weights a layer has when its outputs fill whole vectors.
fn padded((inputs, outputs): (usize, usize), ceiling: &Ceiling) -> usize {
    inputs * if outputs <= FEW { outputs } else { outputs.next_multiple_of(ceiling.width.lanes()) }
}
