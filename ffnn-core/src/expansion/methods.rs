//! Implementations that are the same for every network.
//!
//! Generics come in brackets, and the names of arguments from the expansion: a constant of the user may have any name,
//! and a pattern would match it instead of introducing an argument.

/// Defines the methods of [`Network`](crate::Network) that return the fields for the parameters and the state.
#[doc(hidden)]
#[macro_export]
macro_rules! __parts {
    ($parameters:ident, $state:ident) => {
        #[inline(always)]
        fn parameters(&self) -> &Self::Parameters {
            &self.$parameters
        }

        #[inline(always)]
        fn state(&self) -> &Self::State {
            &self.$state
        }

        #[inline(always)]
        fn parts_mut(&mut self) -> (&mut Self::Parameters, &mut Self::State) {
            (&mut self.$parameters, &mut self.$state)
        }
    };
}

/// Defines the most common calls as inherent methods, which need no trait in scope.
///
/// Bounds of generic widths are on the methods instead of the `impl`, so that each call with wrong widths is one
/// message.
#[doc(hidden)]
#[macro_export]
macro_rules! __methods {
    (
        [$($declared:tt)*] $network:ty, [$t:ty; $in:tt -> $out:tt], $head:ty,
        ($input:ident, $inputs:ident, $predictions:ident, $logits:ident) $([$($related:tt)*])?
    ) => {
        impl<$($declared)*> $network {
            /// Returns the prediction for one sample. Does not allocate.
            ///
            /// For a slice, use `network.predict(signal[3..35].try_into()?)` or [`predict_slice`](Self::predict_slice).
            #[inline]
            pub fn predict(&self, $input: &[$t; $in]) -> <$head as $crate::Head>::Prediction<[$t; $out]>
            $(where $($related)*)?
            {
                $crate::Predict::predict(self, $input)
            }

            /// Returns the prediction for one sample in a slice, such as a row of a file or a part of a signal. Does
            /// not allocate; fails unless the slice has the length of an input.
            pub fn predict_slice(
                &self,
                $input: &[$t],
            ) -> ::core::result::Result<<$head as $crate::Head>::Prediction<[$t; $out]>, $crate::network::LengthError>
            $(where $($related)*)?
            {
                $crate::Predict::predict_slice(self, $input)
            }

            /// Returns the logits of one sample: the output of the last layer, before the head. Does not allocate.
            #[inline]
            pub fn logits(&self, $input: &[$t; $in]) -> [$t; $out]
            $(where $($related)*)?
            {
                $crate::Predict::logits(self, $input)
            }

            /// Writes the prediction for each of many samples, faster than one by one. Does not allocate; fails unless
            /// there is one prediction per input.
            pub fn predict_batch(
                &self,
                $inputs: &[[$t; $in]],
                $predictions: &mut [<$head as $crate::Head>::Prediction<[$t; $out]>],
            ) -> ::core::result::Result<(), $crate::network::BatchError>
            $(where $($related)*)?
            {
                $crate::Predict::predict_batch(self, $inputs, $predictions)
            }

            /// Writes the logits of each of many samples, before the head. Does not allocate; fails unless there is one
            /// row of logits per input.
            pub fn logits_batch(
                &self,
                $inputs: &[[$t; $in]],
                $logits: &mut [[$t; $out]],
            ) -> ::core::result::Result<(), $crate::network::BatchError>
            $(where $($related)*)?
            {
                $crate::Predict::logits_batch(self, $inputs, $logits)
            }
        }
    };
}

/// Defines `boxed` for the default number type, so that `boxed(7)` needs no annotation.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __boxed {
    ([$($declared:tt)*] $network:ident [$($widths:tt)*], $seed:ident $([$($related:tt)*])?) => {
        impl<$($declared)*> $network<$($widths)* ::core::primitive::f32> {
            /// Creates a network on the heap, with parameters drawn from the random stream `init` of this seed.
            #[inline]
            #[allow(clippy::unnecessary_box_returns, reason = "a network is too large for the stack")]
            pub fn boxed($seed: ::core::primitive::u64) -> $crate::expansion::Box<Self>
            $(where $($related)*)?
            {
                <Self as $crate::Network>::boxed($seed)
            }
        }
    };
}

