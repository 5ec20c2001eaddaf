//! Networks in files: what is saved is what is loaded, PyTorch's and Keras's weights give their logits, a program can
//! hold them, and no file does harm.

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
