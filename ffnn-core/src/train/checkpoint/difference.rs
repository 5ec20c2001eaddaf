use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display, Write};

use crate::numbers::persist::{Malformed, Reader, Writer};
use crate::train::Trainer;
use crate::{LayerInfo, Leaf, Loss, Network, Optimizer, Parameters};

/// What must be the same for a training to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The number type.
    Scalar,
    /// The fingerprint of the architecture, where all layers look alike.
    Fingerprint,
    /// How many layers there are.
    Layers,
    /// The layer with this index, as the table tells it.
    Layer(usize),
    /// The loss with its options.
    Loss,
    /// The optimizer with the settings that it was built with.
    Optimizer,
    /// The schedule of the learning rate.
    Schedule,
    /// The number of samples in a batch.
    Batch,
    /// The number of batches in a step.
    Accumulate,
    /// Whether a short batch at the end of an epoch is left out.
    WholeBatches,
    /// Into how many pieces a batch is cut for threads, whose number does not matter.
    Pieces,
    /// The instructions that the builder was told to use; the best that a processor has may be others elsewhere.
    Instructions,
    /// The seed.
    Seed,
    /// Where the validation data come from.
    Validation,
    /// When training stops early.
    EarlyStopping,
    /// Whether `fit` ends with the last network, not the best.
    KeepLast,
    /// Whether inputs are augmented; by what cannot be told.
    Augment,
    /// Whether the layers are diagnosed.
    Diagnose,
    /// The names of the metrics.
    Metrics,
    /// Which run of `fit` on this trainer, from 1.
    Call,
    /// The step that the run of `fit` starts with.
    Start,
    /// The epochs that a call of `fit` asks for, where as many or more have been trained.
    Epochs,
    /// The run, which ended before its epochs were over.
    Ended,
    /// The epochs that a call of `fit` asks for, where the schedule followed a run of another length.
    Length,
    /// The network, where `fit` would go on from the one before the best.
    Network,
    /// The number of samples to train on.
    Training,
    /// The number of samples held out.
    HeldOut,
    /// The number of steps taken.
    Steps,
}

/// Something that must be the same, and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub part: Part,
    /// What it is here; for a call of `fit`, what it may be.
    pub expected: String,
    /// What it is there; for a call of `fit`, what was asked for.
    pub found: String,
}

impl Difference {
    /// Fails unless both are the same.
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
    /// A call that asks for too few epochs.
    pub(in crate::train) fn epochs(expected: impl Display, found: u64) -> Self {
        Self { part: Part::Epochs, expected: expected.to_string(), found: found.to_string() }
    }

    /// The way on, but for a new run, where the difference is one between calls of `fit`.
    pub(crate) fn remedy(&self) -> Option<String> {
        let Self { part, expected, found } = self;
        Some(match part {
            Part::Epochs => "`fit` counts all epochs of a run: ask for more".to_string(),
            Part::Length => format!(
                "the steps until now had the rates of {found} epochs: build the trainer with a schedule of a length of its \
                 own, such as `Length::Epochs({expected})`, or ask for {found} epochs"
            ),
            Part::Training | Part::HeldOut => "hand in the same data".to_string(),
            Part::Steps => "take no steps by hand within a run".to_string(),
            Part::Call | Part::Start | Part::Ended | Part::Network => return None,
            Part::Fingerprint | Part::Scalar | Part::Layers | Part::Layer(_) => {
                "declare the network as it was".to_string()
            }
            _ => "build the trainer as it was".to_string(),
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
            Self::Accumulate => "the number of batches in a step",
            Self::WholeBatches => "whether short batches are left out",
            Self::Pieces => "the pieces of a batch",
            Self::Instructions => "the instructions",
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

/// What a training is, part by part: a layer each, then the parts after them.
pub(super) struct Identity(Vec<(Part, String)>);

/// The parts after the layers, in the order of the file.
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
    Part::Instructions,
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
        // A rate that was changed on the way is part of what is restored, not of what must be the same.
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
                Part::Instructions => match plan.instructions {
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
        // A text takes the eight bytes of its length at least.
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

/// `hidden: Dense, 2 -> 8, weights 8x2, bias 8x1`.
fn describe(layer: &LayerInfo) -> String {
    let mut text = format!("{}: {}, {} -> {}", layer.name, layer.kind, layer.inputs, layer.outputs);
    for Leaf { name, shape: (rows, columns), .. } in layer.leaves.iter().chain(layer.state_leaves) {
        // Writing to a string cannot fail.
        let _ = write!(text, ", {name} {rows}x{columns}");
    }
    text
}
