use proc_macro2::Span;
use syn::{Attribute, Ident, Visibility};

use crate::ast::FilePath;

/// A static network with weights from a file.
pub(crate) struct Weights {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// Number type, `f32` or `f64`.
    pub(crate) scalar: Ident,
    pub(crate) path: FilePath,
    /// The content of the file; `None` if it has an error, reported already or `later`.
    pub(crate) content: Option<Content>,
    /// Errors in the file that may be caused by a misspelled layer, which the compiler must report first.
    pub(crate) later: Option<Later>,
}

/// Errors that are valid only if the assumed table of layers is right.
pub(crate) struct Later {
    pub(crate) rows: Vec<Row>,
    pub(crate) sentences: Vec<(Span, String)>,
}

/// The content of a weight file.
pub(crate) struct Content {
    /// Values of the network in memory order, little-endian.
    pub(crate) image: Vec<u8>,
    /// Fingerprint of the saved list of layers, if the file has one.
    pub(crate) fingerprint: Option<u64>,
    /// Assumed sizes of the layers.
    pub(crate) rows: Vec<Row>,
}

/// The assumed tensor sizes of a layer.
#[derive(Clone)]
pub(crate) struct Row {
    /// Index in the table.
    pub(crate) index: usize,
    pub(crate) field: Ident,
    pub(crate) kind: String,
    pub(crate) span: Span,
    /// Sizes of the learned tensors, then of the state.
    pub(crate) sizes: Vec<usize>,
}