/// Defines nothing: without a heap, nothing is boxed.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __boxed {
    ($($ignored:tt)*) => {};
}

/// Makes `network.hidden` short for `network.parameters.hidden`.
#[doc(hidden)]
#[macro_export]
macro_rules! __deref {
    ([$($declared:tt)*] $network:ty, $field:ident: $parameters:ty) => {
        impl<$($declared)*> ::core::ops::Deref for $network {
            type Target = $parameters;

            #[inline(always)]
            fn deref(&self) -> &$parameters {
                &self.$field
            }
        }

        impl<$($declared)*> ::core::ops::DerefMut for $network {
            #[inline(always)]
            fn deref_mut(&mut self) -> &mut $parameters {
                &mut self.$field
            }
        }
    };
}

/// Implements `Clone`, `PartialEq` and `Debug` for a type that is one slice of numbers. Printing shows how many numbers
/// there are, because thousands of them would help nobody.
#[doc(hidden)]
#[macro_export]
macro_rules! __traits_of_numbers {
    ([$($declared:tt)*] $numbers:ty, $title:literal, $debug:ident, ($other:ident, $f:ident) $($asked:tt)*) => {
        impl<$($declared)*> ::core::clone::Clone for $numbers {
            fn clone(&self) -> Self {
                $($asked)*
                $crate::expansion::copy_flat(self)
            }
        }

        impl<$($declared)*> ::core::cmp::PartialEq for $numbers {
            fn eq(&self, $other: &Self) -> ::core::primitive::bool {
                $crate::Flat::as_slice(self) == $crate::Flat::as_slice($other)
            }
        }

        impl<$($declared)*> ::core::fmt::Debug for $numbers {
            fn fmt(&self, $f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::expansion::$debug(self, $title, $f)
            }
        }
    };
}

/// Implements `Clone`, `PartialEq` and `Debug` for a form of a network for prediction. Its fields are compared in the
/// expansion, at the layers' names, so that a message about a layer points there.
#[doc(hidden)]
#[macro_export]
macro_rules! __traits_of_fields {
    (
        [$($declared:tt)*] $form:ty $(where [$($related:tt)*])?,
        $title:literal, $debug:ident, ($self:ident, $other:ident, $f:ident), ($equal:expr) $($asked:tt)*
    ) => {
        impl<$($declared)*> ::core::clone::Clone for $form
        $(where $($related)*)?
        {
            fn clone(&self) -> Self {
                $($asked)*
                $crate::expansion::copy(self)
            }
        }

        impl<$($declared)*> ::core::cmp::PartialEq for $form
        $(where $($related)*)?
        {
            fn eq(&$self, $other: &Self) -> ::core::primitive::bool {
                $equal
            }
        }

        impl<$($declared)*> ::core::fmt::Debug for $form
        $(where $($related)*)?
        {
            fn fmt(&self, $f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::expansion::$debug(self, $title, $f)
            }
        }
    };
}

/// Defines a `clone` for boxes that takes precedence over that of the standard library and uses no stack.
#[cfg(feature = "alloc")]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ([$($declared:tt)*] $network:ty $(where [$($related:tt)*])?, $kind:ident $($asked:tt)*) => {
        impl<$($declared)*> $network
        $(where $($related)*)?
        {
            /// Returns a copy on the heap, without a copy on the stack, in debug builds too.
            ///
            /// Code that is generic over `Clone`, such as a derived `Clone` of a struct with a box, copies the contents of
            /// the box over the stack in a debug build: for a network larger than the stack, call `clone_boxed` there.
            #[inline]
            #[allow(clippy::unnecessary_box_returns, reason = "a network is too large for the stack")]
            pub fn clone(self: &$crate::expansion::Box<Self>) -> $crate::expansion::Box<Self> {
                $($asked)*
                $crate::$kind::clone_boxed(&**self)
            }
        }
    };
}

/// Defines nothing: without a heap, nothing is boxed.
#[cfg(not(feature = "alloc"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __clone_of_boxes {
    ($($ignored:tt)*) => {};
}

pub use crate::{
    __boxed as boxed, __clone_of_boxes as clone_of_boxes, __deref as deref, __methods as methods, __parts as parts,
    __traits_of_fields as traits_of_fields, __traits_of_numbers as traits_of_numbers,
};
