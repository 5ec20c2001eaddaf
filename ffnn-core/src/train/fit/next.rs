use core::ops::ControlFlow;

/// The answer of an observer of [`fit`](crate::train::Trainer::fit_observed): whether training goes on.
///
/// An observer that only looks answers nothing, `()`, which is [`Continue`](Self::Continue). A [`ControlFlow`] is
/// [`Continue`](Self::Continue) or [`End`](Self::End).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// Training goes on.
    #[default]
    Continue,
    /// `fit` returns and the run stays under way: the network is the last, a [checkpoint](crate::train::Builder::checkpoint) is
    /// written, and the same call goes on, in this program or in the next.
    Pause,
    /// The run ends as if its epochs were over: the best network takes its place, and the same call returns at once.
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
