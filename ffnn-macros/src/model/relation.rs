use syn::Ident;

/// `HIDDEN = SEEN * 2`, a relation between the const generic parameters.
pub(crate) struct Relation {
    pub(crate) left: Ident,
    pub(crate) right: Term,
    /// The right side, for messages.
    pub(crate) text: String,
}

/// A side of a relation.
pub(crate) enum Term {
    /// At most 1,024.
    Number(usize),
    /// A const generic parameter.
    Parameter(Ident),
    Of(Operator, Box<[Self; 2]>),
}

impl Term {
    pub(crate) fn mentions(&self, name: &Ident) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Parameter(parameter) => parameter == name,
            Self::Of(_, terms) => terms.iter().any(|term| term.mentions(name)),
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Operator {
    Add,
    Sub,
    Mul,
    Div,
}
