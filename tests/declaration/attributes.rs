//! Attributes reach their targets.

#![deny(warnings, deprecated)]

use ffnn::prelude::*;

#[deprecated]
#[derive(Clone, Copy, Debug)]
struct Old;

#[allow(deprecated)]
impl Options for Old {
    const DEFAULT: Self = Self;
}

#[allow(deprecated)]
impl Activation for Old {
    fn value<L: ffnn::Level, T: Scalar>(&self, _: L, x: T) -> T {
        x
    }

    fn slope<L: ffnn::Level, T: Scalar>(&self, _: L, _: T, _: T) -> T {
        T::ONE
    }
}

mod written {
    use super::*;

    network! {
        /// Nobody should use it any more, and the declaration itself does not warn.
        #[deprecated(note = "there is a better one")]
        #[must_use]
        #[doc(alias = "older")]
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct Deprecated: 2 -> 1 {
            /// Where it starts.
            #[deprecated]
            hidden: Dense<3>,
            Relu,
            output: Dense<1>,
            /// Real values.
            Linear,
        }

        budget { flash: 1000 }

        quantized;

        pub(crate) static SMALL: &Deprecated = "tests/ui/weights/files/small.safetensors";
    }

    network! {
        #[allow(non_camel_case_types)]
        #[doc(hidden)]
        pub(crate) struct lower_case: 2 -> 1 {
            Dense<3>,
            #[allow(deprecated)]
            Old,
            #[allow(non_snake_case)]
            Output: Dense<1>,
            Linear,
        }
    }

    network! {
        #[allow(non_camel_case_types)]
        pub(crate) struct expected: 2 -> 1 {
            Dense<3>,
            #[expect(deprecated)]
            Old,
            #[expect(non_snake_case)]
            Output: Dense<1>,
            #[allow(unused)]
            Linear,
        }
    }
}

#[test]
#[expect(deprecated)]
fn who_uses_a_deprecated_network_is_told() {
    let network = written::Deprecated::<f32>::boxed(1);
    let _: Option<&written::DeprecatedParameters> = None;
    assert_eq!(network.hidden.weights.shape(), (3, 2));
    assert_eq!(written::SMALL.output.bias[0], 13.0);
}

#[test]
fn lints_are_silent_or_expected_where_that_was_written() {
    assert!(written::lower_case::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
    assert!(written::expected::<f32>::boxed(1).predict(&[0.0; 2])[0].is_finite());
}
