//! Networks where user code shadows names that expansions use, or forbids code that they contain.

use ffnn::Network as _;

/// Names from the standard library and the language.
mod shadowed {
    #![allow(dead_code, non_camel_case_types, unused_macros, reason = "they only hide what they are called like")]

    type f32 = u8;
    type f64 = u8;
    struct u8;
    struct u64;
    struct usize;
    struct bool;
    struct i16;
    struct str;
    mod core {}
    mod std {}
    mod ffnn {}
    mod alloc {}
    trait Clone {}
    trait Copy {}
    trait Debug {}
    trait Deref {}
    trait Network {}
    trait Layer {}
    trait Scalar {}
    struct Box;
    struct Option;
    struct Some;
    struct None;
    struct Result;
    struct Ok;
    macro_rules! concat {
        () => {};
    }
    macro_rules! env {
        () => {};
    }
    macro_rules! include_bytes {
        () => {};
    }
    macro_rules! assert {
        () => {};
    }

    ::ffnn::network! {
        pub(super) struct Small: 2 -> 1 {
            hidden: ::ffnn::layers::Dense<3>,
            ::ffnn::activations::Relu,
            output: ::ffnn::layers::Dense<1>,
            ::ffnn::heads::Linear,
        }

        budget { flash: 1000, ram: 1000, macs: 1000 }

        quantized;

        pub(super) static SMALL: &Small = "tests/ui/weights/files/small.safetensors";
    }

    ::ffnn::network! {
        pub(super) struct Wide<const WIDE: usize>: WIDE -> 1 {
            Residual { ::ffnn::layers::Dense<WIDE>, ::ffnn::layers::Dropout { rate: 0.5 } },
            ::ffnn::layers::Dense<1>,
            ::ffnn::heads::Linear,
        }
    }
}

/// A type and a generic parameter with the same name.
mod parameters {
    #![allow(dead_code, clippy::upper_case_acronyms, reason = "they only have the names of parameters")]

    use ffnn::prelude::*;

    struct SEEN;
    type OUT = u8;

    network! {
        pub(super) struct Net<const SEEN: usize, const OUT: usize = 3>: SEEN -> OUT {
            Dense<OUT>,
            Softmax,
        }

        quantized;
    }
}

mod strict {
    #![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, unused_qualifications)]
    #![deny(clippy::all, clippy::pedantic, clippy::nursery, dead_code, unused)]
    #![forbid(unsafe_code, non_camel_case_types, non_snake_case, non_upper_case_globals)]

    use ffnn::prelude::*;

    network! {
        /// A network.
        pub(in super::super) struct Net: 2 -> 1 {
            hidden: Dense<3> { l1: 0.0, l2: 1e-3 },
            Relu,
            output: Dense<1>,
            Linear,
        }

        quantized;
    }
}

/// Two networks with the same name, and one in a function.
mod twice {
    use ffnn::prelude::*;

    pub(super) mod inside {
        use ffnn::prelude::*;

        network! { pub(in crate::places) struct Net: 2 -> 1 { super::Deep, Dense<1>, Linear } }
    }

    use Tanh as Deep;

    network! { pub(super) struct Net: 2 -> 1 { self::Deep, Dense<1>, Linear } }

    pub(super) fn predict() -> [f32; 1] {
        const WIDTH: usize = 4;

        #[derive(Clone, Copy, Debug)]
        struct Here;

        impl Options for Here {
            const DEFAULT: Self = Self;
        }

        impl Activation for Here {
            fn value<L: ffnn::Level, T: Scalar>(&self, _: L, x: T) -> T {
                x
            }

            fn slope<L: ffnn::Level, T: Scalar>(&self, _: L, _: T, _: T) -> T {
                T::ONE
            }
        }

        network! { struct Net: 2 -> 1 { Dense<WIDTH>, Here, Dense<1>, Linear } }

        Net::<f32>::boxed(1).predict(&[1.0, 2.0])
    }
}

#[test]
fn an_expansion_means_the_types_of_the_language() {
    assert_eq!(shadowed::SMALL.hidden.weights.shape(), (3, 2));
    assert!(shadowed::Small::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
    assert!(shadowed::Wide::<3, f64>::boxed(1).predict(&[0.0; 3])[0].is_finite());
}

#[test]
fn a_parameter_is_a_value_whatever_type_has_its_name() {
    assert_eq!(parameters::Net::<2>::boxed(1).dense.bias.len(), 3);
    assert_eq!(parameters::Net::<2, 4>::boxed(1).dense.bias.len(), 4);
}

#[test]
fn networks_stand_where_warnings_are_denied_and_unsafe_code_is_forbidden() {
    assert!(strict::Net::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
}

#[test]
fn networks_of_one_name_stand_in_modules_and_functions() {
    assert!(twice::predict()[0].is_finite());
    assert!(twice::Net::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
    assert!(twice::inside::Net::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
}
