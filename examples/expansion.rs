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
            wide: Dense<8> { l2: 1e-3 },
            norm: BatchNorm,
            Elu,
            drop: Dropout { rate: 0.1 },
            last: Dense<3>,
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
    clippy::unit_cmp,
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
    // The macro compares widths and knows no layer: the type says which layer `Dense` is between 4 and 8 values, and
    // whether the next layer absorbs its bias. `BatchNorm` absorbs any bias, so this is `Dense<false>`. A type that is
    // not a layer becomes a placeholder that always fits, so that only its claim below reports the mistake.
    type __Iris_wide = ffnn::expansion::place!(Dense, 4 -> 8, before BatchNorm);
    type __Iris_norm = ffnn::expansion::place!(BatchNorm, 8 -> 8, before Elu);
    type __Iris_elu = ffnn::expansion::place!(Elu, 8 -> 8, before Dropout);
    type __Iris_drop = ffnn::expansion::place!(Dropout, 8 -> 8, before Dense);
    type __Iris_last = ffnn::expansion::place!(Dense, 8 -> 3);
    // Gradients and the moments of an optimizer have this type too, so it contains no state.
    /// Learned parameters of [`Iris`]; also the type of its gradient and of an optimizer's moments.
    #[repr(C)]
    pub(crate) struct IrisParameters<T: ffnn::Scalar = ::core::primitive::f32> {
        /// Learned parameters of `Dense`: `4 -> 8`.
        pub(crate) wide: <__Iris_wide as ffnn::Layer<4, 8>>::Parameters<T>,
        /// Learned parameters of `BatchNorm`: `8 -> 8`.
        pub(crate) norm: <__Iris_norm as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Elu`: `8 -> 8`.
        pub(crate) elu: <__Iris_elu as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Dropout`: `8 -> 8`.
        pub(crate) drop: <__Iris_drop as ffnn::Layer<8, 8>>::Parameters<T>,
        /// Learned parameters of `Dense`: `8 -> 3`.
        pub(crate) last: <__Iris_last as ffnn::Layer<8, 3>>::Parameters<T>,
        // The last field must have a known size, or the compiler would report a type that is not a layer once more.
        __end: ::core::marker::PhantomData<T>,
    }
    // Running statistics and similar values, which no optimizer updates.
    /// State of the layers of [`Iris`] from the training data, such as running statistics.
    #[repr(C)]
    pub(crate) struct IrisState<T: ffnn::Scalar = ::core::primitive::f32> {
        /// State of `Dense`: `4 -> 8`.
        pub(crate) wide: <__Iris_wide as ffnn::Layer<4, 8>>::State<T>,
        /// State of `BatchNorm`: `8 -> 8`.
        pub(crate) norm: <__Iris_norm as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Elu`: `8 -> 8`.
        pub(crate) elu: <__Iris_elu as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Dropout`: `8 -> 8`.
        pub(crate) drop: <__Iris_drop as ffnn::Layer<8, 8>>::State<T>,
        /// State of `Dense`: `8 -> 3`.
        pub(crate) last: <__Iris_last as ffnn::Layer<8, 3>>::State<T>,
        __end: ::core::marker::PhantomData<T>,
    }
    // The struct itself is defined below, where the layers' types have short names.
    /// The frozen form of [`Iris`], for prediction only; `freeze` creates it.
    #[allow(dead_code, reason = "not every program names the type")]
    pub(crate) type IrisFrozen<T = ::core::primitive::f32> = <Iris<T> as ffnn::Freeze>::Frozen;
    // Everything else is private to this constant, so two networks in one module do not clash. Names of the expansion
    // start with `__` and end with the layer's name if they belong to one: `___wide` is the layer. So layers, constants
    // and types may have any name.
    #[allow(clippy::needless_update, reason = "all options may be given")]
    const _: () = {
        use ffnn::Layer as __Layer;
        use ffnn::expansion::{ConstFnCheckedIsMissing as _, Freezes as _, Otherwise as _};
        use ffnn::expansion::{Fits as __Fits, Form as __Form, Is as __Is};
        use ffnn::expansion::{claim as __claim, fits as __fits, head as __head, keeps as __keeps};
        // A claim fails with its message at the user's line. A layer is a constant: its options are known at compile
        // time, and `checked` makes a wrong one a compile error. The trait supplies a helpful message for a type
        // without that function.
        const _: () = __fits(__Fits::<__Iris_wide, 4, 8>::FITS, "Dense", "takes 4 values and returns 8");
        const ___wide: __Iris_wide = __Iris_wide::checked(__Iris_wide { l2: 1e-3, ..ffnn::Options::DEFAULT });
        const _: () = {
            __fits(__Fits::<__Iris_norm, 8, 8>::FITS, "BatchNorm", "takes and returns 8 values");
            __keeps(__Is::<BatchNorm>::NEEDS_WIDTH, "BatchNorm", "8", "8 values")
        };
        const ___norm: __Iris_norm = ffnn::Options::DEFAULT;
        const _: () = {
            __fits(__Fits::<__Iris_elu, 8, 8>::FITS, "Elu", "takes and returns 8 values");
            __keeps(__Is::<Elu>::NEEDS_WIDTH, "Elu", "8", "8 values")
        };
        const ___elu: __Iris_elu = ffnn::Options::DEFAULT;
        const _: () = {
            __fits(__Fits::<__Iris_drop, 8, 8>::FITS, "Dropout", "takes and returns 8 values");
            __keeps(__Is::<Dropout>::NEEDS_WIDTH, "Dropout", "8", "8 values")
        };
        const ___drop: __Iris_drop = __Iris_drop::checked(__Iris_drop { rate: 0.1, ..ffnn::Options::DEFAULT });
        const _: () = __fits(__Fits::<__Iris_last, 8, 3>::FITS, "Dense", "takes 8 values and returns 3");
        const ___last: __Iris_last = ffnn::Options::DEFAULT;
        // A type that is not a head fails here, with one message at its name; everything that depends on it is then
        // silent.
        type __Head = ffnn::expansion::At<Softmax, { __head(__Is::<Softmax>::HEAD, "Softmax") }>;
        const __Head: __Head = ffnn::Options::DEFAULT;
        // Conditions on the list that only the compiler can check. Widths that are constants would appear here too.
        const _: () = __claim(
            !(__Is::<Dense>::NEVER_LAST),
            "`Dense` would add noise to the output itself: move it before the last `Dense`, or leave it out",
        );
        // The macro proves that each of the three is one slice of numbers, and implements `Flat`.
        ffnn::layout! {
            impl [T: ffnn::Scalar] Flat<T> for IrisParameters<T> { wide, norm, elu,
            drop, last, __end }
        }
        ffnn::layout! {
            impl [T: ffnn::Scalar] Flat<T> for IrisState<T> { wide, norm, elu, drop,
            last, __end }
        }
        ffnn::layout! {
            impl [T: ffnn::Scalar] Flat<T> for Iris<T> { parameters, state }
        }
        const _: () = ffnn::expansion::assert_layout::<Iris<::core::primitive::f32>>();
        const _: () = ffnn::expansion::assert_layout::<Iris<::core::primitive::f64>>();
        impl<T: ffnn::Scalar> ffnn::Parameters for IrisParameters<T> {
            type Scalar = T;
            // The table of layers: names, shapes, offsets in the slice. Summaries, fingerprints and files need nothing
            // else.
            const LAYERS: &'static [ffnn::LayerInfo] = &ffnn::expansion::table([
                ffnn::LayerInfo { name: "wide", kind: "Dense", ..<__Iris_wide as ffnn::Layer<4, 8>>::INFO },
                ffnn::LayerInfo { name: "norm", kind: "BatchNorm", ..<__Iris_norm as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "elu", kind: "Elu", ..<__Iris_elu as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "drop", kind: "Dropout", ..<__Iris_drop as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "last", kind: "Dense", ..<__Iris_last as ffnn::Layer<8, 3>>::INFO },
            ]);
            // Penalties and limits of a tensor, from the options of its layer.
            fn rules(__layer: ::core::primitive::usize, __leaf: &ffnn::Leaf) -> ffnn::Rules {
                match __layer {
                    0 => __Layer::<4, 8>::rules(&___wide, __leaf),
                    1 => __Layer::<8, 8>::rules(&___norm, __leaf),
                    2 => __Layer::<8, 8>::rules(&___elu, __leaf),
                    3 => __Layer::<8, 8>::rules(&___drop, __leaf),
                    4 => __Layer::<8, 3>::rules(&___last, __leaf),
                    _ => ffnn::Rules::NONE,
                }
            }
        }
        // A training pass leaves one trace per layer: its output, space for the gradient with respect to the output,
        // and the layer's own memory.
        pub struct __Tape<'a, T: ffnn::Scalar> {
            wide: ffnn::Trace<'a, T, 8>,
            norm: ffnn::Trace<'a, T, 8>,
            elu: ffnn::Trace<'a, T, 8>,
            drop: ffnn::Trace<'a, T, 8>,
            last: ffnn::Trace<'a, T, 3>,
        }
        impl<'a, T: ffnn::Scalar> ffnn::network::Tape<[T; 3]> for __Tape<'a, T> {
            #[inline(always)]
            // The loss reads the logits and writes the gradient with respect to them; the layers never see the loss.
            fn logits(&mut self) -> (&[[T; 3]], &mut [[T; 3]]) {
                (self.last.output, self.last.gradient)
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
                    0 => self.wide.traced(__input),
                    1 => self.norm.traced(self.wide.output.as_flattened()),
                    2 => self.elu.traced(self.norm.output.as_flattened()),
                    3 => self.drop.traced(self.elu.output.as_flattened()),
                    4 => self.last.traced(self.drop.output.as_flattened()),
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
                let __value = __Layer::<4, 8>::predict(&___wide, __level, &self.wide, &self.state.wide, __input);
                let __value = __Layer::<8, 8>::predict(&___norm, __level, &self.norm, &self.state.norm, &__value);
                let __value = __Layer::<8, 8>::predict(&___elu, __level, &self.elu, &self.state.elu, &__value);
                let __value = __Layer::<8, 8>::predict(&___drop, __level, &self.drop, &self.state.drop, &__value);
                let __value = __Layer::<8, 3>::predict(&___last, __level, &self.last, &self.state.last, &__value);
                *__value
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
                let __value = __Layer::<4, 8>::predict_lanes(&___wide, __level, &self.wide, &self.state.wide, __input);
                let __value = __Layer::<8, 8>::predict_lanes(&___norm, __level, &self.norm, &self.state.norm, &__value);
                let __value = __Layer::<8, 8>::predict_lanes(&___elu, __level, &self.elu, &self.state.elu, &__value);
                let __value = __Layer::<8, 8>::predict_lanes(&___drop, __level, &self.drop, &self.state.drop, &__value);
                let __value = __Layer::<8, 3>::predict_lanes(&___last, __level, &self.last, &self.state.last, &__value);
                *ffnn::expansion::turned(__level, &__value)
            }
        }
        impl<T: ffnn::Scalar> ffnn::Network for Iris<T> {
            type Scalar = T;
            type Parameters = IrisParameters<T>;
            type State = IrisState<T>;
            // The widths are part of the types: a sample of another length does not compile.
            type Input = [T; 4];
            type Logits = [T; 3];
            type Head = __Head;
            const HEAD: __Head = __Head;
            type Tape<'a> = __Tape<'a, T>;
            // All traces share one slice, which `tape` divides: a step does not allocate.
            fn tape(__scratch: &mut [T], __samples: ::core::primitive::usize) -> __Tape<'_, T> {
                let mut __scratch = ffnn::expansion::Scratch::new(__scratch);
                __Tape {
                    wide: <__Iris_wide as ffnn::Layer<4, 8>>::trace(&mut __scratch, __samples),
                    norm: <__Iris_norm as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    elu: <__Iris_elu as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    drop: <__Iris_drop as ffnn::Layer<8, 8>>::trace(&mut __scratch, __samples),
                    last: <__Iris_last as ffnn::Layer<8, 3>>::trace(&mut __scratch, __samples),
                }
            }
            // The methods `parameters`, `state` and `parts_mut`.
            ffnn::expansion::parts!(parameters, state);
            // From the last layer to the first, because each layer prefers an initializer for the weights before it.
            // Every layer draws from its own random stream, so that changing one leaves the others as they were.
            fn initialize(&mut self, __stream: ffnn::Stream) {
                let mut __draw = ffnn::expansion::Draw::new::<Self>(__stream);
                __draw.layer::<8, 3, T, _>(4, &___last, &mut self.parameters.last, &mut self.state.last);
                __draw.layer::<8, 8, T, _>(3, &___drop, &mut self.parameters.drop, &mut self.state.drop);
                __draw.layer::<8, 8, T, _>(2, &___elu, &mut self.parameters.elu, &mut self.state.elu);
                __draw.layer::<8, 8, T, _>(1, &___norm, &mut self.parameters.norm, &mut self.state.norm);
                __draw.layer::<4, 8, T, _>(0, &___wide, &mut self.parameters.wide, &mut self.state.wide);
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
                __tape.wide.train(&___wide, __level, &self.wide, &mut __state.wide, __input, __stream.at(0));
                __tape.norm.train(&___norm, __level, &self.norm, &mut __state.norm, __tape.wide.output, __stream.at(1));
                __tape.elu.train(&___elu, __level, &self.elu, &mut __state.elu, __tape.norm.output, __stream.at(2));
                __tape.drop.train(&___drop, __level, &self.drop, &mut __state.drop, __tape.elu.output, __stream.at(3));
                __tape.last.train(&___last, __level, &self.last, &mut __state.last, __tape.drop.output, __stream.at(4));
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
                __tape.last.backward(&___last, __level, &self.last, &mut __gradient.last, &mut __tape.drop);
                __tape.drop.backward(&___drop, __level, &self.drop, &mut __gradient.drop, &mut __tape.elu);
                __tape.elu.backward(&___elu, __level, &self.elu, &mut __gradient.elu, &mut __tape.norm);
                __tape.norm.backward(&___norm, __level, &self.norm, &mut __gradient.norm, &mut __tape.wide);
                // The gradient with respect to the data is not needed, so it is not computed.
                __tape.wide.backward(&___wide, __level, &self.wide, &mut __gradient.wide, __input);
            }
        }
        // Methods and traits that are the same for every network, from `ffnn-core/src/expansion/methods.rs`: `predict`,
        // …, `boxed`; `iris.wide` for `iris.parameters.wide`; a `clone` of boxes that does not move the value over the
        // stack; `Clone`, `PartialEq` and `Debug`. The names of arguments are given here, where they differ from all
        // names of the user.
        ffnn::expansion::methods!(
            [T: ffnn::Scalar] Iris<T>, [T; 4 -> 3], __Head, (__input, __inputs, __predictions, __logits)
        );
        ffnn::expansion::boxed!([] Iris[], __seed);
        ffnn::expansion::deref!([T: ffnn::Scalar] Iris<T>, parameters: IrisParameters<T>);
        ffnn::expansion::clone_of_boxes!([T: ffnn::Scalar] Iris<T>, Flat);
        ffnn::expansion::traits_of_numbers!([T: ffnn::Scalar] Iris<T>, "Iris", debug, (__other, __f));
        ffnn::expansion::traits_of_numbers!(
            [T: ffnn::Scalar] IrisParameters<T>, "IrisParameters", debug_flat, (__other, __f)
        );
        ffnn::expansion::traits_of_numbers!([T: ffnn::Scalar] IrisState<T>, "IrisState", debug_flat, (__other, __f));
        // The frozen form. The types select the form of each layer, like the bias above: some have a form of their own,
        // with rows of weights aligned to cache lines unless they are as narrow as the last; some disappear, like
        // dropout; some are absorbed by the previous layer, like this batch normalization. All others stay as they are.
        const __form_wide: ::core::primitive::u8 = ffnn::expansion::form_of!(__Iris_wide, 4 -> 8);
        const __form_norm: ::core::primitive::u8 = ffnn::expansion::form_of!(
            __Iris_norm, 8 -> 8, after __Iris_wide: 4 -> 8
        );
        const __form_elu: ::core::primitive::u8 = ffnn::expansion::form_of!(
            __Iris_elu, 8 -> 8, after __Iris_norm: 8 -> 8
        );
        const __form_drop: ::core::primitive::u8 = ffnn::expansion::form_of!(
            __Iris_drop, 8 -> 8, after __Iris_elu: 8 -> 8
        );
        const __form_last: ::core::primitive::u8 = ffnn::expansion::form_of!(
            __Iris_last, 8 -> 3, after __Iris_drop: 8 -> 8
        );
        // One field per layer. Layers that disappear have the type `()`.
        #[repr(C)]
        pub(crate) struct IrisFrozen<T: ffnn::Scalar> {
            wide: <__Iris_wide as __Form<__form_wide, 4, 8>>::Stored<T>,
            norm: <__Iris_norm as __Form<__form_norm, 8, 8>>::Stored<T>,
            elu: <__Iris_elu as __Form<__form_elu, 8, 8>>::Stored<T>,
            drop: <__Iris_drop as __Form<__form_drop, 8, 8>>::Stored<T>,
            last: <__Iris_last as __Form<__form_last, 8, 3>>::Stored<T>,
            __end: ::core::marker::PhantomData<T>,
        }
        ffnn::layout! {
            impl [T: ffnn::Scalar] Plain for IrisFrozen<T> { wide, norm, elu, drop, last,
            __end }
        }
        impl<T: ffnn::Scalar> ffnn::Freeze for Iris<T> {
            type Frozen = IrisFrozen<T>;
            fn freeze_into(&self, __frozen: &mut IrisFrozen<T>) {
                // From the last layer to the first, because each returns what is left for the previous one: a scale and
                // a shift per value, 1 and 0 except for an absorbed batch normalization.
                let __from = (&self.last, &self.state.last);
                let __left = __Form::<__form_last, 8, 3>::freeze::<T>(
                    &___last,
                    __from,
                    ffnn::expansion::Unscaled,
                    &mut __frozen.last,
                );
                let __from = (&self.drop, &self.state.drop);
                let __left = __Form::<__form_drop, 8, 8>::freeze::<T>(&___drop, __from, __left, &mut __frozen.drop);
                let __from = (&self.elu, &self.state.elu);
                let __left = __Form::<__form_elu, 8, 8>::freeze::<T>(&___elu, __from, __left, &mut __frozen.elu);
                let __from = (&self.norm, &self.state.norm);
                let __left = __Form::<__form_norm, 8, 8>::freeze::<T>(&___norm, __from, __left, &mut __frozen.norm);
                let __from = (&self.wide, &self.state.wide);
                let __left = __Form::<__form_wide, 4, 8>::freeze::<T>(&___wide, __from, __left, &mut __frozen.wide);
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
                let __value = __Form::<__form_wide, 4, 8>::predict_lanes(&___wide, __level, &self.wide, __input);
                let __value = __Form::<__form_norm, 8, 8>::predict_lanes(&___norm, __level, &self.norm, &__value);
                let __value = __Form::<__form_elu, 8, 8>::predict_lanes(&___elu, __level, &self.elu, &__value);
                let __value = __Form::<__form_drop, 8, 8>::predict_lanes(&___drop, __level, &self.drop, &__value);
                let __value = __Form::<__form_last, 8, 3>::predict_lanes(&___last, __level, &self.last, &__value);
                *ffnn::expansion::turned(__level, &__value)
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
                let __value = __Form::<__form_wide, 4, 8>::predict(&___wide, __level, __mode, &self.wide, __input);
                let __value = __Form::<__form_norm, 8, 8>::predict(&___norm, __level, __mode, &self.norm, &__value);
                let __value = __Form::<__form_elu, 8, 8>::predict(&___elu, __level, __mode, &self.elu, &__value);
                let __value = __Form::<__form_drop, 8, 8>::predict(&___drop, __level, __mode, &self.drop, &__value);
                let __value = __Form::<__form_last, 8, 3>::predict(&___last, __level, __mode, &self.last, &__value);
                *__value
            }
        }
        ffnn::expansion::clone_of_boxes!([T: ffnn::Scalar] IrisFrozen<T>, Frozen);
        ffnn::expansion::traits_of_fields!(
            [T: ffnn::Scalar] IrisFrozen<T>, "IrisFrozen", debug_frozen, (self, __other, __f), (self.wide ==
            __other.wide && self.norm == __other.norm && self.elu == __other.elu && self.drop == __other.drop &&
            self.last == __other.last)
        );
    };
    // The values between the layers must fit on the stack of a thread.
    const _: () = ffnn::expansion::budget::stack::<Iris<::core::primitive::f32>>();
    // End of the expansion.
}

