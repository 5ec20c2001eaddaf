use core::ops::ControlFlow;

/// Return value of an observer of [`fit`](crate::train::Trainer::fit_observed): whether training continues.
///
/// An observer that only watches returns `()`, which means [`Continue`](Self::Continue). A [`ControlFlow`] maps to
/// [`Continue`](Self::Continue) or [`End`](Self::End).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// Training continues.
    #[default]
    Continue,
    /// `fit` returns and the run stays unfinished: the network is the last one, a
    /// [checkpoint](crate::train::Builder::checkpoint) is written, and the same call resumes the run, in this program
    /// or in the next.
    Pause,
    /// The run ends as if its epochs were complete: the best network is restored, and the same call returns at once.
    End,
}

impl From<()> for Next {
    fn from((): ()) -> Self {
        Self::Continue
    }
}

impl From<ControlFlow<()>> for Next {
    fn from(flow: ControlFlow<()>) -> Self {
        match flow {
            ControlFlow::Continue(()) => Self::Continue,
            ControlFlow::Break(()) => Self::End,
        }
    }
}
