//! The peers, one a file and one a feature; `PEERS` is the list.

use crate::runner::Runner;

macro_rules! peers {
    ($($name:literal: $module:ident,)*) => {
        $(
            #[cfg(feature = $name)]
            mod $module;
        )*

        /// A peer checks and times all workloads that it knows.
        pub type Run = fn(&mut Runner);

        /// Those that were built.
        pub const PEERS: &[(&str, Run)] = &[
            $(
                #[cfg(feature = $name)]
                ($name, $module::run),
            )*
        ];
    };
}

peers! {
    "ffnn": ffnn,
    "c": c,
    "nalgebra": nalgebra,
    "dfdx": dfdx,
    "burn": burn,
    "candle": candle,
    "tract": tract,
}