const STEPS: usize = 100;

fn main() -> Result<(), Failure> {
    let iris = expanded::Iris::<f32>::boxed(1);
    let flower = [5.1, 3.5, 1.4, 0.2];
    println!("untrained, {iris:?}\nlogits {:?}, prediction {:?}\n", iris.logits(&flower), *iris.predict(&flower));
    let (mut logits, mut said) = ([[0.0; 3]; 2], [Probabilities([0.0; 3]); 2]);
    iris.logits_batch(&[flower; 2], &mut logits)?;
    iris.predict_batch(&[flower; 2], &mut said)?;
    println!("as a batch of two: {logits:?} and {:?}\n", said.map(|probabilities| *probabilities));

    let (declared, expanded) = (Figures::of::<declared::Iris>()?, Figures::of::<expanded::Iris>()?);
    println!("fingerprint of both: {:016x}", declared.fingerprint);
    println!("prediction after {STEPS} steps: {:?}", declared.prediction.map(f32::from_bits));
    if declared != expanded {
        return Err("the expansion gives other figures than the network".into());
    }
    println!("the expansion gives the same figures, bit for bit");
    Ok(())
}

/// Results that equal networks share; parameters, state and prediction after [`STEPS`], as bits that must match exactly.
#[derive(PartialEq)]
struct Figures {
    fingerprint: u64,
    gradient: Vec<u32>,
    network: Vec<u32>,
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
        Ok(Self {
            fingerprint: N::Parameters::FINGERPRINT,
            gradient,
            network: bits(network.as_slice()),
            prediction: network.predict(&flowers[0]).map(f32::to_bits),
        })
    }
}

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
