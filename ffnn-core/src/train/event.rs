use super::{Epoch, History, LayerDiagnosis};

/// What an observer of [`fit_with`](super::Trainer::fit_with) sees after each epoch.
#[derive(Debug)]
pub struct Event<'a, N> {
    /// The epoch that has just ended.
    pub epoch: &'a Epoch,
    /// The network after it.
    pub network: &'a N,
    /// All epochs of this call of `fit`, this one last.
    pub history: &'a History,
}

impl<'a, N> Event<'a, N> {
    /// How each layer fared in this epoch; nothing unless the trainer was built with
    /// [`diagnose`](super::Builder::diagnose).
    pub fn layers(&self) -> &'a [LayerDiagnosis] {
        self.history.layers(self.history.epochs.len() - 1)
    }
}
