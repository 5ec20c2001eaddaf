//! Messages about entries that are not layers between their widths, which only the compiler can know.

use crate::model::{Layer, Width};

/// The message at an entry that is not a layer.
pub(crate) fn sentence(layer: &Layer) -> String {
    let (kind, inputs, outputs) = (&layer.part.kind, &layer.inputs, &layer.outputs);
    if let Some(remedy) = by_name(kind, outputs) {
        return format!("`{kind}` is not a layer here: {remedy}");
    }
    let found = if layer.keeps {
        format!("a layer that takes and returns {}", inputs.values())
    } else {
        format!("a layer that takes {} and returns {}", inputs.values(), outputs.count())
    };
    format!(
        "`{kind}` is not {found}: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer \
         of your own implements `Layer` or `Activation`"
    )
}

/// The message at a layer that needs a width and has none.
pub(crate) fn no_width(layer: &Layer) -> String {
    let (kind, inputs) = (&layer.part.kind, &layer.inputs);
    format!("`{kind}` needs its number of outputs: write `{kind}<{inputs}>` to keep {}", inputs.values())
}

/// Advice for a head in the middle or another library's name.
fn by_name(kind: &str, outputs: &Width) -> Option<String> {
    let name = kind.rsplit("::").next()?;
    let other = match name {
        "Linear" | "FullyConnected" => {
            return Some(format!("write `Dense<{outputs}>` for a layer of weights and biases"));
        }
        "Softmax" | "LogSoftmax" => {
            return Some("`Softmax` is a head and only comes last: leave it out".into());
        }
        "Flatten" => return Some("an input already is one row of values: leave it out".into()),
        "Conv1d" | "Conv2d" => return Some("there are no convolutions: use `Dense`, which sees all values".into()),
        "Swish" | "SiLU" => "Silu",
        "ReLU" => "Relu",
        "LeakyReLU" => "LeakyRelu",
        "PReLU" => "PRelu",
        "ELU" => "Elu",
        "SELU" => "Selu",
        "GELU" => "Gelu",
        "BatchNorm1d" => "BatchNorm",
        name if kind.starts_with("nn::") => name,
        _ => return None,
    };
    Some(format!("write `{other}`"))
}
