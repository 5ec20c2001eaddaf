//! Gives every user-chosen name each name that an expansion uses.
//!
//! `ffnn-macros/src/tests/names.rs` compares the list with actual expansions.

#![allow(
    dead_code,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused_imports,
    clippy::self_named_constructors,
    clippy::upper_case_acronyms,
    reason = "the names are those of an expansion"
)]

use ffnn::Network as _;

macro_rules! identifiers {
    ($([$first:ident $($name:ident)*])* ; $([$first_reserved:ident $($reserved:ident)*])*) => {
        /// Every name, as a constant.
        mod constants {
            $(
                pub(super) const $first: usize = 3;
                $(pub(super) const $name: usize = 3;)*
            )*
        }

        /// Every name, as a type and a value.
        mod units {
            $(
                pub(super) struct $first;
                $(pub(super) struct $name;)*
            )*
        }

        /// Every name, as a variable that is not one.
        mod statics {
            $(
                pub(super) static $first: usize = 3;
                $(pub(super) static $name: usize = 3;)*
            )*
        }

        /// Names reserved for expansions, as constants.
        mod reserved {
            $(
                pub(super) const $first_reserved: usize = 3;
                $(pub(super) const $reserved: usize = 3;)*
            )*
        }

        /// Widths and options are constants, and layers have their names, among all the others.
        mod values {
            $(valued! { constants::*; $first $($name)* })*
            $(valued! { reserved::{$first_reserved $(, $reserved)*}; $first_reserved $($reserved)* })*
        }

        /// A network, its parameter and its layer.
        mod networks {
            $(
                called! { $first }
                $(called! { $name })*
            )*
            $(
                called! { $first_reserved }
                $(called! { $reserved })*
            )*
        }

        /// The layers of each group: as they were declared, and as they are called.
        fn layers() -> Vec<(Vec<&'static str>, Vec<&'static str>)> {
            vec![
                $((vec![stringify!($first) $(, stringify!($name))*], values::$first::layers()),)*
                $((vec![stringify!($first_reserved) $(, stringify!($reserved))*], values::$first_reserved::layers()),)*
            ]
        }
    };
}

macro_rules! valued {
    ($constants:ident :: $import:tt; $first:ident $($name:ident)*) => {
        pub(super) mod $first {
            use super::super::$constants::$import;

            ::ffnn::network! {
                pub(in super::super) struct Net: $first -> 3 {
                    $first: ::ffnn::layers::Dense<$first> { l2: $first as f64 },
                    $($name: ::ffnn::layers::Dense<$name> { l2: $name as f64 },)*
                    ::ffnn::heads::Softmax,
                }
            }

            pub(in super::super) fn layers() -> ::std::vec::Vec<&'static str> {
                <NetParameters as ::ffnn::Parameters>::LAYERS.iter().map(|each_of_them| each_of_them.name).collect()
            }
        }
    };
}

macro_rules! called {
    ($name:ident) => {
        pub(super) mod $name {
            ::ffnn::network! {
                struct $name<const $name: usize>: $name -> 3 { $name: ::ffnn::layers::Dense<3>, ::ffnn::heads::Linear }
            }
        }
    };
}

include!("identifiers.rs");

/// Types and values of every name are imported; the network means its own.
mod beside_types {
    use super::units::*;

    ::ffnn::network! {
        pub(super) struct Net: 2 -> 3 {
            hidden: ::ffnn::layers::Dense<4> { l2: 1e-3 },
            ::ffnn::layers::BatchNorm,
            ::ffnn::activations::Relu,
            output: ::ffnn::layers::Dense<3>,
            ::ffnn::heads::Softmax,
        }

        budget { flash: 1000 }

        quantized;
    }

    ::ffnn::network! {
        pub(super) struct Related<const IN: usize, const OUT: usize>: IN -> OUT
        where
            OUT = IN * 3 + 2 - IN / 2,
        {
            ::ffnn::layers::Dense<OUT>,
            ::ffnn::heads::Linear,
        }
    }
}

mod beside_statics {
    use super::statics::*;

    ::ffnn::network! {
        pub(super) struct Net: 2 -> 3 {
            Residual { ::ffnn::layers::Dense<2>, ::ffnn::activations::Tanh },
            Concat { [hidden: ::ffnn::layers::Dense<4>], [] },
            output: ::ffnn::layers::Dense<3>,
            ::ffnn::heads::Softmax,
        }
    }
}

#[test]
fn whatever_a_user_calls_a_thing_an_expansion_means_its_own() {
    let layers = layers();
    assert!(layers.len() > 20);
    for (declared, found) in layers {
        assert_eq!(declared, found);
    }
    assert_eq!(beside_types::Net::<f32>::boxed(1).predict(&[0.5; 2]).len(), 3);
    assert_eq!(beside_types::Related::<2, _>::boxed(1).predict(&[0.5; 2]).len(), 7);
    assert_eq!(beside_statics::Net::<f64>::boxed(1).predict(&[0.5; 2]).len(), 3);
}
