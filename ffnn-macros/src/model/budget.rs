use syn::Expr;

/// A limit on what a network may use.
pub(crate) struct Limit {
    pub(crate) resource: Resource,
    /// A constant expression.
    pub(crate) limit: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resource {
    /// Bytes of weights.
    Flash,
    /// Bytes of values in one prediction.
    Ram,
    /// Multiply-adds of one prediction.
    Macs,
}
