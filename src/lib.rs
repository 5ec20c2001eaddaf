//! ffnn
