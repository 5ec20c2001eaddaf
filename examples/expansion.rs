//! The expansion of `network!` for a small network, with comments, compared with the network itself.
//!
//! ```text
//! cargo run --release --example expansion
//! ```

#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::TrainError;
use ffnn::prelude::*;

mod declared {
    use ffnn::prelude::*;

    network! {
        /// Tells three kinds of iris apart.
        pub(crate) struct Iris: 4 -> 3 {
            hidden: Dense<8> { l2: 1e-3 },
            BatchNorm,
            Elu,
            Dropout { rate: 0.1 },
            output: Dense<3>,
            Softmax,
        }
    }
}

#[allow(unused_imports, reason = "traits that only speak for types which say nothing themselves")]
#[allow(
    dead_code,
    unreachable_pub,
    clippy::let_and_return,
    clippy::needless_borrow,
    non_camel_case_types,
    non_upper_case_globals,
    reason = "one form for all networks"
)]
mod expanded {
    use ffnn::prelude::*;

    // Expansion:
    // A network is its parameters and its state, nothing else. `repr(C)` places one after the other, so that all values
    // are one slice. The struct is aligned to a cache line, because vectors that cross one take twice as long to load.
    // `T` is the number type.
    /// Tells three kinds of iris apart.
    #[repr(C, align(64))]
    pub(crate) struct Iris<T: ffnn::Scalar = ::core::primitive::f32> {
        /// Learned parameters of the layers.
        pub(crate) parameters: IrisParameters<T>,
        /// State of the layers from the training data, such as running statistics.
        pub(crate) state: IrisState<T>,
    }
    // Gradients and the moments of an optimizer have this type too, so it contains no state.
    /// Learned parameters of [`Iris`]; also the type of its gradient and of an optimizer's moments.
    #[repr(C)]
    pub(crate) struct IrisParameters<T: ffnn::Scalar = ::core::primitive::f32> {
        /// Learned parameters of `Dense`: `4 -> 8`.
        // The macro compares widths and knows no layer: the type says which parameters `Dense` has between 4 and 8
        // values, and whether the next layer absorbs its bias. `BatchNorm` absorbs any bias, so this is `Dense<false>`.
        // A type that is not a layer also has these constants, and a placeholder that always fits replaces it, so that
        // only the layer's constant below reports the mistake.
        pub(crate) hidden: <ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 4, 8>::FITS, __Is::<Dense>::BIASED && __Is::<BatchNorm>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<4, 8>>::Parameters<T>,
        /// Learned parameters of `BatchNorm`: `8 -> 8`.
        pub(crate) batch_norm: <ffnn::expansion::At<
            BatchNorm,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<BatchNorm, 8, 8>::FITS, __Is::<BatchNorm>::BIASED && __Is::<Elu>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Elu`: `8 -> 8`.
        pub(crate) elu: <ffnn::expansion::At<
            Elu,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Elu, 8, 8>::FITS, __Is::<Elu>::BIASED && __Is::<Dropout>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Dropout`: `8 -> 8`.
        pub(crate) dropout: <ffnn::expansion::At<
            Dropout,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dropout, 8, 8>::FITS, __Is::<Dropout>::BIASED && __Is::<Dense>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Dense`: `8 -> 3`.
        pub(crate) output: <ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 8, 3>::FITS, false)
            },
        > as ffnn::Layer<8, 3>>::Parameters<T>,
        // The last field must have a known size, or the compiler would report a type that is not a layer once more.
        __end: ::core::marker::PhantomData<T>,
    }
    // Running statistics and similar values, which no optimizer updates.
    /// State of the layers of [`Iris`] from the training data, such as running statistics.
    #[repr(C)]
    pub(crate) struct IrisState<T: ffnn::Scalar = ::core::primitive::f32> {
        /// State of `Dense`: `4 -> 8`.
        pub(crate) hidden: <ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 4, 8>::FITS, __Is::<Dense>::BIASED && __Is::<BatchNorm>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<4, 8>>::State<T>,
        /// State of `BatchNorm`: `8 -> 8`.
        pub(crate) batch_norm: <ffnn::expansion::At<
            BatchNorm,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<BatchNorm, 8, 8>::FITS, __Is::<BatchNorm>::BIASED && __Is::<Elu>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Elu`: `8 -> 8`.
        pub(crate) elu: <ffnn::expansion::At<
            Elu,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Elu, 8, 8>::FITS, __Is::<Elu>::BIASED && __Is::<Dropout>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Dropout`: `8 -> 8`.
        pub(crate) dropout: <ffnn::expansion::At<
            Dropout,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dropout, 8, 8>::FITS, __Is::<Dropout>::BIASED && __Is::<Dense>::ABSORBS_BIAS)
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Dense`: `8 -> 3`.
        pub(crate) output: <ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 8, 3>::FITS, false)
            },
        > as ffnn::Layer<8, 3>>::State<T>,
        __end: ::core::marker::PhantomData<T>,
    }
    // The struct itself is defined below, where the layers' types have short names.
    /// The frozen form of [`Iris`], for prediction only; `freeze` creates it.
    #[allow(dead_code, reason = "not every program names the type")]
    pub(crate) type IrisFrozen<T = ::core::primitive::f32> = <Iris<T> as ffnn::Freeze>::Frozen;
    // Everything else is private to this constant, so two networks in one module do not clash. Names of the expansion
    // start with `__` and end with the layer's name if they belong to one, so that layers, constants and types may have
    // any name.
    const _: () = {
        use ffnn::expansion::claim as __claim;
        // A layer is a constant: its options are known at compile time, and `checked` makes a wrong one a compile
        // error. The trait supplies a helpful message for a type without that function.
        type __layer_hidden = ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 4, 8>::FITS, __Is::<Dense>::BIASED && __Is::<BatchNorm>::ABSORBS_BIAS)
            },
        >;
        const _: () = {
            use ffnn::expansion::{Fits as __Fits, Freezes as _};
            __claim(
                __Fits::<Dense, 4, 8>::FITS,
                "`Dense` is not a layer that takes 4 values and returns 8: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements `Layer` or `Activation`",
            );
        };
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __layer_hidden: __layer_hidden = {
            {
                use ffnn::expansion::ConstFnCheckedIsMissing as _;
                __layer_hidden::checked(__layer_hidden { l2: 1e-3, ..<__layer_hidden as ffnn::Layer<4, 8>>::PLAIN })
            }
        };
        type __layer_batch_norm = ffnn::expansion::At<
            BatchNorm,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<BatchNorm, 8, 8>::FITS, __Is::<BatchNorm>::BIASED && __Is::<Elu>::ABSORBS_BIAS)
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __layer_batch_norm: __layer_batch_norm = {
            use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _};
            __claim(
                __Fits::<BatchNorm, 8, 8>::FITS,
                "`BatchNorm` is not a layer that takes and returns 8 values: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements `Layer` or `Activation`",
            );
            __claim(
                !__Is::<BatchNorm>::NEEDS_WIDTH,
                "`BatchNorm` needs its number of outputs: write `BatchNorm<8>` to keep 8 values",
            );
            <__layer_batch_norm as ffnn::Layer<8, 8>>::PLAIN
        };
        type __layer_elu = ffnn::expansion::At<
            Elu,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Elu, 8, 8>::FITS, __Is::<Elu>::BIASED && __Is::<Dropout>::ABSORBS_BIAS)
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __layer_elu: __layer_elu = {
            use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _};
            __claim(
                __Fits::<Elu, 8, 8>::FITS,
                "`Elu` is not a layer that takes and returns 8 values: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements `Layer` or `Activation`",
            );
            __claim(!__Is::<Elu>::NEEDS_WIDTH, "`Elu` needs its number of outputs: write `Elu<8>` to keep 8 values");
            <__layer_elu as ffnn::Layer<8, 8>>::PLAIN
        };
        type __layer_dropout = ffnn::expansion::At<
            Dropout,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dropout, 8, 8>::FITS, __Is::<Dropout>::BIASED && __Is::<Dense>::ABSORBS_BIAS)
            },
        >;
        const _: () = {
            use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _};
            __claim(
                __Fits::<Dropout, 8, 8>::FITS,
                "`Dropout` is not a layer that takes and returns 8 values: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements `Layer` or `Activation`",
            );
            __claim(
                !__Is::<Dropout>::NEEDS_WIDTH,
                "`Dropout` needs its number of outputs: write `Dropout<8>` to keep 8 values",
            );
        };
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __layer_dropout: __layer_dropout = {
            {
                use ffnn::expansion::ConstFnCheckedIsMissing as _;
                __layer_dropout::checked(__layer_dropout { rate: 0.1, ..<__layer_dropout as ffnn::Layer<8, 8>>::PLAIN })
            }
        };
        type __layer_output = ffnn::expansion::At<
            Dense,
            {
                use ffnn::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, how as __how};
                __how(__Fits::<Dense, 8, 3>::FITS, false)
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __layer_output: __layer_output = {
            use ffnn::expansion::{Fits as __Fits, Freezes as _};
            __claim(
                __Fits::<Dense, 8, 3>::FITS,
                "`Dense` is not a layer that takes 8 values and returns 3: `Dense<32>` changes the width, activations and dropout keep it, heads come last; a layer of your own implements `Layer` or `Activation`",
            );
            <__layer_output as ffnn::Layer<8, 3>>::PLAIN
        };
        // A type that is not a head fails here, with one message at its name; everything that depends on this type is
        // then silent.
        type __Head = ffnn::expansion::At<
            Softmax,
            {
                use ffnn::expansion::{Is as __Is, Otherwise as _};
                __claim(
                    __Is::<Softmax>::HEAD,
                    "`Softmax` is not a head, but the list must end with one: add `Softmax` (one of several classes), `Sigmoid` (independent yes-or-no answers) or `Linear` (real values); a head of your own implements `Head`",
                );
                0
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __Head: __Head = <__Head as ffnn::Head>::PLAIN;
        // Conditions that only the compiler can check, each with its message. Widths that are constants would appear
        // here too.
        const _: () = __claim(
            {
                use ffnn::expansion::{Is as __Is, Otherwise as _};
                !(__Is::<Dense>::NEVER_LAST)
            },
            "`Dense` would add noise to the output itself: move it before the last `Dense`, or leave it out",
        );
        // The macro proves that each of the three is one slice of numbers, and implements `Flat`.
        ffnn::layout! {
            impl [T : ffnn::Scalar] Flat < T > for IrisParameters < T > { hidden, batch_norm,
            elu, dropout, output, __end }
        }
        ffnn::layout! {
            impl [T : ffnn::Scalar] Flat < T > for IrisState < T > { hidden, batch_norm, elu,
            dropout, output, __end }
        }
        ffnn::layout! {
            impl [T : ffnn::Scalar] Flat < T > for Iris < T > { parameters, state }
        }
        const _: () = ffnn::expansion::assert_layout::<Iris<::core::primitive::f32>>();
        const _: () = ffnn::expansion::assert_layout::<Iris<::core::primitive::f64>>();
        impl<T: ffnn::Scalar> ffnn::Parameters for IrisParameters<T> {
            type Scalar = T;
            // The table of layers: names, shapes, offsets in the slice. Summaries, fingerprints and files need nothing
            // else.
            const LAYERS: &'static [ffnn::LayerInfo] = &ffnn::expansion::table([
                ffnn::LayerInfo { name: "hidden", kind: "Dense", ..<__layer_hidden as ffnn::Layer<4, 8>>::INFO },
                ffnn::LayerInfo {
                    name: "batch_norm",
                    kind: "BatchNorm",
                    ..<__layer_batch_norm as ffnn::Layer<8, 8>>::INFO
                },
                ffnn::LayerInfo { name: "elu", kind: "Elu", ..<__layer_elu as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "dropout", kind: "Dropout", ..<__layer_dropout as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "output", kind: "Dense", ..<__layer_output as ffnn::Layer<8, 3>>::INFO },
            ]);
            // Penalties and limits of a tensor, from the options of its layer.
            fn rules(__layer: ::core::primitive::usize, __leaf: &ffnn::Leaf) -> ffnn::Rules {
                match __layer {
                    0usize => <__layer_hidden as ffnn::Layer<4, 8>>::rules(&__layer_hidden, __leaf),
                    1usize => <__layer_batch_norm as ffnn::Layer<8, 8>>::rules(&__layer_batch_norm, __leaf),
                    2usize => <__layer_elu as ffnn::Layer<8, 8>>::rules(&__layer_elu, __leaf),
                    3usize => <__layer_dropout as ffnn::Layer<8, 8>>::rules(&__layer_dropout, __leaf),
                    4usize => <__layer_output as ffnn::Layer<8, 3>>::rules(&__layer_output, __leaf),
                    _ => ffnn::Rules::NONE,
                }
            }
        }
        // A training pass leaves one trace per layer: its output, space for the gradient with respect to the output,
        // and the layer's own memory.
        pub struct __Tape<'a, T: ffnn::Scalar> {
            hidden: ffnn::Trace<'a, T, 8>,
            batch_norm: ffnn::Trace<'a, T, 8>,
            elu: ffnn::Trace<'a, T, 8>,
            dropout: ffnn::Trace<'a, T, 8>,
            output: ffnn::Trace<'a, T, 3>,
        }
        impl<'a, T: ffnn::Scalar> ffnn::network::Tape<[T; 3]> for __Tape<'a, T> {
            #[inline(always)]
            // The loss reads the logits and writes the gradient with respect to them; the layers never see the loss.
            fn logits(&mut self) -> (&[[T; 3]], &mut [[T; 3]]) {
                (&*self.output.output, &mut *self.output.gradient)
            }
            // For naming the first layer with non-finite values, and for evaluating weight gradients of large layers
            // while the optimizer consumes them. Widths are run-time values here, so that this code is compiled once
            // for all networks.
            fn layer<'t>(
                &'t self,
                __input: &'t [T],
                __index: ::core::primitive::usize,
            ) -> ::core::option::Option<ffnn::network::Traced<'t, T>> {
                match __index {
                    0usize => self.hidden.traced(__input),
                    1usize => self.batch_norm.traced(self.hidden.output.as_flattened()),
                    2usize => self.elu.traced(self.batch_norm.output.as_flattened()),
                    3usize => self.dropout.traced(self.elu.output.as_flattened()),
                    4usize => self.output.traced(self.dropout.output.as_flattened()),
                    _ => ::core::option::Option::None,
                }
            }
        }
        impl<T: ffnn::Scalar> ffnn::Predict for Iris<T> {
            type Network = Self;
            #[inline(always)]
            fn forward<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl ffnn::Level,
                __input: &[[T; 4]; __GROUP],
            ) -> [[T; 3]; __GROUP] {
                // Prediction: one line per layer. No flag distinguishes training, which is another function. Values are
                // on the stack, for a few samples at a time, and `level` is the instruction set that the calls are
                // compiled for.
                let __value_hidden = <__layer_hidden as ffnn::Layer<4, 8>>::predict(
                    &__layer_hidden,
                    __level,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    __input,
                );
                let __value_batch_norm = <__layer_batch_norm as ffnn::Layer<8, 8>>::predict(
                    &__layer_batch_norm,
                    __level,
                    &self.parameters.batch_norm,
                    &self.state.batch_norm,
                    &__value_hidden,
                );
                let __value_elu = <__layer_elu as ffnn::Layer<8, 8>>::predict(
                    &__layer_elu,
                    __level,
                    &self.parameters.elu,
                    &self.state.elu,
                    &__value_batch_norm,
                );
                let __value_dropout = <__layer_dropout as ffnn::Layer<8, 8>>::predict(
                    &__layer_dropout,
                    __level,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    &__value_elu,
                );
                let __value_output = <__layer_output as ffnn::Layer<8, 3>>::predict(
                    &__layer_output,
                    __level,
                    &self.parameters.output,
                    &self.state.output,
                    &__value_dropout,
                );
                *__value_output
            }
            #[inline(always)]
            fn forward_lanes<const __LANES: ::core::primitive::usize>(
                &self,
                __level: impl ffnn::Level,
                __input: &[[T; 4]; __LANES],
            ) -> [[T; 3]; __LANES] {
                // Prediction for many samples, transposed from here on: the values of one sample would not fill a
                // vector register, but those of many samples at one position do.
                let __input = &ffnn::expansion::turned(__level, __input);
                let __value_hidden = <__layer_hidden as ffnn::Layer<4, 8>>::predict_lanes(
                    &__layer_hidden,
                    __level,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    __input,
                );
                let __value_batch_norm = <__layer_batch_norm as ffnn::Layer<8, 8>>::predict_lanes(
                    &__layer_batch_norm,
                    __level,
                    &self.parameters.batch_norm,
                    &self.state.batch_norm,
                    &__value_hidden,
                );
                let __value_elu = <__layer_elu as ffnn::Layer<8, 8>>::predict_lanes(
                    &__layer_elu,
                    __level,
                    &self.parameters.elu,
                    &self.state.elu,
                    &__value_batch_norm,
                );
                let __value_dropout = <__layer_dropout as ffnn::Layer<8, 8>>::predict_lanes(
                    &__layer_dropout,
                    __level,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    &__value_elu,
                );
                let __value_output = <__layer_output as ffnn::Layer<8, 3>>::predict_lanes(
                    &__layer_output,
                    __level,
                    &self.parameters.output,
                    &self.state.output,
                    &__value_dropout,
                );
                *ffnn::expansion::turned(__level, &__value_output)
            }
        }
        impl<T: ffnn::Scalar> ffnn::Network for Iris<T> {
            type Scalar = T;
            type Parameters = IrisParameters<T>;
            type State = IrisState<T>;
            type Input = [T; 4];
            type Logits = [T; 3];
            // The widths are part of the types: a sample of another length does not compile.
            type Head = __Head;
            const HEAD: __Head = __Head;
            type Tape<'a> = __Tape<'a, T>;
            // All traces share one slice, which `tape` divides: a step does not allocate.
            fn tape(__scratch: &mut [T], __samples: ::core::primitive::usize) -> __Tape<'_, T> {
                let mut __scratch = ffnn::expansion::Scratch::new(__scratch);
                __Tape {
                    hidden: <__layer_hidden as ffnn::Layer<4, 8>>::trace(&mut __scratch, __samples),
                    batch_norm: <__layer_batch_norm as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    elu: <__layer_elu as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    dropout: <__layer_dropout as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    output: <__layer_output as ffnn::Layer<8, 3>>::trace(&mut __scratch, __samples),
                }
            }
            #[inline(always)]
            fn parameters(&self) -> &IrisParameters<T> {
                &self.parameters
            }
            #[inline(always)]
            fn state(&self) -> &IrisState<T> {
                &self.state
            }
            #[inline(always)]
            fn parts_mut(&mut self) -> (&mut IrisParameters<T>, &mut IrisState<T>) {
                (&mut self.parameters, &mut self.state)
            }
            // From the last layer to the first, because each returns the initializer that suits the layer before it.
            // Every layer draws from its own random stream, so that changing one leaves the others as they were.
            fn initialize(&mut self, __stream: ffnn::Stream) {
                let __preferred = ffnn::expansion::preferred::<Self>();
                let __preferred = <__layer_output as ffnn::Layer<8, 3>>::initialize::<T>(
                    &__layer_output,
                    &mut self.parameters.output,
                    &mut self.state.output,
                    __preferred,
                    &mut __stream.at(4u64).random(),
                );
                let __preferred = <__layer_dropout as ffnn::Layer<8, 8>>::initialize::<T>(
                    &__layer_dropout,
                    &mut self.parameters.dropout,
                    &mut self.state.dropout,
                    __preferred,
                    &mut __stream.at(3u64).random(),
                );
                let __preferred = <__layer_elu as ffnn::Layer<8, 8>>::initialize::<T>(
                    &__layer_elu,
                    &mut self.parameters.elu,
                    &mut self.state.elu,
                    __preferred,
                    &mut __stream.at(2u64).random(),
                );
                let __preferred = <__layer_batch_norm as ffnn::Layer<8, 8>>::initialize::<T>(
                    &__layer_batch_norm,
                    &mut self.parameters.batch_norm,
                    &mut self.state.batch_norm,
                    __preferred,
                    &mut __stream.at(1u64).random(),
                );
                let __preferred = <__layer_hidden as ffnn::Layer<4, 8>>::initialize::<T>(
                    &__layer_hidden,
                    &mut self.parameters.hidden,
                    &mut self.state.hidden,
                    __preferred,
                    &mut __stream.at(0u64).random(),
                );
                let _ = __preferred;
            }
            #[inline(always)]
            fn forward_train(
                &self,
                __level: impl ffnn::Level,
                __state: &mut IrisState<T>,
                __input: &[[T; 4]],
                __tape: &mut __Tape<'_, T>,
                __stream: ffnn::Stream,
            ) {
                // The state is a copy of the network's, so that a failed step changes nothing.
                <__layer_hidden as ffnn::Layer<4, 8>>::forward_train(
                    &__layer_hidden,
                    __level,
                    &self.parameters.hidden,
                    &mut __state.hidden,
                    __input,
                    &mut __tape.hidden,
                    &mut __stream.at(0u64).random(),
                );
                <__layer_batch_norm as ffnn::Layer<8, 8>>::forward_train(
                    &__layer_batch_norm,
                    __level,
                    &self.parameters.batch_norm,
                    &mut __state.batch_norm,
                    &*__tape.hidden.output,
                    &mut __tape.batch_norm,
                    &mut __stream.at(1u64).random(),
                );
                <__layer_elu as ffnn::Layer<8, 8>>::forward_train(
                    &__layer_elu,
                    __level,
                    &self.parameters.elu,
                    &mut __state.elu,
                    &*__tape.batch_norm.output,
                    &mut __tape.elu,
                    &mut __stream.at(2u64).random(),
                );
                <__layer_dropout as ffnn::Layer<8, 8>>::forward_train(
                    &__layer_dropout,
                    __level,
                    &self.parameters.dropout,
                    &mut __state.dropout,
                    &*__tape.elu.output,
                    &mut __tape.dropout,
                    &mut __stream.at(3u64).random(),
                );
                <__layer_output as ffnn::Layer<8, 3>>::forward_train(
                    &__layer_output,
                    __level,
                    &self.parameters.output,
                    &mut __state.output,
                    &*__tape.dropout.output,
                    &mut __tape.output,
                    &mut __stream.at(4u64).random(),
                );
            }
            #[inline(always)]
            fn backward(
                &self,
                __level: impl ffnn::Level,
                __input: &[[T; 4]],
                __tape: &mut __Tape<'_, T>,
                __gradient: &mut IrisParameters<T>,
            ) {
                // From the last layer to the first; each writes the gradient with respect to its input into the trace
                // before it. The parameter gradient is overwritten, so it need not be cleared; large layers defer part
                // of theirs.
                <__layer_output as ffnn::Layer<8, 3>>::backward(
                    &__layer_output,
                    __level,
                    &self.parameters.output,
                    &*__tape.dropout.output,
                    &mut __tape.output,
                    &mut __gradient.output,
                    ::core::option::Option::Some(&mut *__tape.dropout.gradient),
                );
                <__layer_dropout as ffnn::Layer<8, 8>>::backward(
                    &__layer_dropout,
                    __level,
                    &self.parameters.dropout,
                    &*__tape.elu.output,
                    &mut __tape.dropout,
                    &mut __gradient.dropout,
                    ::core::option::Option::Some(&mut *__tape.elu.gradient),
                );
                <__layer_elu as ffnn::Layer<8, 8>>::backward(
                    &__layer_elu,
                    __level,
                    &self.parameters.elu,
                    &*__tape.batch_norm.output,
                    &mut __tape.elu,
                    &mut __gradient.elu,
                    ::core::option::Option::Some(&mut *__tape.batch_norm.gradient),
                );
                <__layer_batch_norm as ffnn::Layer<8, 8>>::backward(
                    &__layer_batch_norm,
                    __level,
                    &self.parameters.batch_norm,
                    &*__tape.hidden.output,
                    &mut __tape.batch_norm,
                    &mut __gradient.batch_norm,
                    ::core::option::Option::Some(&mut *__tape.hidden.gradient),
                );
                <__layer_hidden as ffnn::Layer<4, 8>>::backward(
                    &__layer_hidden,
                    __level,
                    &self.parameters.hidden,
                    __input,
                    &mut __tape.hidden,
                    &mut __gradient.hidden,
                    // The gradient with respect to the data is not needed, so it is not computed.
                    ::core::option::Option::None,
                );
            }
        }
        // The most common calls, which need no trait in scope.
        impl<T: ffnn::Scalar> Iris<T> {
            /// Returns the prediction for one sample. Does not allocate.
            ///
            /// For a slice, use `network.predict(signal[3..35].try_into()?)` or [`predict_slice`](Self::predict_slice).
            #[inline]
            pub fn predict(&self, __input: &[T; 4]) -> <__Head as ffnn::Head>::Prediction<[T; 3]> {
                ffnn::Predict::predict(self, __input)
            }
            /// Returns the prediction for one sample in a slice, such as a row of a file or a part of a signal. Does
            /// not allocate; fails unless the slice has the length of an input.
            pub fn predict_slice(
                &self,
                __input: &[T],
            ) -> ::core::result::Result<<__Head as ffnn::Head>::Prediction<[T; 3]>, ffnn::network::LengthError>
            {
                ffnn::Predict::predict_slice(self, __input)
            }
            /// Returns the logits of one sample: the output of the last layer, before the head. Does not allocate.
            #[inline]
            pub fn logits(&self, __input: &[T; 4]) -> [T; 3] {
                ffnn::Predict::logits(self, __input)
            }
            /// Writes the prediction for each of many samples, faster than one by one. Does not allocate; fails unless
            /// there is one prediction per input.
            pub fn predict_batch(
                &self,
                __inputs: &[[T; 4]],
                __predictions: &mut [<__Head as ffnn::Head>::Prediction<[T; 3]>],
            ) -> ::core::result::Result<(), ffnn::network::BatchError> {
                ffnn::Predict::predict_batch(self, __inputs, __predictions)
            }
            /// Writes the logits of each of many samples, before the head. Does not allocate; fails unless there is one
            /// row of logits per input.
            pub fn logits_batch(
                &self,
                __inputs: &[[T; 4]],
                __logits: &mut [[T; 3]],
            ) -> ::core::result::Result<(), ffnn::network::BatchError> {
                ffnn::Predict::logits_batch(self, __inputs, __logits)
            }
        }
        ffnn::expansion::with_alloc! {
            impl Iris < ::core::primitive::f32 > { #[doc =
            r" Creates a network on the heap, with parameters drawn from the random stream `init` of this seed."]
            #[inline] #[allow(clippy::unnecessary_box_returns, reason =
            "a network is too large for the stack")] pub fn boxed(__seed :
            ::core::primitive::u64) -> ffnn::expansion::Box < Self > { < Self as
            ffnn::Network > ::boxed(__seed) } }
        }
        // Makes `iris.hidden.weights` short for `iris.parameters.hidden.weights`.
        impl<T: ffnn::Scalar> ::core::ops::Deref for Iris<T> {
            type Target = IrisParameters<T>;
            #[inline(always)]
            fn deref(&self) -> &IrisParameters<T> {
                &self.parameters
            }
        }
        impl<T: ffnn::Scalar> ::core::ops::DerefMut for Iris<T> {
            #[inline(always)]
            fn deref_mut(&mut self) -> &mut IrisParameters<T> {
                &mut self.parameters
            }
        }
        // A box is cloned from heap to heap; the standard library would move the value over the stack in debug builds.
        // Each layer is checked here, so that a misfit is reported at its name and not again at this function.
        impl<T: ffnn::Scalar> Iris<T> {
            ffnn::expansion::clone_of_boxes! {
                Flat let _ = < __layer_hidden as ffnn::Layer < 4, 8 >> ::ROOM; let _ = <
                __layer_batch_norm as ffnn::Layer < 8, 8 >> ::ROOM; let _ = < __layer_elu as
                ffnn::Layer < 8, 8 >> ::ROOM; let _ = < __layer_dropout as ffnn::Layer < 8, 8
                >> ::ROOM; let _ = < __layer_output as ffnn::Layer < 8, 3 >> ::ROOM;
            }
        }
        impl<T: ffnn::Scalar> ::core::clone::Clone for Iris<T> {
            fn clone(&self) -> Self {
                let _ = <__layer_hidden as ffnn::Layer<4, 8>>::ROOM;
                let _ = <__layer_batch_norm as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_elu as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_dropout as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_output as ffnn::Layer<8, 3>>::ROOM;
                ffnn::expansion::copy_flat(self)
            }
        }
        impl<T: ffnn::Scalar> ::core::cmp::PartialEq for Iris<T> {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                ffnn::Flat::as_slice(self) == ffnn::Flat::as_slice(__other)
            }
        }
        // Prints how many values there are, because thousands of them would help nobody.
        impl<T: ffnn::Scalar> ::core::fmt::Debug for Iris<T> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::expansion::debug(self, "Iris", __f)
            }
        }
        impl<T: ffnn::Scalar> ::core::clone::Clone for IrisParameters<T> {
            fn clone(&self) -> Self {
                let _ = <__layer_hidden as ffnn::Layer<4, 8>>::ROOM;
                let _ = <__layer_batch_norm as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_elu as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_dropout as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_output as ffnn::Layer<8, 3>>::ROOM;
                ffnn::expansion::copy_flat(self)
            }
        }
        impl<T: ffnn::Scalar> ::core::cmp::PartialEq for IrisParameters<T> {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                ffnn::Flat::as_slice(self) == ffnn::Flat::as_slice(__other)
            }
        }
        impl<T: ffnn::Scalar> ::core::fmt::Debug for IrisParameters<T> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::expansion::debug_flat(self, "IrisParameters", __f)
            }
        }
        impl<T: ffnn::Scalar> ::core::clone::Clone for IrisState<T> {
            fn clone(&self) -> Self {
                let _ = <__layer_hidden as ffnn::Layer<4, 8>>::ROOM;
                let _ = <__layer_batch_norm as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_elu as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_dropout as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_output as ffnn::Layer<8, 3>>::ROOM;
                ffnn::expansion::copy_flat(self)
            }
        }
        impl<T: ffnn::Scalar> ::core::cmp::PartialEq for IrisState<T> {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                ffnn::Flat::as_slice(self) == ffnn::Flat::as_slice(__other)
            }
        }
        impl<T: ffnn::Scalar> ::core::fmt::Debug for IrisState<T> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::expansion::debug_flat(self, "IrisState", __f)
            }
        }
        // The frozen form. The types select the form of each layer, like the bias above: some have a form of their own,
        // with rows of weights aligned to cache lines unless they are as narrow as the last; some disappear, like
        // dropout; some are absorbed by the previous layer, like this batch normalization. All others stay as they are.
        const __form_hidden: ::core::primitive::u8 = {
            use ffnn::expansion::{
                Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form, tight as __tight,
            };
            __form(
                __Fits::<__layer_hidden, 4, 8>::FITS,
                __Fits::<__layer_hidden, 4, 8>::PACKED,
                __Is::<__layer_hidden>::ONLY_TRAINS,
                false,
                __tight(8),
            )
        };
        const __form_batch_norm: ::core::primitive::u8 = {
            use ffnn::expansion::{
                Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form, tight as __tight,
            };
            __form(
                __Fits::<__layer_batch_norm, 8, 8>::FITS,
                __Fits::<__layer_batch_norm, 8, 8>::PACKED,
                __Is::<__layer_batch_norm>::ONLY_TRAINS,
                __Fits::<__layer_hidden, 4, 8>::ABSORBS_SCALE && __Fits::<__layer_batch_norm, 8, 8>::SCALES,
                __tight(8),
            )
        };
        const __form_elu: ::core::primitive::u8 = {
            use ffnn::expansion::{
                Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form, tight as __tight,
            };
            __form(
                __Fits::<__layer_elu, 8, 8>::FITS,
                __Fits::<__layer_elu, 8, 8>::PACKED,
                __Is::<__layer_elu>::ONLY_TRAINS,
                __Fits::<__layer_batch_norm, 8, 8>::ABSORBS_SCALE && __Fits::<__layer_elu, 8, 8>::SCALES,
                __tight(8),
            )
        };
        const __form_dropout: ::core::primitive::u8 = {
            use ffnn::expansion::{
                Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form, tight as __tight,
            };
            __form(
                __Fits::<__layer_dropout, 8, 8>::FITS,
                __Fits::<__layer_dropout, 8, 8>::PACKED,
                __Is::<__layer_dropout>::ONLY_TRAINS,
                __Fits::<__layer_elu, 8, 8>::ABSORBS_SCALE && __Fits::<__layer_dropout, 8, 8>::SCALES,
                __tight(8),
            )
        };
        const __form_output: ::core::primitive::u8 = {
            use ffnn::expansion::{
                Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form, tight as __tight,
            };
            __form(
                __Fits::<__layer_output, 8, 3>::FITS,
                __Fits::<__layer_output, 8, 3>::PACKED,
                __Is::<__layer_output>::ONLY_TRAINS,
                __Fits::<__layer_dropout, 8, 8>::ABSORBS_SCALE && __Fits::<__layer_output, 8, 3>::SCALES,
                __tight(3),
            )
        };
        // One field per layer. Layers that disappear have the type `()`.
        #[repr(C)]
        pub(crate) struct IrisFrozen<T: ffnn::Scalar> {
            hidden: <__layer_hidden as ffnn::expansion::Form<__form_hidden, 4, 8>>::Stored<T>,
            batch_norm: <__layer_batch_norm as ffnn::expansion::Form<__form_batch_norm, 8, 8>>::Stored<T>,
            elu: <__layer_elu as ffnn::expansion::Form<__form_elu, 8, 8>>::Stored<T>,
            dropout: <__layer_dropout as ffnn::expansion::Form<__form_dropout, 8, 8>>::Stored<T>,
            output: <__layer_output as ffnn::expansion::Form<__form_output, 8, 3>>::Stored<T>,
            __end: ::core::marker::PhantomData<T>,
        }
        ffnn::layout! {
            impl [T : ffnn::Scalar] Plain for IrisFrozen < T > { hidden, batch_norm, elu,
            dropout, output, __end }
        }
        impl<T: ffnn::Scalar> ffnn::Freeze for Iris<T> {
            type Frozen = IrisFrozen<T>;
            fn freeze_into(&self, __frozen: &mut IrisFrozen<T>) {
                // From the last layer to the first, because each returns what is left for the previous one: a scale and
                // a shift per value, 1 and 0 except for an absorbed batch normalization.
                let __value_output = <__layer_output as ffnn::expansion::Form<__form_output, 8, 3>>::freeze::<T>(
                    &__layer_output,
                    &self.parameters.output,
                    &self.state.output,
                    ffnn::expansion::Unscaled,
                    &mut __frozen.output,
                );
                let __value_dropout = <__layer_dropout as ffnn::expansion::Form<__form_dropout, 8, 8>>::freeze::<T>(
                    &__layer_dropout,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    __value_output,
                    &mut __frozen.dropout,
                );
                let __value_elu = <__layer_elu as ffnn::expansion::Form<__form_elu, 8, 8>>::freeze::<T>(
                    &__layer_elu,
                    &self.parameters.elu,
                    &self.state.elu,
                    __value_dropout,
                    &mut __frozen.elu,
                );
                let __value_batch_norm =
                    <__layer_batch_norm as ffnn::expansion::Form<__form_batch_norm, 8, 8>>::freeze::<T>(
                        &__layer_batch_norm,
                        &self.parameters.batch_norm,
                        &self.state.batch_norm,
                        __value_elu,
                        &mut __frozen.batch_norm,
                    );
                let _ = <__layer_hidden as ffnn::expansion::Form<__form_hidden, 4, 8>>::freeze::<T>(
                    &__layer_hidden,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    __value_batch_norm,
                    &mut __frozen.hidden,
                );
            }
        }
        impl<T: ffnn::Scalar> ffnn::Predict for IrisFrozen<T> {
            type Network = Iris<T>;
            #[inline(always)]
            fn forward<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl ffnn::Level,
                __input: &[[T; 4]; __GROUP],
            ) -> [[T; 3]; __GROUP] {
                ffnn::Frozen::forward_with(self, __level, ffnn::frozen::Values, __input)
            }
            #[inline(always)]
            fn forward_lanes<const __LANES: ::core::primitive::usize>(
                &self,
                __level: impl ffnn::Level,
                __input: &[[T; 4]; __LANES],
            ) -> [[T; 3]; __LANES] {
                let __input = &ffnn::expansion::turned(__level, __input);
                let __value_hidden =
                    <__layer_hidden as ffnn::expansion::Form<__form_hidden, 4, 8>>::predict_frozen_lanes(
                        &__layer_hidden,
                        __level,
                        &self.hidden,
                        __input,
                    );
                let __value_batch_norm =
                    <__layer_batch_norm as ffnn::expansion::Form<__form_batch_norm, 8, 8>>::predict_frozen_lanes(
                        &__layer_batch_norm,
                        __level,
                        &self.batch_norm,
                        &__value_hidden,
                    );
                let __value_elu = <__layer_elu as ffnn::expansion::Form<__form_elu, 8, 8>>::predict_frozen_lanes(
                    &__layer_elu,
                    __level,
                    &self.elu,
                    &__value_batch_norm,
                );
                let __value_dropout =
                    <__layer_dropout as ffnn::expansion::Form<__form_dropout, 8, 8>>::predict_frozen_lanes(
                        &__layer_dropout,
                        __level,
                        &self.dropout,
                        &__value_elu,
                    );
                let __value_output =
                    <__layer_output as ffnn::expansion::Form<__form_output, 8, 3>>::predict_frozen_lanes(
                        &__layer_output,
                        __level,
                        &self.output,
                        &__value_dropout,
                    );
                *ffnn::expansion::turned(__level, &__value_output)
            }
        }
        impl<T: ffnn::Scalar> ffnn::Frozen for IrisFrozen<T> {
            type Jacobian = ffnn::nalgebra::SMatrix<T, 3, 4>;
            #[inline(always)]
            fn forward_with<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl ffnn::Level,
                __mode: impl ffnn::frozen::Mode,
                __input: &[[T; 4]; __GROUP],
            ) -> [[T; 3]; __GROUP] {
                // `mode` says what the rows are: samples, or a sample and directions of differentiation. A layer that
                // disappeared passes its input on.
                let __value_hidden = <__layer_hidden as ffnn::expansion::Form<__form_hidden, 4, 8>>::predict_frozen(
                    &__layer_hidden,
                    __level,
                    __mode,
                    &self.hidden,
                    __input,
                );
                let __value_batch_norm =
                    <__layer_batch_norm as ffnn::expansion::Form<__form_batch_norm, 8, 8>>::predict_frozen(
                        &__layer_batch_norm,
                        __level,
                        __mode,
                        &self.batch_norm,
                        &__value_hidden,
                    );
                let __value_elu = <__layer_elu as ffnn::expansion::Form<__form_elu, 8, 8>>::predict_frozen(
                    &__layer_elu,
                    __level,
                    __mode,
                    &self.elu,
                    &__value_batch_norm,
                );
                let __value_dropout = <__layer_dropout as ffnn::expansion::Form<__form_dropout, 8, 8>>::predict_frozen(
                    &__layer_dropout,
                    __level,
                    __mode,
                    &self.dropout,
                    &__value_elu,
                );
                let __value_output = <__layer_output as ffnn::expansion::Form<__form_output, 8, 3>>::predict_frozen(
                    &__layer_output,
                    __level,
                    __mode,
                    &self.output,
                    &__value_dropout,
                );
                *__value_output
            }
        }
        impl<T: ffnn::Scalar> IrisFrozen<T> {
            ffnn::expansion::clone_of_boxes! {
                Frozen let _ = < __layer_hidden as ffnn::Layer < 4, 8 >> ::ROOM; let _ = <
                __layer_batch_norm as ffnn::Layer < 8, 8 >> ::ROOM; let _ = < __layer_elu as
                ffnn::Layer < 8, 8 >> ::ROOM; let _ = < __layer_dropout as ffnn::Layer < 8, 8
                >> ::ROOM; let _ = < __layer_output as ffnn::Layer < 8, 3 >> ::ROOM;
            }
        }
        impl<T: ffnn::Scalar> ::core::clone::Clone for IrisFrozen<T> {
            fn clone(&self) -> Self {
                let _ = <__layer_hidden as ffnn::Layer<4, 8>>::ROOM;
                let _ = <__layer_batch_norm as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_elu as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_dropout as ffnn::Layer<8, 8>>::ROOM;
                let _ = <__layer_output as ffnn::Layer<8, 3>>::ROOM;
                ffnn::expansion::copy(self)
            }
        }
        impl<T: ffnn::Scalar> ::core::cmp::PartialEq for IrisFrozen<T> {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                ::core::cmp::PartialEq::eq(&self.hidden, &__other.hidden)
                    && ::core::cmp::PartialEq::eq(&self.batch_norm, &__other.batch_norm)
                    && ::core::cmp::PartialEq::eq(&self.elu, &__other.elu)
                    && ::core::cmp::PartialEq::eq(&self.dropout, &__other.dropout)
                    && ::core::cmp::PartialEq::eq(&self.output, &__other.output)
            }
        }
        impl<T: ffnn::Scalar> ::core::fmt::Debug for IrisFrozen<T> {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::expansion::debug_frozen(self, "IrisFrozen", __f)
            }
        }
    };
    // The values between the layers must fit on the stack of a thread.
    const _: () = ffnn::expansion::budget::stack::<Iris<::core::primitive::f32>>();
    // End of the expansion.
}

