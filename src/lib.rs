//! ffnn
pub use ffnn_core::*;

#[doc(hidden)]
pub mod __private {
    pub use ffnn_macros::network;
}

/// Declares a network.
#[macro_export]
macro_rules! network {
    ($($network:tt)*) => {
        $crate::__private::network! { ($crate) $($network)* }
    };
}
