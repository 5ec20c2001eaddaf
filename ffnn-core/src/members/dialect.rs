//! Optimizers as other libraries define them: the same names have different updates and different defaults there.
//!
//! | | TensorFlow 1 | Keras | PyTorch | the lecture |
//! |---|---|---|---|---|
//! | learning rate in the momentum sum | outside | inside | outside | inside |
//! | AdaGrad | starts at 0.1, no epsilon | starts at 0.1, 1e-7 inside the root | starts at 0, 1e-10 outside | starts at 0, 1e-10 inside |
//! | RMSProp | starts at 1, 1e-10 inside | starts at 0, 1e-7 inside | decay 0.99, starts at 0, 1e-8 outside | starts at 0, 1e-10 inside |
//! | Adam | 1e-8 before the correction | 1e-7 before the correction | 1e-8 after it | 1e-8 inside the root |
//! | AdamW | – | decays everything by 0.004 | decays everything by 0.01 | – |
//! | Nadam | – | growth 1 | growth 0.004 | – |
//!
//! Each one reproduces its library's trajectory to the last digits: the tests compare with recordings.

pub mod keras;
pub mod lecture;
pub mod tf1;
pub mod torch;