fn main() -> Result<(), Failure> {
    let iris = expanded::Iris::<f32>::boxed(1);
    let flower = [5.1, 3.5, 1.4, 0.2];
    println!("untrained, {iris:?}");
    println!("logits {:?}, prediction {:?}\n", iris.logits(&flower), *iris.predict(&flower));
    let (mut logits, mut said) = ([[0.0; 3]; 2], [Probabilities([0.0; 3]); 2]);
    iris.logits_batch(&[flower; 2], &mut logits)?;
    iris.predict_batch(&[flower; 2], &mut said)?;
    println!("as a batch of two: {logits:?} and {:?}\n", said.map(|probabilities| *probabilities));

    let (declared, expanded) = (Figures::of::<declared::Iris>()?, Figures::of::<expanded::Iris>()?);
    println!("fingerprint of both: {:016x}", declared.fingerprint);
    println!("values in the first gradient: {}", declared.gradient.len());
    println!("prediction after {STEPS} steps: {:?}", declared.prediction.map(f32::from_bits));
    let same = [
        ("fingerprint", declared.fingerprint == expanded.fingerprint),
        ("gradient", declared.gradient == expanded.gradient),
        ("network", declared.network == expanded.network),
        ("prediction", declared.prediction == expanded.prediction),
    ];
    for (what, same) in same {
        println!("{what}: {}", if same { "the same, bit for bit" } else { "different" });
    }
    if let Some((what, _)) = same.iter().find(|(_, same)| !same) {
        return Err(format!("the {what} of the expansion differs").into());
    }
    Ok(())
}

