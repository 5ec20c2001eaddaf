use alloc::vec;
use alloc::vec::Vec;

use crate::kernels::{self, InstructionSet, Pass, dispatch_at};
use crate::numbers::persist::{Malformed, Persist, Reader, Writer};
use crate::parameters::deferred::{Traces, outputs};
use crate::{LayerInfo, Level, Scalar};

/// Diagnostics of one layer over an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerDiagnosis {
    /// The layer's name.
    pub name: &'static str,
    /// `√(mean ‖g‖²)` over the steps: the norm of the layer's gradient before clipping; 0 without parameters.
    pub gradient_norm: f64,
    /// `√(Σ ‖Δw‖² / Σ ‖w‖²)` over the steps: the size of an update relative to the parameters. About 1e-3 is healthy; 0
    /// without parameters.
    pub update_ratio: f64,
    /// Fraction of outputs that were exactly 0 for every sample in every step: dead units, after `Relu`.
    pub dead: f64,
}

/// The work of [`Diagnosis::before`].
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

/// The work of [`Diagnosis::after`].
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

/// Diagnostic sums over the steps of an epoch. Takes layers and slices, so that it is compiled once for all networks.
#[derive(Clone)]
pub(in crate::train) struct Diagnosis<T> {
    layers: &'static [LayerInfo],
    before: Vec<T>,
    sums: Vec<Sums>,
    /// Whether each output has been nonzero at least once, layer by layer.
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

    /// Records which outputs of a layer are nonzero.
    fn see<T: Scalar>(&mut self, outputs: &[T], alive: &mut [bool]) {
        let width = alive.len();
        for row in outputs.chunks_exact(width.max(1)) {
            // Most layers are fully alive after a few samples, so the rest of the batch can be skipped.
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

    /// Resets the sums for a new epoch.
    pub(in crate::train) fn start(&mut self) {
        self.sums.fill(Sums::NONE);
        self.alive.fill(false);
        self.steps = 0;
    }

    /// Records the layer outputs of a batch.
    pub(in crate::train) fn see(&mut self, traces: &dyn Traces<T>) {
        let mut rest = &mut *self.alive;
        for ((layer, sums), outputs) in self.layers.iter().zip(&mut self.sums).zip(outputs(traces)) {
            let alive = rest.split_off_mut(..layer.outputs).unwrap_or_default();
            sums.see(outputs, alive);
        }
    }

    /// Records a gradient and saves the parameters before their update.
    pub(in crate::train) fn before(&mut self, instructions: InstructionSet, gradient: &[T], parameters: &[T]) {
        let Self { layers, sums, before, .. } = self;
        dispatch_at(instructions, Before { layers, sums, gradient, parameters, before });
        self.steps += 1;
    }

    /// Records how far the update moved the parameters.
    pub(in crate::train) fn after(&mut self, instructions: InstructionSet, parameters: &[T]) {
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

    /// Reads the sums from a checkpoint.
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

    /// Appends one row per layer to `rows` and returns the norm of the whole gradient.
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
