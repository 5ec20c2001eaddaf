//! The tensors of the library's layers: the only place in the macro that knows layers.
//!
//! The expansion asserts this table against the types, so the two cannot differ.

use ffnn_files::{Layer, Role, Tensor};

use super::LATER;
use crate::errors::Errors;
use crate::model::{self, Network, Row, Step, Width};

/// The tensors of a network and their positions.
pub(super) struct Table {
    pub(super) layers: Vec<Layer<'static>>,
    pub(super) rows: Vec<Row>,
    /// Number of values in the network.
    pub(super) count: usize,
    /// Whether all layers have names from the library: an unknown one may be misspelled.
    pub(super) knows_all: bool,
}

/// Names of the library's layers and activations without tensors.
pub(crate) const WITHOUT_TENSORS: &[&str] = &[
    "AlphaDropout",
    "Celu",
    "Dropout",
    "Elu",
    "GaussianDropout",
    "Gelu",
    "GeluTanh",
    "HardShrink",
    "HardSigmoid",
    "HardSwish",
    "HardTanh",
    "Identity",
    "LeakyRelu",
    "LogSigmoid",
    "Mish",
    "RRelu",
    "Relu",
    "Relu6",
    "Selu",
    "Sigmoid",
    "Silu",
    "SoftShrink",
    "Softplus",
    "Softsign",
    "Squareplus",
    "Tanh",
    "TanhShrink",
];

/// A tensor: its name in the layer, its role, and its numbers of rows and columns.
type Leaf = (&'static str, Role, [usize; 2]);

/// Learned tensors of a layer, tensors of its state, and the length of an omitted bias.
#[derive(Default)]
struct Leaves {
    learned: Vec<Leaf>,
    kept: Vec<Leaf>,
    absorbed_bias: Option<usize>,
}

impl Table {
    /// Returns `None` and reports it if the macro cannot see a width.
    pub(super) fn new(network: &Network, errors: &mut Errors) -> Option<Self> {
        let mut all = Vec::new();
        for (index, step) in network.flat().into_iter().enumerate() {
            let leaves = match step {
                Step::Layer(layer) => match leaves(layer) {
                    Ok(leaves) => leaves,
                    Err(width) => {
                        let message = format_args!(
                            "the macro reads the weights of `{}`, and it sees numbers but not the value of `{width}`: \
                             write the number, {LATER}",
                            layer.field
                        );
                        errors.at(width.span(), message);
                        return None;
                    }
                },
                Step::Join(_) => Leaves::default(),
            };
            all.push((index, step, leaves));
        }
        let learned = all.iter().flat_map(|(.., leaves)| &leaves.learned).map(size).sum();
        let (mut layers, mut rows, mut place, mut state) = (Vec::new(), Vec::new(), 0, learned);
        for (index, step, leaves) in all {
            let sizes = leaves.learned.iter().chain(&leaves.kept).map(size).collect();
            let mut tensors = placed(&leaves.learned, &mut place);
            tensors.extend(placed(&leaves.kept, &mut state));
            let name = step.field().to_string();
            layers.push(Layer { name: name.into(), tensors, absorbed_bias: leaves.absorbed_bias });
            if let Step::Layer(layer) = step {
                rows.push(Row {
                    index,
                    field: layer.field.clone(),
                    span: layer.part.span,
                    kind: layer.part.kind.clone(),
                    sizes,
                });
            }
        }
        Some(Self { layers, rows, count: state, knows_all: network.layers().iter().all(|(_, layer)| is_known(layer)) })
    }
}

fn size(&(_, _, [rows, columns]): &Leaf) -> usize {
    rows * columns
}

/// Places the tensors one after another from `place` on.
fn placed(leaves: &[Leaf], place: &mut usize) -> Vec<Tensor<'static>> {
    let tensor = |leaf: &Leaf| {
        let &(name, role, [rows, columns]) = leaf;
        *place += size(leaf);
        Tensor { name, role, shape: (rows, columns), place: *place - size(leaf) }
    };
    leaves.iter().map(tensor).collect()
}

/// Returns the tensors of a layer.
///
/// # Errors
///
/// The width that is not a number.
fn leaves(layer: &model::Layer) -> Result<Leaves, &Width> {
    let number = |width: &'_ Width| if let Width::Number(number, _) = width { Some(*number) } else { None };
    let inputs = || number(&layer.inputs).ok_or(&layer.inputs);
    let outputs = || number(&layer.outputs).ok_or(&layer.outputs);
    let vector = |name, role, width| (name, role, [width, 1]);
    let none = Leaves::default();
    Ok(match last(&layer.part.kind) {
        "Dense" => {
            let (inputs, outputs) = (inputs()?, outputs()?);
            let absorbed = layer.followed.as_ref().is_some_and(|next| last(&next.to_string()).starts_with("BatchNorm"));
            let mut learned = vec![("weights", Role::Weight, [outputs, inputs])];
            learned.extend((!absorbed).then_some(vector("bias", Role::Bias, outputs)));
            Leaves { learned, absorbed_bias: absorbed.then_some(outputs), ..none }
        }
        "DenseWithoutBias" => {
            let (inputs, outputs) = (inputs()?, outputs()?);
            let learned = vec![("weights", Role::Weight, [outputs, inputs])];
            Leaves { learned, absorbed_bias: Some(outputs), ..none }
        }
        kind @ ("BatchNorm" | "BatchNormWithoutScale" | "BatchNormWithoutShift" | "BatchNormWithoutAffine") => {
            let width = outputs()?;
            let learned = affine(kind, width);
            let kept = vec![
                vector("mean", Role::Mean, width),
                vector("variance", Role::Variance, width),
                vector("weight", Role::Share, 1),
            ];
            Leaves { learned, kept, ..none }
        }
        kind @ ("LayerNorm" | "LayerNormWithoutScale" | "LayerNormWithoutShift" | "LayerNormWithoutAffine") => {
            Leaves { learned: affine(kind, outputs()?), ..none }
        }
        "PRelu" => Leaves { learned: vec![vector("slope", Role::Slope, 1)], ..none },
        "PReluPerFeature" => Leaves { learned: vec![vector("slope", Role::Slope, outputs()?)], ..none },
        // No tensors, which the expansion asserts as well.
        _ => none,
    })
}

/// Learned tensors of a normalization with this name.
fn affine(kind: &str, width: usize) -> Vec<Leaf> {
    let without = |what: &str| kind.ends_with("WithoutAffine") || kind.ends_with(what);
    let scale = (!without("WithoutScale")).then_some(("scale", Role::Scale, [width, 1]));
    let shift = (!without("WithoutShift")).then_some(("shift", Role::Shift, [width, 1]));
    scale.into_iter().chain(shift).collect()
}

fn is_known(layer: &model::Layer) -> bool {
    let name = last(&layer.part.kind);
    let stem =
        ["WithoutBias", "WithoutScale", "WithoutShift", "WithoutAffine"].iter().find_map(|end| name.strip_suffix(end));
    let with_tensors = ["Dense", "BatchNorm", "LayerNorm", "PRelu", "PReluPerFeature"];
    WITHOUT_TENSORS.contains(&name) || with_tensors.contains(&stem.unwrap_or(name))
}

/// `layers::Dense` → `Dense`
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path).trim()
}