/// Results that equal networks share; values as bits, because they must match exactly.
struct Figures {
    fingerprint: u64,
    /// The first gradient.
    gradient: Vec<u32>,
    /// Parameters and state after [`STEPS`].
    network: Vec<u32>,
    /// The prediction for the first flower after that.
    prediction: [u32; 3],
}

impl Figures {
    fn of<N>() -> Result<Self, TrainError>
    where
        N: Network<Scalar = f32, Input = [f32; 4], Logits = [f32; 3], Head = Softmax>,
    {
        let (flowers, kinds) = flowers();
        let mut trainer = Trainer::<N>::builder().batch(flowers.len()).seed(7).build()?;
        trainer.compute(&flowers, &kinds)?;
        let gradient = bits(trainer.gradient().as_slice());
        for _ in 0..STEPS {
            trainer.step(&flowers, &kinds)?;
        }
        let network = trainer.into_network();
        let prediction = network.predict(&flowers[0]);
        Ok(Self {
            fingerprint: N::Parameters::FINGERPRINT,
            gradient,
            network: bits(network.as_slice()),
            prediction: prediction.map(f32::to_bits),
        })
    }
}

const STEPS: usize = 100;

/// Made-up measurements: each kind is longer than the one before it.
fn flowers() -> (Vec<[f32; 4]>, Vec<usize>) {
    let flower = |number: usize| {
        let (kind, place) = (number % 3, number as f32);
        ([0.3, 0.7, 1.1, 1.9].map(|rate| kind as f32 - 1.0 + 0.4 * (rate * place).sin()), kind)
    };
    (0..30).map(flower).unzip()
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}
