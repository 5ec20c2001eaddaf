use alloc::vec;
use alloc::vec::Vec;

use crate::kernels::{self, Instructions, Pass, dispatch_at};
use crate::numbers::persist::{Malformed, Persist, Reader, Writer};
use crate::parameters::deferred::{Traces, outputs};
use crate::{LayerInfo, Level, Scalar};

/// How one layer fared in an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerDiagnosis {
    /// The layer's name.
    pub name: &'static str,
    /// `√(mean ‖g‖²)` over the steps: the size of its gradient, before the optimizer clips it; 0 without parameters.
    pub gradient_norm: f64,
    /// `√(Σ ‖Δw‖² / Σ ‖w‖²)` over the steps: by which part of themselves its parameters move in one; about 1e-3 is
    /// healthy, 0 without parameters.
    pub update_ratio: f64,
    /// The part of its outputs that were exactly 0 for every sample in every step: dead units, after `Relu`.
    pub dead: f64,
}

/// [`Diagnosis::before`] at a level.
struct Before<'a, T> {
    layers: &'static [LayerInfo],
    sums: &'a mut [Sums],
    gradient: &'a [T],
    parameters: &'a [T],
    before: &'a mut [T],
}

impl<T: Scalar> Pass for Before<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        self.before.copy_from_slice(self.parameters);
        for (layer, sums) in self.layers.iter().zip(self.sums) {
            let range = layer.offset..layer.offset + layer.parameters;
            sums.gradient += kernels::sum_of_squares(level, &self.gradient[range.clone()]);
            sums.parameters += kernels::sum_of_squares(level, &self.parameters[range]);
        }
    }
}

/// [`Diagnosis::after`], likewise.
struct After<'a, T> {
    layers: &'static [LayerInfo],
    sums: &'a mut [Sums],
    before: &'a [T],
    after: &'a [T],
}

impl<T: Scalar> Pass for After<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, level: L) {
        for (layer, sums) in self.layers.iter().zip(self.sums) {
            let range = layer.offset..layer.offset + layer.parameters;
            let (after, before) = (&self.after[range.clone()], &self.before[range]);
            sums.update += kernels::sum_of_squared_differences(level, after, before);
        }
    }
}

/// What is summed up over the steps of an epoch. It is handed layers and slices, so that it is compiled once for all networks.
#[derive(Clone)]
pub(in crate::train) struct Diagnosis<T> {
    layers: &'static [LayerInfo],
    before: Vec<T>,
    sums: Vec<Sums>,
    /// Which outputs were not zero once, layer after layer.
    alive: Vec<bool>,
    steps: u64,
}

#[derive(Clone, Copy)]
struct Sums {
    gradient: f64,
    update: f64,
    parameters: f64,
    alive: usize,
}

impl Sums {
    const NONE: Self = Self { gradient: 0.0, update: 0.0, parameters: 0.0, alive: 0 };

    /// Looks at rows of what a layer gave.
    fn see<T: Scalar>(&mut self, outputs: &[T], alive: &mut [bool]) {
        let width = alive.len();
        for row in outputs.chunks_exact(width.max(1)) {
            // Most layers are all alive after a few samples, and then there is nothing left to see.
            if self.alive == width {
                break;
            }
            for (alive, &output) in alive.iter_mut().zip(row) {
                if !*alive && output != T::ZERO {
                    *alive = true;
                    self.alive += 1;
                }
            }
        }
    }
}

impl<T: Scalar> Diagnosis<T> {
    pub(in crate::train) fn new(layers: &'static [LayerInfo]) -> Self {
        let outputs = layers.iter().map(|layer| layer.outputs).sum();
        let parameters = layers.iter().map(|layer| layer.parameters).sum();
        Self {
            layers,
            before: vec![T::ZERO; parameters],
            sums: vec![Sums::NONE; layers.len()],
            alive: vec![false; outputs],
            steps: 0,
        }
    }

    /// Before the first step of an epoch.
    pub(in crate::train) fn start(&mut self) {
        self.sums.fill(Sums::NONE);
        self.alive.fill(false);
        self.steps = 0;
    }

    /// Looks at what the layers gave for a batch.
    pub(in crate::train) fn see(&mut self, traces: &dyn Traces<T>) {
        let mut rest = &mut *self.alive;
        for ((layer, sums), outputs) in self.layers.iter().zip(&mut self.sums).zip(outputs(traces)) {
            let alive = rest.split_off_mut(..layer.outputs).unwrap_or_default();
            sums.see(outputs, alive);
        }
    }

    /// Looks at a gradient and keeps the parameters that it is about to move.
    pub(in crate::train) fn before(&mut self, instructions: Instructions, gradient: &[T], parameters: &[T]) {
        let Self { layers, sums, before, .. } = self;
        dispatch_at(instructions, Before { layers, sums, gradient, parameters, before });
        self.steps += 1;
    }

    /// Looks at how far the parameters moved.
    pub(in crate::train) fn after(&mut self, instructions: Instructions, parameters: &[T]) {
        let Self { layers, sums, before, .. } = self;
        dispatch_at(instructions, After { layers, sums, before, after: parameters });
    }

    /// Writes the sums so far to a checkpoint.
    pub(in crate::train) fn write(&self, to: &mut Writer) {
        self.steps.persist(to);
        for Sums { gradient, update, parameters, alive } in &self.sums {
            (*gradient, *update, *parameters, *alive).persist(to);
        }
        self.alive.iter().for_each(|alive| alive.persist(to));
    }

    /// Reads them back.
    pub(in crate::train) fn read(layers: &'static [LayerInfo], from: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut diagnosis = Self::new(layers);
        diagnosis.steps = from.counter()?;
        for (layer, sums) in layers.iter().zip(&mut diagnosis.sums) {
            let (gradient, update, parameters) = (from.read()?, from.read()?, from.read()?);
            let (at, alive) = (from.place(), from.read()?);
            if alive > layer.outputs {
                return Err(Malformed::new(at, format_args!("at most {} outputs", layer.outputs), alive));
            }
            *sums = Sums { gradient, update, parameters, alive };
        }
        diagnosis.alive.iter_mut().try_for_each(|alive| alive.restore(from))?;
        Ok(diagnosis)
    }

    /// Writes one row a layer, and returns the norm of the whole gradient.
    pub(in crate::train) fn report(&self, rows: &mut Vec<LayerDiagnosis>) -> f64 {
        let steps = self.steps.max(1) as f64;
        rows.extend(self.layers.iter().zip(&self.sums).map(|(layer, sums)| LayerDiagnosis {
            name: layer.name,
            gradient_norm: libm::sqrt(sums.gradient / steps),
            update_ratio: if sums.update > 0.0 { libm::sqrt(sums.update / sums.parameters) } else { 0.0 },
            dead: (layer.outputs - sums.alive) as f64 / layer.outputs.max(1) as f64,
        }));
        libm::sqrt(self.sums.iter().map(|sums| sums.gradient).sum::<f64>() / steps)
    }
}
