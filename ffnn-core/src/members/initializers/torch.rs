use super::uniform;
use crate::{Random, Site, Weights};

/// PyTorch's default for the weights of `nn.Linear`: uniform within ±1/√inputs, variance `1 / (3 · inputs)`.
///
/// PyTorch writes it as `kaiming_uniform_(a=√5)`, but it has a sixth of He's variance: values fade from one ReLU layer
/// to the next. PyTorch draws the bias in the same way; here it starts at 0.
pub fn torch_default(weights: &mut dyn Weights, site: Site, random: &mut Random) {
    uniform(weights, libm::sqrt(1.0 / site.inputs as f64), random);
}
