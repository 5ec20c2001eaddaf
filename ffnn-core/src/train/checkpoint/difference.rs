use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};

use crate::numbers::persist::{Malformed, Reader, Writer};
use crate::train::Trainer;
use crate::{LayerInfo, Leaf, Loss, Network, Optimizer, Parameters};

/// A property of a training that must match for it to resume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The number type.
    Scalar,
    /// The fingerprint of the architecture, if it differs although all layers match.
    Fingerprint,
    /// The number of layers.
    Layers,
    /// The layer with this index: name, type, widths and tensor shapes.
    Layer(usize),
    /// The loss with its options.
    Loss,
    /// The optimizer with the settings it was built with.
    Optimizer,
    /// The learning rate schedule.
    Schedule,
    /// The batch size.
    Batch,
    /// The number of batches per step.
    Accumulate,
    /// Whether an incomplete batch at the end of an epoch is dropped.
    WholeBatches,
    /// The number of pieces a batch is cut into for threads; the number of threads may differ.
    Pieces,
    /// The instruction set chosen in the builder; the default, the processor's best, may differ between machines.
    InstructionSet,
    /// The seed.
    Seed,
    /// The source of the validation data.
    Validation,
    /// The settings of early stopping.
    EarlyStopping,
    /// Whether `fit` ends with the last network, not the best.
    KeepLast,
    /// Whether inputs are augmented; the augmentation itself cannot be compared.
    Augment,
    /// Whether the layers are diagnosed.
    Diagnose,
    /// The names of the metrics.
    Metrics,
    /// The number of the run of `fit` on this trainer, from 1.
    Call,
    /// The first step of the run of `fit`.
    Start,
    /// The number of epochs requested from `fit`, if as many or more have been trained.
    Epochs,
    /// The run, if it ended before all its epochs.
    Ended,
    /// The number of epochs requested from `fit`, if the schedule was that of a run of another length.
    Length,
    /// The network, if it was modified although `fit` would resume from the one it replaced by the best.
    Network,
    /// The number of training samples.
    Training,
    /// The number of validation samples.
    HeldOut,
    /// The number of steps taken.
    Steps,
}

/// A property that must match and does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The property.
    pub part: Part,
    /// Its value in this trainer; for a call of `fit`, the allowed value.
    pub expected: String,
    /// Its value in the checkpoint; for a call of `fit`, the requested value.
    pub found: String,
}

impl Difference {
    /// Fails unless both values are equal.
    pub(in crate::train) fn unless_equal<V: PartialEq + Display>(
        part: Part,
        expected: V,
        found: V,
    ) -> Result<(), Self> {
        let differ = || Self { part, expected: expected.to_string(), found: found.to_string() };
        if expected == found { Ok(()) } else { Err(differ()) }
    }
}

impl Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.part, self.expected, self.found)
    }
}

impl core::error::Error for Difference {}

impl Difference {
    /// Creates the difference for a call that requests too few epochs.
    pub(in crate::train) fn epochs(expected: impl Display, found: u64) -> Self {
        Self { part: Part::Epochs, expected: expected.to_string(), found: found.to_string() }
    }

    /// Returns how to resolve the difference; `None` if only a new run helps.
    pub(crate) fn remedy(&self) -> Option<String> {
        let Self { part, expected, found } = self;
        Some(match part {
            Part::Epochs => "`fit` counts all epochs of a run: ask for more".to_string(),
            Part::Length => format!(
                "the steps so far used the learning rates of a run of {found} epochs: build the trainer with a schedule \
                 of fixed length, such as `Length::Epochs({expected})`, or ask for {found} epochs"
            ),
            Part::Training | Part::HeldOut => "pass the same data".to_string(),
            Part::Steps => "do not take steps by hand during a run".to_string(),
            Part::Call | Part::Start | Part::Ended | Part::Network => return None,
            Part::Fingerprint | Part::Scalar | Part::Layers | Part::Layer(_) => "declare the same network".to_string(),
            _ => "build the trainer with the same settings".to_string(),
        })
    }
}

impl Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scalar => "the number type",
            Self::Fingerprint => "the fingerprint of the architecture",
            Self::Layers => "the number of layers",
            Self::Layer(index) => return write!(f, "layer {}", index + 1),
            Self::Loss => "the loss",
            Self::Optimizer => "the optimizer",
            Self::Schedule => "the schedule",
            Self::Batch => "the batch size",
            Self::Accumulate => "the number of batches per step",
            Self::WholeBatches => "whether incomplete batches are dropped",
            Self::Pieces => "the number of pieces per batch",
            Self::InstructionSet => "the instruction set",
            Self::Seed => "the seed",
            Self::Validation => "the validation data",
            Self::EarlyStopping => "early stopping",
            Self::KeepLast => "whether the last network is kept",
            Self::Augment => "whether inputs are augmented",
            Self::Diagnose => "whether layers are diagnosed",
            Self::Metrics => "the metrics",
            Self::Call => "the number of the run of `fit`",
            Self::Start => "the first step of the run of `fit`",
            Self::Epochs => "the epochs of `fit`",
            Self::Ended => "the run",
            Self::Length => "the epochs that the schedule follows",
            Self::Network => "the network",
            Self::Training => "the number of training samples",
            Self::HeldOut => "the number of validation samples",
            Self::Steps => "the number of steps taken",
        })
    }
}

