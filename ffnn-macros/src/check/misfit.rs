//! Messages about entries that are not layers between their widths, which only the compiler can know.

use crate::model::{Layer, Width};

/// Text about what the list asks of a layer, for the message at an entry that is not one.
pub(crate) fn asked(Layer { inputs, outputs, keeps, .. }: &Layer) -> String {
    if *keeps {
        format!("takes and returns {}", inputs.values())
    } else {
        format!("takes {} and returns {}", inputs.values(), outputs.count())
    }
}

/// The message at an entry that is not a layer, for a head in the middle or another library's name.
pub(crate) fn advice(layer: &Layer) -> Option<String> {
    let kind = &layer.part.kind;
    by_name(kind, &layer.outputs).map(|remedy| format!("`{kind}` is not a layer here: {remedy}"))
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
