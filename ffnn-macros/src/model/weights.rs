use proc_macro2::Span;
use syn::{Attribute, Ident, Visibility};

use crate::ast::FilePath;

/// A network that is there when the program starts.
pub(crate) struct Weights {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// `f32` or `f64`.
    pub(crate) scalar: Ident,
    pub(crate) path: FilePath,
    /// None if something is wrong with the file, which was told or is told `later`.
    pub(crate) content: Option<Content>,
    /// What is wrong with the file, where a layer may be misspelt: that is the compiler's to tell, and first.
    pub(crate) later: Option<Later>,
}

/// Sentences that hold only if what was taken for granted does.
pub(crate) struct Later {
    pub(crate) rows: Vec<Row>,
    pub(crate) sentences: Vec<(Span, String)>,
}

/// What was read.
pub(crate) struct Content {
    /// The numbers of the network as they stand in memory, little-endian.
    pub(crate) image: Vec<u8>,
    /// Of the list of layers that the file was saved from, if it says so.
    pub(crate) fingerprint: Option<u64>,
    /// What was taken for granted of the layers.
    pub(crate) rows: Vec<Row>,
}

/// A layer with the sizes of its tensors.
#[derive(Clone)]
pub(crate) struct Row {
    /// Its place in the table.
    pub(crate) index: usize,
    pub(crate) field: Ident,
    pub(crate) kind: String,
    pub(crate) span: Span,
    /// Of what it learns, then of what it keeps.
    pub(crate) sizes: Vec<usize>,
}
