//! Networks with blocks.

use ffnn::layers::GaussianDropout;
use ffnn::prelude::*;

const WIDE: usize = 5;

network! {
    /// One block of each kind.
    pub(crate) struct Both: 4 -> 3 {
        stem: Dense<8>,
        Tanh,
        block: Residual { Dense<6>, Elu, inner: Dense<8> },
        wings: Concat { [left: Dense<5>, Sigmoid], [right: Dense<2>], [] },
        output: Dense<3>,
        Softmax,
    }
}

network! {
    /// Blocks directly after the network's input and directly before the head.
    pub(crate) struct AtTheEnds: 3 -> 7 {
        Residual { Dense<3>, Tanh },
        Concat { [Dense<4>, Sigmoid], [] },
        Linear,
    }
}

network! {
    /// Branches directly from the network's input.
    pub(crate) struct Wide: 3 -> 2 {
        Concat { [], [Dense<4>, Tanh, Residual { Tanh }], [Dense<2>, Sigmoid] },
        Dense<2>,
        Sigmoid,
    }
}

network! {
    /// Every block first and last inside every other.
    pub(crate) struct Nested: 3 -> 2 {
        Dense<4>,
        Residual { Residual { Tanh, Residual { Dense<4> } } },
        Concat {
            [Concat { [Residual { Dense<4>, Tanh }], [Dense<WIDE>, Elu], [] }, Tanh],
            [Residual { Concat { [Dense<1>], [Dense<3>] }, Residual { Sigmoid } }, Dense<2>],
            [Concat { [Dense<3>], [Tanh] }],
            [],
        },
        Residual { Concat { [Dense<3>], [Dense<WIDE * 3>], [Dense<8>] }, Tanh },
        Dense<2>,
        Softmax,
    }
}

network! {
    /// Branches that pass the input on, and single branches.
    pub(crate) struct Empty: 3 -> 16 {
        Dense<4>,
        Concat { [] },
        Concat { [], [] },
        Residual { Concat { [Tanh] } },
        Concat { [Residual { Concat { [] } }], [] },
        Linear,
    }
}

network! {
    /// Layers with randomness and state.
    pub(crate) struct Noisy: 3 -> 2 {
        Dense<6>,
        BatchNorm,
        Residual { BatchNorm, Tanh, Dropout { rate: 0.3 }, Dense<6>, BatchNorm },
        Concat { [Dropout, Dense<3>, BatchNorm, Tanh], [GaussianDropout, Dense<2>], [Dropout { rate: 0.2 }] },
        Residual { Dropout, Dense<11> },
        BatchNorm,
        Dense<11>,
        Residual { BatchNorm, Dense<11> },
        BatchNorm,
        Dense<2>,
        Softmax,
    }
}

network! {
    /// Widths that are generic parameters.
    pub(crate) struct Generic<const SEEN: usize, const INSIDE: usize>: SEEN -> 2 {
        Residual { Dense<INSIDE>, Tanh, Dense<SEEN> },
        Concat { [Dense<INSIDE>, Residual { Tanh }] },
        Residual { Concat { [Tanh] }, Concat { [] } },
        Concat { [Dense<2>, Tanh], [Dense<3>] },
        Dense<2>,
        Linear,
    }
}