/// Description of a training, part by part: one per layer, then the others.
pub(super) struct Identity(Vec<(Part, String)>);

/// The parts after the layers, in file order.
const PARTS: [Part; 17] = [
    Part::Fingerprint,
    Part::Scalar,
    Part::Loss,
    Part::Optimizer,
    Part::Schedule,
    Part::Batch,
    Part::Accumulate,
    Part::WholeBatches,
    Part::Pieces,
    Part::InstructionSet,
    Part::Seed,
    Part::Validation,
    Part::EarlyStopping,
    Part::KeepLast,
    Part::Augment,
    Part::Diagnose,
    Part::Metrics,
];

impl Identity {
    pub(super) fn of<N: Network, L: Loss<N::Head>, O: Optimizer>(trainer: &Trainer<N, L, O>) -> Self {
        let (plan, mut optimizer) = (&trainer.plan, trainer.optimizer.clone());
        // A learning rate changed during training is restored, not compared.
        if let (Some(rate), Some(built)) = (optimizer.rate_mut(), trainer.past.rate) {
            *rate = built;
        }
        let layers = N::Parameters::LAYERS.iter().enumerate();
        let layers = layers.map(|(index, layer)| (Part::Layer(index), describe(layer)));
        let parts = PARTS.map(|part| {
            let text = match part {
                Part::Fingerprint => format!("{:016x}", N::Parameters::FINGERPRINT),
                Part::Scalar => core::any::type_name::<N::Scalar>().to_string(),
                Part::Loss => format!("{:?}", trainer.loss),
                Part::Optimizer => format!("{optimizer:?}"),
                Part::Schedule => plan.schedule.as_ref().map_or_else(none, |schedule| format!("{schedule:?}")),
                Part::Batch => trainer.batch.to_string(),
                Part::Accumulate => plan.accumulate.to_string(),
                Part::WholeBatches => yes_or_no(plan.whole_batches),
                #[cfg(feature = "std")]
                Part::Pieces => plan.cut.as_ref().map_or_else(none, |cut| format!("{:?}", cut.pieces)),
                #[cfg(not(feature = "std"))]
                Part::Pieces => none(),
                Part::InstructionSet => match plan.instructions {
                    Some(instructions) => format!("{instructions:?}"),
                    None => "the best".to_string(),
                },
                Part::Seed => trainer.past.seed.to_string(),
                Part::Validation => format!("{:?}", plan.validation),
                Part::EarlyStopping => plan.early_stopping.map_or_else(none, |stopping| format!("{stopping:?}")),
                Part::KeepLast => yes_or_no(plan.keep_last),
                Part::Augment => yes_or_no(trainer.augment.is_some()),
                Part::Diagnose => yes_or_no(plan.diagnose),
                Part::Metrics => {
                    let names: Vec<&str> = trainer.metrics.iter().map(|metric| metric.name).collect();
                    if names.is_empty() { none() } else { names.join(", ") }
                }
                _ => String::new(),
            };
            (part, text)
        });
        Self(layers.chain(parts).collect())
    }

    pub(super) fn write(&self, to: &mut Writer) {
        let layers = self.0.len() - PARTS.len();
        to.bytes(&(layers as u64).to_le_bytes());
        self.0.iter().for_each(|(_, text)| to.text(text));
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Result<Self, Malformed> {
        // Every text takes at least the eight bytes of its length.
        let layers = from.count(8)?;
        let parts = (0..layers).map(Part::Layer).chain(PARTS);
        parts.map(|part| Ok((part, from.text()?))).collect::<Result<_, _>>().map(Self)
    }

    /// Fails at the first part in which `found` differs.
    pub(super) fn check(&self, found: &Self) -> Result<(), Difference> {
        for ((part, expected), (other, text)) in self.0.iter().zip(&found.0) {
            if part != other {
                break;
            }
            if expected != text {
                return Err(Difference { part: *part, expected: expected.clone(), found: text.clone() });
            }
        }
        Difference::unless_equal(Part::Layers, self.0.len() - PARTS.len(), found.0.len() - PARTS.len())
    }
}

fn none() -> String {
    "none".to_string()
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_string()
}

/// Describes a layer: `hidden: Dense, 2 -> 8, weights 8x2, bias 8x1`.
fn describe(layer: &LayerInfo) -> String {
    let mut text = format!("{}: {}, {} -> {}", layer.name, layer.kind, layer.inputs, layer.outputs);
    for Leaf { name, shape: (rows, columns), .. } in layer.leaves.iter().chain(layer.state_leaves) {
        // Writing to a string cannot fail.
        let _ = write!(text, ", {name} {rows}x{columns}");
    }
    text
}
