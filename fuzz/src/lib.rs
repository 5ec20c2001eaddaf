//! Every parser of ffnn as a function of bytes, which a fuzzer in `targets/` calls, and the tests of the library with the
//! inputs in `seeds/`.

#[path = "../../tests/shared/counting.rs"]
mod counting;
/// The modules of the macro, which a procedural macro does not export.
#[path = "../../ffnn-macros/src"]
mod macros {
    pub(crate) mod ast;
    pub(crate) mod check;
    pub(crate) mod errors;
    pub(crate) mod expand;
    pub(crate) mod model;
    pub(crate) mod network;
}
pub mod parsers {
    pub mod checkpoint;
    pub mod csv;
    pub mod idx;
    mod memory;
    pub mod network;
    pub mod weights;
}

use macros::{ast, check, errors, expand, model, network};
