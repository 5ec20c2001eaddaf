use core::fmt::{self, Display};

/// A class of samples that a stratified split keeps on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stratum {
    /// The class with this index.
    Class(usize),
    /// The samples that have this output set, or those that do not.
    Label {
        /// The index of the output.
        output: usize,
        /// Whether the output is set: above one half for `Sigmoid`.
        set: bool,
    },
    /// The class of the sample with this index.
    Like(usize),
}

impl Display for Stratum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class(class) => write!(f, "class {class}"),
            Self::Label { output, set: true } => write!(f, "class `output {output} set`"),
            Self::Label { output, set: false } => write!(f, "class `output {output} not set`"),
            Self::Like(sample) => write!(f, "the class of sample {sample}"),
        }
    }
}
