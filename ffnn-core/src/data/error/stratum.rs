use core::fmt::{self, Display};

/// A class of samples that a stratified split keeps on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stratum {
    /// The class with this index.
    Class(usize),
    /// The samples where this output is set, or is not.
    Label {
        /// The index of the output.
        output: usize,
        /// Whether it is set: above half for `Sigmoid`.
        set: bool,
    },
    /// The class of the sample with this index.
    Like(usize),
}

impl Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => write!(f, "class {class}"),
            Self::Label { output, set: true } => write!(f, "output {output} being set"),
            Self::Label { output, set: false } => write!(f, "output {output} not being set"),
            Self::Like(sample) => write!(f, "the class of sample {sample}"),
        }
    }
}
