//! Networks in files: saving and loading round-trip, weights from PyTorch and Keras give their logits, programs can
//! embed networks, and no file does harm.

#[path = "../shared/counting.rs"]
mod counting;
mod declared;
mod disk;
mod embedded;
mod hostile;
mod interop;
mod named;
mod refused;
mod round_trip;
mod without;
