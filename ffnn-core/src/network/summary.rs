//! A network as a printable table.

use core::fmt::{self, Display};
use core::marker::PhantomData;

use crate::{Flat, Network, Parameters};

/// Returns a printable table of the layers of `N`: name, type, shape, parameters, multiply-adds, and bytes of
/// parameters and state.
///
/// ```text
/// layer        type         shape         parameters  multiply-adds     bytes
/// hidden       Dense        64 -> 32            2080           2048      8320
/// ```
pub fn summary<N: Network>() -> impl Display {
    Summary(PhantomData::<N>)
}

struct Summary<N>(PhantomData<N>);

impl<N: Network> Display for Summary<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, layers) = (size_of::<N::Scalar>(), N::Parameters::LAYERS);
        let name = layers.iter().map(|layer| layer.name.len()).max().unwrap_or(0).max("layer".len());
        let kind = layers.iter().map(|layer| layer.kind.len()).max().unwrap_or(0).max("type".len());
        let mut row = |columns: [&dyn Display; 6]| {
            let [layer, what, shape, parameters, multiply_adds, bytes] = columns;
            writeln!(f, "{layer:name$}  {what:kind$}  {shape:>12}  {parameters:>10}  {multiply_adds:>13}  {bytes:>9}")
        };
        row([&"layer", &"type", &"shape", &"parameters", &"multiply-adds", &"bytes"])?;
        for layer in layers {
            let shape = alloc::format!("{} -> {}", layer.inputs, layer.outputs);
            row([
                &layer.name,
                &layer.kind,
                &shape,
                &layer.parameters,
                &layer.multiply_adds,
                &((layer.parameters + layer.state()) * size),
            ])?;
        }
        let scalar = if size == size_of::<f32>() { "f32" } else { "f64" };
        let (count, bytes) = (N::Parameters::COUNT, N::COUNT * size);
        row([&"total", &scalar, &"", &count, &N::Parameters::MULTIPLY_ADDS, &bytes])
    }
}
