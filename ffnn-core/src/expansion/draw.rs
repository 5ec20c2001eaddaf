use crate::{Head, Initializer, Layer, Network, Scalar, Stream};

/// Draws the parameters of a network, from the last layer to the first, because each layer prefers an initializer for
/// the weights before it.
#[derive(Debug)]
pub struct Draw {
    /// The initializer that suits the layer before.
    pub preferred: Initializer,
    stream: Stream,
}

impl Draw {
    /// Starts with the initializer that the head prefers.
    pub const fn new<N: Network>(stream: Stream) -> Self {
        Self { preferred: <N::Head as Head>::INITIALIZER, stream }
    }

    /// Draws the parameters of the layer with this index in the table. Each layer has its own random stream, so that
    /// changing one leaves the others as they were.
    pub fn layer<const IN: usize, const OUT: usize, T: Scalar, Y: Layer<IN, OUT>>(
        &mut self,
        index: u64,
        layer: &Y,
        parameters: &mut Y::Parameters<T>,
        state: &mut Y::State<T>,
    ) {
        let mut random = self.stream.at(index).random();
        self.preferred = layer.initialize(parameters, state, self.preferred, &mut random);
    }
}
