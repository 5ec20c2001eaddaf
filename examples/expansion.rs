//! What `network!` writes: the expansion of a small network, with comments, compared with the network itself.
//!
//! ```text
//! cargo run --release --example expansion
//! ```

#[path = "support/failure.rs"]
mod failure;

use failure::Failure;
use ffnn::Error;
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
    clippy::upper_case_acronyms,
    reason = "one form for all networks"
)]
mod expanded {
    use ffnn::prelude::*;

    // Expansion:
    // The network is what is learned and what is kept, and nothing else: `repr(C)` lays the one after the other, so
    // that all numbers are one slice; it starts at a cache line, because vectors that lie across two take twice as long
    // to load. `T` is the number type.
    /// Tells three kinds of iris apart.
    #[repr(C, align(64))]
    pub(crate) struct Iris<T: ffnn::Scalar = f32> {
        /// What is learned, layer by layer.
        pub(crate) parameters: IrisParameters<T>,
        /// What layers keep of the data that they saw in training.
        pub(crate) state: IrisState<T>,
    }
    // A gradient and each moment of an optimizer have this type too, so they have no state.
    /// What [`Iris`] learns: the type of its gradient, and of an optimizer's moments, too.
    #[repr(C)]
    pub(crate) struct IrisParameters<T: ffnn::Scalar = f32> {
        /// What `Dense` learns, from 4 values to 8.
        // The macro compares widths and knows no layer: what `Dense` from 4 values to 8 learns is asked of the type,
        // and so is what it makes of the layer after it. `BatchNorm` takes any bias away, so this is `Dense<false>`.
        // `Bias` answers for the types that say nothing themselves.
        pub(crate) hidden: <ffnn::network::expansion::At<
            Dense,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dense>::BIASED && Is::<BatchNorm>::ABSORBS_BIAS
            },
        > as ffnn::Layer<4, 8>>::Parameters<T>,
        /// What `BatchNorm` learns, from 8 values to 8.
        pub(crate) batch_norm: <ffnn::network::expansion::At<
            BatchNorm,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<BatchNorm>::BIASED && Is::<Elu>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// What `Elu` learns, from 8 values to 8.
        pub(crate) elu: <ffnn::network::expansion::At<
            Elu,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Elu>::BIASED && Is::<Dropout>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// What `Dropout` learns, from 8 values to 8.
        pub(crate) dropout: <ffnn::network::expansion::At<
            Dropout,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dropout>::BIASED && Is::<Dense>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::Parameters<T>,
        /// What `Dense` learns, from 8 values to 3.
        pub(crate) output: <ffnn::network::expansion::At<Dense> as ffnn::Layer<8, 3>>::Parameters<T>,
        // The last field must have a known size, of which the compiler would complain once more for a type that is no
        // layer.
        __end: ::core::marker::PhantomData<T>,
    }
    // Running means and their kin: no optimizer moves them.
    /// What the layers of [`Iris`] keep of the data that they saw in training.
    #[repr(C)]
    pub(crate) struct IrisState<T: ffnn::Scalar = f32> {
        /// What `Dense` keeps, from 4 values to 8.
        pub(crate) hidden: <ffnn::network::expansion::At<
            Dense,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dense>::BIASED && Is::<BatchNorm>::ABSORBS_BIAS
            },
        > as ffnn::Layer<4, 8>>::State<T>,
        /// What `BatchNorm` keeps, from 8 values to 8.
        pub(crate) batch_norm: <ffnn::network::expansion::At<
            BatchNorm,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<BatchNorm>::BIASED && Is::<Elu>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// What `Elu` keeps, from 8 values to 8.
        pub(crate) elu: <ffnn::network::expansion::At<
            Elu,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Elu>::BIASED && Is::<Dropout>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// What `Dropout` keeps, from 8 values to 8.
        pub(crate) dropout: <ffnn::network::expansion::At<
            Dropout,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dropout>::BIASED && Is::<Dense>::ABSORBS_BIAS
            },
        > as ffnn::Layer<8, 8>>::State<T>,
        /// What `Dense` keeps, from 8 values to 3.
        pub(crate) output: <ffnn::network::expansion::At<Dense> as ffnn::Layer<8, 3>>::State<T>,
        __end: ::core::marker::PhantomData<T>,
    }
    // The struct itself stands below, where the layers' types have short names.
    /// [`Iris`] for predicting only: what `freeze` makes of it.
    #[allow(dead_code, reason = "a network may be trained and never frozen")]
    pub(crate) type IrisFrozen<T = f32> = <Iris<T> as ffnn::Freeze>::Frozen;
    // Everything else has no name outside: two networks in one module do not meet.
    #[allow(non_camel_case_types, reason = "a layer's type is called like the constant of that type")]
    const _: () = {
        // A layer is a constant: its options are known while compiling, and a wrong one is a compile error, from
        // `checked`. The trait answers for a type without that function, for a message that says so.
        type HIDDEN_LAYER = ffnn::network::expansion::At<
            Dense,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dense>::BIASED && Is::<BatchNorm>::ABSORBS_BIAS
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const HIDDEN_LAYER: HIDDEN_LAYER = {
            use ffnn::network::expansion::ConstFnCheckedIsMissing as _;
            Dense::checked(Dense { l2: 1e-3, ..<HIDDEN_LAYER as ffnn::Layer<4, 8>>::PLAIN })
        };
        type BATCH_NORM_LAYER = ffnn::network::expansion::At<
            BatchNorm,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<BatchNorm>::BIASED && Is::<Elu>::ABSORBS_BIAS
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const BATCH_NORM_LAYER: BATCH_NORM_LAYER = <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::PLAIN;
        type ELU_LAYER = ffnn::network::expansion::At<
            Elu,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Elu>::BIASED && Is::<Dropout>::ABSORBS_BIAS
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const ELU_LAYER: ELU_LAYER = <ELU_LAYER as ffnn::Layer<8, 8>>::PLAIN;
        type DROPOUT_LAYER = ffnn::network::expansion::At<
            Dropout,
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                Is::<Dropout>::BIASED && Is::<Dense>::ABSORBS_BIAS
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const DROPOUT_LAYER: DROPOUT_LAYER = {
            use ffnn::network::expansion::ConstFnCheckedIsMissing as _;
            Dropout::checked(Dropout { rate: 0.1, ..<DROPOUT_LAYER as ffnn::Layer<8, 8>>::PLAIN })
        };
        // Nothing follows the last layer, so nothing is asked about its bias.
        type OUTPUT_LAYER = ffnn::network::expansion::At<Dense>;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const OUTPUT_LAYER: OUTPUT_LAYER = <OUTPUT_LAYER as ffnn::Layer<8, 3>>::PLAIN;
        // A type that is no head fails here, in one sentence at its name; whatever hangs on this type is silent then.
        type HEAD = ffnn::network::expansion::At<
            Softmax,
            {
                use ffnn::network::expansion::{Is, Otherwise as _, claim};
                claim(
                    Is::<Softmax>::HEAD,
                    "`Softmax` is not a head, and the list ends with one: add `Softmax` (one of several classes), `Sigmoid` (independent yes-or-no answers) or `Linear` (real values); one of your own implements `Head`",
                );
                false
            },
        >;
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const HEAD: HEAD = <HEAD as ffnn::Head>::PLAIN;
        // What only the compiler can see of this list, each with the sentence to say if it does not hold: widths that
        // are constants would stand here too.
        use ffnn::network::expansion::claim;
        const _: () = claim(
            {
                use ffnn::network::expansion::{Is, Otherwise as _};
                !(Is::<Dense>::NEVER_LAST)
            },
            "`Dense` would put noise on the output itself: put it before the last `Dense`, or leave it out",
        );
        // SAFETY: each is `repr(C)`, and the bounds on `Layer::Parameters` and `Layer::State` make every field flat;
        // the sizes are asserted below. Markers like these are all the `unsafe` there is, and pass where a crate forbids it.
        unsafe impl<T: ffnn::Scalar> ffnn::Flat<T> for IrisParameters<T> {}
        // SAFETY: as above.
        unsafe impl<T: ffnn::Scalar> ffnn::Flat<T> for IrisState<T> {}
        // SAFETY: as above.
        unsafe impl<T: ffnn::Scalar> ffnn::Flat<T> for Iris<T> {
            const COUNT: usize = ffnn::network::expansion::count::<T, Self, IrisParameters<T>, IrisState<T>>();
        }
        const _: () = ffnn::network::expansion::assert_layout::<Iris<f32>>();
        const _: () = ffnn::network::expansion::assert_layout::<Iris<f64>>();
        impl<T: ffnn::Scalar> ffnn::Parameters for IrisParameters<T> {
            type Scalar = T;
            // The table of layers: names, shapes, places in the slice. A summary, a fingerprint or a file needs no
            // more.
            const LAYERS: &'static [ffnn::LayerInfo] = &ffnn::network::expansion::table([
                ffnn::LayerInfo { name: "hidden", kind: "Dense", ..<HIDDEN_LAYER as ffnn::Layer<4, 8>>::INFO },
                ffnn::LayerInfo {
                    name: "batch_norm",
                    kind: "BatchNorm",
                    ..<BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::INFO
                },
                ffnn::LayerInfo { name: "elu", kind: "Elu", ..<ELU_LAYER as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "dropout", kind: "Dropout", ..<DROPOUT_LAYER as ffnn::Layer<8, 8>>::INFO },
                ffnn::LayerInfo { name: "output", kind: "Dense", ..<OUTPUT_LAYER as ffnn::Layer<8, 3>>::INFO },
            ]);
            // Penalties and limits, from the options of the layer that a tensor belongs to.
            fn rules(layer: usize, leaf: &ffnn::Leaf) -> ffnn::Rules {
                match layer {
                    0usize => <HIDDEN_LAYER as ffnn::Layer<4, 8>>::rules(&HIDDEN_LAYER, leaf),
                    1usize => <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::rules(&BATCH_NORM_LAYER, leaf),
                    2usize => <ELU_LAYER as ffnn::Layer<8, 8>>::rules(&ELU_LAYER, leaf),
                    3usize => <DROPOUT_LAYER as ffnn::Layer<8, 8>>::rules(&DROPOUT_LAYER, leaf),
                    4usize => <OUTPUT_LAYER as ffnn::Layer<8, 3>>::rules(&OUTPUT_LAYER, leaf),
                    _ => ffnn::Rules::NONE,
                }
            }
        }
        // One training pass leaves a trace for each layer here: its output, room for the derivative by that, and its
        // memory.
        pub struct Tape<'a, T: ffnn::Scalar> {
            hidden: ffnn::Trace<'a, T, 8>,
            batch_norm: ffnn::Trace<'a, T, 8>,
            elu: ffnn::Trace<'a, T, 8>,
            dropout: ffnn::Trace<'a, T, 8>,
            output: ffnn::Trace<'a, T, 3>,
        }
        impl<'a, T: ffnn::Scalar> ffnn::network::Tape<[T; 3]> for Tape<'a, T> {
            #[inline(always)]
            // The loss reads what the last layer gave and writes the derivative by it: only these two meet the loss.
            fn logits(&mut self) -> (&[[T; 3]], &mut [[T; 3]]) {
                (&*self.output.output, &mut *self.output.gradient)
            }
            // To name the layer whose values are the first that are not finite, and to multiply out the derivative by the
            // weights of large layers while the optimizer takes it. Widths are known at run time only, so that what does
            // this is compiled once for all networks.
            fn layer<'t>(
                &'t self,
                input: &'t [T],
                index: usize,
            ) -> ::core::option::Option<ffnn::network::Traced<'t, T>> {
                match index {
                    0usize => self.hidden.traced(input),
                    1usize => self.batch_norm.traced(self.hidden.output.as_flattened()),
                    2usize => self.elu.traced(self.batch_norm.output.as_flattened()),
                    3usize => self.dropout.traced(self.elu.output.as_flattened()),
                    4usize => self.output.traced(self.dropout.output.as_flattened()),
                    _ => ::core::option::Option::None,
                }
            }
        }
        impl<T: ffnn::Scalar> ffnn::Network for Iris<T> {
            type Scalar = T;
            type Parameters = IrisParameters<T>;
            type State = IrisState<T>;
            type Input = [T; 4];
            type Logits = [T; 3];
            // The widths are in the types: a sample of another length does not compile.
            type Head = HEAD;
            const HEAD: HEAD = HEAD;
            type Tape<'a> = Tape<'a, T>;
            // Memory for all traces is one slice, dealt out by `tape`: nothing is allocated in a step.
            fn tape(scratch: &mut [T], samples: usize) -> Tape<'_, T> {
                let mut scratch = ffnn::network::expansion::Scratch::new(scratch);
                Tape {
                    hidden: <HIDDEN_LAYER as ffnn::Layer<4, 8>>::trace(&mut scratch, samples),
                    batch_norm: <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::trace(&mut scratch, samples),
                    elu: <ELU_LAYER as ffnn::Layer<8, 8>>::trace(&mut scratch, samples),
                    dropout: <DROPOUT_LAYER as ffnn::Layer<8, 8>>::trace(&mut scratch, samples),
                    output: <OUTPUT_LAYER as ffnn::Layer<8, 3>>::trace(&mut scratch, samples),
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
            // From the last layer to the first, because each tells the one before it which initializer suits it.
            // Every layer draws from a stream of its own, so that a change in one leaves the others as they were.
            fn initialize(&mut self, stream: ffnn::Stream) {
                let preferred = ffnn::network::expansion::preferred::<Self>();
                let preferred = <OUTPUT_LAYER as ffnn::Layer<8, 3>>::initialize::<T>(
                    &OUTPUT_LAYER,
                    &mut self.parameters.output,
                    &mut self.state.output,
                    preferred,
                    &mut stream.at(4u64).random(),
                );
                let preferred = <DROPOUT_LAYER as ffnn::Layer<8, 8>>::initialize::<T>(
                    &DROPOUT_LAYER,
                    &mut self.parameters.dropout,
                    &mut self.state.dropout,
                    preferred,
                    &mut stream.at(3u64).random(),
                );
                let preferred = <ELU_LAYER as ffnn::Layer<8, 8>>::initialize::<T>(
                    &ELU_LAYER,
                    &mut self.parameters.elu,
                    &mut self.state.elu,
                    preferred,
                    &mut stream.at(2u64).random(),
                );
                let preferred = <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::initialize::<T>(
                    &BATCH_NORM_LAYER,
                    &mut self.parameters.batch_norm,
                    &mut self.state.batch_norm,
                    preferred,
                    &mut stream.at(1u64).random(),
                );
                let preferred = <HIDDEN_LAYER as ffnn::Layer<4, 8>>::initialize::<T>(
                    &HIDDEN_LAYER,
                    &mut self.parameters.hidden,
                    &mut self.state.hidden,
                    preferred,
                    &mut stream.at(0u64).random(),
                );
                let _ = preferred;
            }
            #[inline(always)]
            fn forward<const GROUP: usize>(&self, level: impl ffnn::Level, input: &[[T; 4]; GROUP]) -> [[T; 3]; GROUP] {
                // Predicting: one line a layer. There is no flag for training: that is another function. The numbers
                // are on the stack, for few samples at a time, and `level` says for which processor the calls are
                // compiled.
                let hidden = <HIDDEN_LAYER as ffnn::Layer<4, 8>>::predict(
                    &HIDDEN_LAYER,
                    level,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    input,
                );
                let batch_norm = <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::predict(
                    &BATCH_NORM_LAYER,
                    level,
                    &self.parameters.batch_norm,
                    &self.state.batch_norm,
                    &hidden,
                );
                let elu = <ELU_LAYER as ffnn::Layer<8, 8>>::predict(
                    &ELU_LAYER,
                    level,
                    &self.parameters.elu,
                    &self.state.elu,
                    &batch_norm,
                );
                let dropout = <DROPOUT_LAYER as ffnn::Layer<8, 8>>::predict(
                    &DROPOUT_LAYER,
                    level,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    &elu,
                );
                let output = <OUTPUT_LAYER as ffnn::Layer<8, 3>>::predict(
                    &OUTPUT_LAYER,
                    level,
                    &self.parameters.output,
                    &self.state.output,
                    &dropout,
                );
                *output
            }
            #[inline(always)]
            fn forward_lanes<const LANES: usize>(
                &self,
                level: impl ffnn::Level,
                input: &[[T; 4]; LANES],
            ) -> [[T; 3]; LANES] {
                // The same for many samples at a time, which lie side by side from here on: as the values of one sample
                // would not fill a vector, those of many samples at one place do.
                let input = &ffnn::network::expansion::turned(level, input);
                let hidden = <HIDDEN_LAYER as ffnn::Layer<4, 8>>::predict_lanes(
                    &HIDDEN_LAYER,
                    level,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    input,
                );
                let batch_norm = <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::predict_lanes(
                    &BATCH_NORM_LAYER,
                    level,
                    &self.parameters.batch_norm,
                    &self.state.batch_norm,
                    &hidden,
                );
                let elu = <ELU_LAYER as ffnn::Layer<8, 8>>::predict_lanes(
                    &ELU_LAYER,
                    level,
                    &self.parameters.elu,
                    &self.state.elu,
                    &batch_norm,
                );
                let dropout = <DROPOUT_LAYER as ffnn::Layer<8, 8>>::predict_lanes(
                    &DROPOUT_LAYER,
                    level,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    &elu,
                );
                let output = <OUTPUT_LAYER as ffnn::Layer<8, 3>>::predict_lanes(
                    &OUTPUT_LAYER,
                    level,
                    &self.parameters.output,
                    &self.state.output,
                    &dropout,
                );
                *ffnn::network::expansion::turned(level, &output)
            }
            #[inline(always)]
            fn forward_train(
                &self,
                level: impl ffnn::Level,
                state: &mut IrisState<T>,
                input: &[[T; 4]],
                tape: &mut Tape<'_, T>,
                stream: ffnn::Stream,
            ) {
                // The state is not the network's own but a copy, so that a step that fails has changed nothing.
                <HIDDEN_LAYER as ffnn::Layer<4, 8>>::forward_train(
                    &HIDDEN_LAYER,
                    level,
                    &self.parameters.hidden,
                    &mut state.hidden,
                    input,
                    &mut tape.hidden,
                    &mut stream.at(0u64).random(),
                );
                <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::forward_train(
                    &BATCH_NORM_LAYER,
                    level,
                    &self.parameters.batch_norm,
                    &mut state.batch_norm,
                    &*tape.hidden.output,
                    &mut tape.batch_norm,
                    &mut stream.at(1u64).random(),
                );
                <ELU_LAYER as ffnn::Layer<8, 8>>::forward_train(
                    &ELU_LAYER,
                    level,
                    &self.parameters.elu,
                    &mut state.elu,
                    &*tape.batch_norm.output,
                    &mut tape.elu,
                    &mut stream.at(2u64).random(),
                );
                <DROPOUT_LAYER as ffnn::Layer<8, 8>>::forward_train(
                    &DROPOUT_LAYER,
                    level,
                    &self.parameters.dropout,
                    &mut state.dropout,
                    &*tape.elu.output,
                    &mut tape.dropout,
                    &mut stream.at(3u64).random(),
                );
                <OUTPUT_LAYER as ffnn::Layer<8, 3>>::forward_train(
                    &OUTPUT_LAYER,
                    level,
                    &self.parameters.output,
                    &mut state.output,
                    &*tape.dropout.output,
                    &mut tape.output,
                    &mut stream.at(4u64).random(),
                );
            }
            #[inline(always)]
            fn propagate(
                &self,
                level: impl ffnn::Level,
                input: &[[T; 4]],
                tape: &mut Tape<'_, T>,
                gradient: &mut IrisParameters<T>,
            ) {
                // From the last layer to the first, each handing the derivative by its input to the trace before. All
                // of the gradient is overwritten, so that nobody has to clear it, but for what a large layer leaves to do.
                <OUTPUT_LAYER as ffnn::Layer<8, 3>>::propagate(
                    &OUTPUT_LAYER,
                    level,
                    &self.parameters.output,
                    &*tape.dropout.output,
                    &mut tape.output,
                    &mut gradient.output,
                    ::core::option::Option::Some(&mut *tape.dropout.gradient),
                );
                <DROPOUT_LAYER as ffnn::Layer<8, 8>>::propagate(
                    &DROPOUT_LAYER,
                    level,
                    &self.parameters.dropout,
                    &*tape.elu.output,
                    &mut tape.dropout,
                    &mut gradient.dropout,
                    ::core::option::Option::Some(&mut *tape.elu.gradient),
                );
                <ELU_LAYER as ffnn::Layer<8, 8>>::propagate(
                    &ELU_LAYER,
                    level,
                    &self.parameters.elu,
                    &*tape.batch_norm.output,
                    &mut tape.elu,
                    &mut gradient.elu,
                    ::core::option::Option::Some(&mut *tape.batch_norm.gradient),
                );
                <BATCH_NORM_LAYER as ffnn::Layer<8, 8>>::propagate(
                    &BATCH_NORM_LAYER,
                    level,
                    &self.parameters.batch_norm,
                    &*tape.hidden.output,
                    &mut tape.batch_norm,
                    &mut gradient.batch_norm,
                    ::core::option::Option::Some(&mut *tape.hidden.gradient),
                );
                <HIDDEN_LAYER as ffnn::Layer<4, 8>>::propagate(
                    &HIDDEN_LAYER,
                    level,
                    &self.parameters.hidden,
                    input,
                    &mut tape.hidden,
                    &mut gradient.hidden,
                    // Nobody asks for the derivative by the data, so it is not computed.
                    ::core::option::Option::None,
                );
            }
        }
        // What a user calls most, without importing a trait.
        impl<T: ffnn::Scalar> Iris<T> {
            /// What the network says to one sample. Allocates nothing.
            #[inline]
            pub fn predict(&self, input: &[T; 4]) -> <HEAD as ffnn::Head>::Prediction<[T; 3]> {
                ffnn::network::predict(self, input)
            }
            /// What the last layer gives for one sample, before the head. Allocates nothing.
            #[inline]
            pub fn logits(&self, input: &[T; 4]) -> [T; 3] {
                ffnn::network::logits(self, input)
            }
            /// Writes what the network says to each of many samples, faster than one by one. Allocates nothing; fails
            /// unless there is one prediction an input.
            pub fn predict_batch(
                &self,
                inputs: &[[T; 4]],
                predictions: &mut [<HEAD as ffnn::Head>::Prediction<[T; 3]>],
            ) -> ::core::result::Result<(), ffnn::network::BatchError> {
                ffnn::network::predict_batch(self, inputs, predictions)
            }
            /// Writes what the last layer gives for each of many samples, before the head. Allocates nothing; fails
            /// unless there is one row of logits an input.
            pub fn logits_batch(
                &self,
                inputs: &[[T; 4]],
                logits: &mut [[T; 3]],
            ) -> ::core::result::Result<(), ffnn::network::BatchError> {
                ffnn::network::logits_batch(self, inputs, logits)
            }
        }
        // So that `iris.hidden.weights` is short for `iris.parameters.hidden.weights`.
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
        // Numbers by the thousand would help nobody: it prints how many there are.
        impl<T: ffnn::Scalar> ::core::fmt::Debug for Iris<T> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::network::expansion::debug(self, "Iris", f)
            }
        }
        // Predicting only. What becomes of a layer is asked of the types, like the bias above: a layer may have a form of its
        // own, with rows of weights at cache lines unless they are as narrow as the last; be of no use, like dropout; or be
        // absorbed by the layer before it, as this batch normalization is. All others are kept as they are.
        const HIDDEN_FORM: u8 = {
            use ffnn::network::expansion::{Fits, Freezes as _, Is, Otherwise as _, form, tight};
            form(
                Fits::<HIDDEN_LAYER, 4, 8>::FITS,
                Fits::<HIDDEN_LAYER, 4, 8>::PACKED,
                Is::<HIDDEN_LAYER>::ONLY_TRAINS,
                false,
                tight(8),
            )
        };
        const BATCH_NORM_FORM: u8 = {
            use ffnn::network::expansion::{Fits, Freezes as _, Is, Otherwise as _, form, tight};
            form(
                Fits::<BATCH_NORM_LAYER, 8, 8>::FITS,
                Fits::<BATCH_NORM_LAYER, 8, 8>::PACKED,
                Is::<BATCH_NORM_LAYER>::ONLY_TRAINS,
                Fits::<HIDDEN_LAYER, 4, 8>::ABSORBS_SCALE && Fits::<BATCH_NORM_LAYER, 8, 8>::SCALES,
                tight(8),
            )
        };
        const ELU_FORM: u8 = {
            use ffnn::network::expansion::{Fits, Freezes as _, Is, Otherwise as _, form, tight};
            form(
                Fits::<ELU_LAYER, 8, 8>::FITS,
                Fits::<ELU_LAYER, 8, 8>::PACKED,
                Is::<ELU_LAYER>::ONLY_TRAINS,
                Fits::<BATCH_NORM_LAYER, 8, 8>::ABSORBS_SCALE && Fits::<ELU_LAYER, 8, 8>::SCALES,
                tight(8),
            )
        };
        const DROPOUT_FORM: u8 = {
            use ffnn::network::expansion::{Fits, Freezes as _, Is, Otherwise as _, form, tight};
            form(
                Fits::<DROPOUT_LAYER, 8, 8>::FITS,
                Fits::<DROPOUT_LAYER, 8, 8>::PACKED,
                Is::<DROPOUT_LAYER>::ONLY_TRAINS,
                Fits::<ELU_LAYER, 8, 8>::ABSORBS_SCALE && Fits::<DROPOUT_LAYER, 8, 8>::SCALES,
                tight(8),
            )
        };
        const OUTPUT_FORM: u8 = {
            use ffnn::network::expansion::{Fits, Freezes as _, Is, Otherwise as _, form, tight};
            form(
                Fits::<OUTPUT_LAYER, 8, 3>::FITS,
                Fits::<OUTPUT_LAYER, 8, 3>::PACKED,
                Is::<OUTPUT_LAYER>::ONLY_TRAINS,
                Fits::<DROPOUT_LAYER, 8, 8>::ABSORBS_SCALE && Fits::<OUTPUT_LAYER, 8, 3>::SCALES,
                tight(3),
            )
        };
        // One field a layer. What is not there any more has type `()`.
        #[repr(C)]
        pub(crate) struct IrisFrozen<T: ffnn::Scalar> {
            hidden: <HIDDEN_LAYER as ffnn::network::expansion::Form<HIDDEN_FORM, 4, 8>>::Stored<T>,
            batch_norm: <BATCH_NORM_LAYER as ffnn::network::expansion::Form<BATCH_NORM_FORM, 8, 8>>::Stored<T>,
            elu: <ELU_LAYER as ffnn::network::expansion::Form<ELU_FORM, 8, 8>>::Stored<T>,
            dropout: <DROPOUT_LAYER as ffnn::network::expansion::Form<DROPOUT_FORM, 8, 8>>::Stored<T>,
            output: <OUTPUT_LAYER as ffnn::network::expansion::Form<OUTPUT_FORM, 8, 3>>::Stored<T>,
            __end: ::core::marker::PhantomData<T>,
        }
        // SAFETY: `repr(C)`, and the bound on `Form::Stored` makes every field plain numbers.
        unsafe impl<T: ffnn::Scalar> ffnn::Plain for IrisFrozen<T> {}
        impl<T: ffnn::Scalar> ffnn::Freeze for Iris<T> {
            type Frozen = IrisFrozen<T>;
            fn freeze_into(&self, frozen: &mut IrisFrozen<T>) {
                // From the last layer to the first, because each tells the one before it what is left to do: a factor and a
                // shift for each value, which are 1 and 0 but for a batch normalization that is absorbed.
                let output = <OUTPUT_LAYER as ffnn::network::expansion::Form<OUTPUT_FORM, 8, 3>>::freeze::<T>(
                    &OUTPUT_LAYER,
                    &self.parameters.output,
                    &self.state.output,
                    ffnn::network::expansion::Unscaled,
                    &mut frozen.output,
                );
                let dropout = <DROPOUT_LAYER as ffnn::network::expansion::Form<DROPOUT_FORM, 8, 8>>::freeze::<T>(
                    &DROPOUT_LAYER,
                    &self.parameters.dropout,
                    &self.state.dropout,
                    output,
                    &mut frozen.dropout,
                );
                let elu = <ELU_LAYER as ffnn::network::expansion::Form<ELU_FORM, 8, 8>>::freeze::<T>(
                    &ELU_LAYER,
                    &self.parameters.elu,
                    &self.state.elu,
                    dropout,
                    &mut frozen.elu,
                );
                let batch_norm = <BATCH_NORM_LAYER as ffnn::network::expansion::Form<BATCH_NORM_FORM, 8, 8>>::freeze::<T>(
                    &BATCH_NORM_LAYER,
                    &self.parameters.batch_norm,
                    &self.state.batch_norm,
                    elu,
                    &mut frozen.batch_norm,
                );
                let _ = <HIDDEN_LAYER as ffnn::network::expansion::Form<HIDDEN_FORM, 4, 8>>::freeze::<T>(
                    &HIDDEN_LAYER,
                    &self.parameters.hidden,
                    &self.state.hidden,
                    batch_norm,
                    &mut frozen.hidden,
                );
            }
        }
        impl<T: ffnn::Scalar> ffnn::Frozen for IrisFrozen<T> {
            type Network = Iris<T>;
            type Jacobian = ffnn::nalgebra::SMatrix<T, 3, 4>;
            #[inline(always)]
            fn forward<const GROUP: usize>(
                &self,
                level: impl ffnn::Level,
                mode: impl ffnn::frozen::Mode,
                input: &[[T; 4]; GROUP],
            ) -> [[T; 3]; GROUP] {
                // `mode` says what the rows are: samples, or a sample and directions along which to differentiate. A layer that is
                // not there hands its input on.
                let hidden = <HIDDEN_LAYER as ffnn::network::expansion::Form<HIDDEN_FORM, 4, 8>>::predict_frozen(
                    &HIDDEN_LAYER,
                    level,
                    mode,
                    &self.hidden,
                    input,
                );
                let batch_norm =
                    <BATCH_NORM_LAYER as ffnn::network::expansion::Form<BATCH_NORM_FORM, 8, 8>>::predict_frozen(
                        &BATCH_NORM_LAYER,
                        level,
                        mode,
                        &self.batch_norm,
                        &hidden,
                    );
                let elu = <ELU_LAYER as ffnn::network::expansion::Form<ELU_FORM, 8, 8>>::predict_frozen(
                    &ELU_LAYER,
                    level,
                    mode,
                    &self.elu,
                    &batch_norm,
                );
                let dropout = <DROPOUT_LAYER as ffnn::network::expansion::Form<DROPOUT_FORM, 8, 8>>::predict_frozen(
                    &DROPOUT_LAYER,
                    level,
                    mode,
                    &self.dropout,
                    &elu,
                );
                let output = <OUTPUT_LAYER as ffnn::network::expansion::Form<OUTPUT_FORM, 8, 3>>::predict_frozen(
                    &OUTPUT_LAYER,
                    level,
                    mode,
                    &self.output,
                    &dropout,
                );
                *output
            }
            #[inline(always)]
            fn forward_lanes<const LANES: usize>(
                &self,
                level: impl ffnn::Level,
                input: &[[T; 4]; LANES],
            ) -> [[T; 3]; LANES] {
                let input = &ffnn::network::expansion::turned(level, input);
                let hidden = <HIDDEN_LAYER as ffnn::network::expansion::Form<HIDDEN_FORM, 4, 8>>::predict_frozen_lanes(
                    &HIDDEN_LAYER,
                    level,
                    &self.hidden,
                    input,
                );
                let batch_norm =
                    <BATCH_NORM_LAYER as ffnn::network::expansion::Form<BATCH_NORM_FORM, 8, 8>>::predict_frozen_lanes(
                        &BATCH_NORM_LAYER,
                        level,
                        &self.batch_norm,
                        &hidden,
                    );
                let elu = <ELU_LAYER as ffnn::network::expansion::Form<ELU_FORM, 8, 8>>::predict_frozen_lanes(
                    &ELU_LAYER,
                    level,
                    &self.elu,
                    &batch_norm,
                );
                let dropout =
                    <DROPOUT_LAYER as ffnn::network::expansion::Form<DROPOUT_FORM, 8, 8>>::predict_frozen_lanes(
                        &DROPOUT_LAYER,
                        level,
                        &self.dropout,
                        &elu,
                    );
                let output = <OUTPUT_LAYER as ffnn::network::expansion::Form<OUTPUT_FORM, 8, 3>>::predict_frozen_lanes(
                    &OUTPUT_LAYER,
                    level,
                    &self.output,
                    &dropout,
                );
                *ffnn::network::expansion::turned(level, &output)
            }
        }
        impl<T: ffnn::Scalar> ::core::clone::Clone for IrisFrozen<T> {
            fn clone(&self) -> Self {
                ffnn::network::expansion::copy(self)
            }
        }
        impl<T: ffnn::Scalar> ::core::fmt::Debug for IrisFrozen<T> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ffnn::network::expansion::debug_frozen(self, "IrisFrozen", f)
            }
        }
    };
    // End of the expansion.
}

fn main() -> Result<(), Failure> {
    let iris = expanded::Iris::<f32>::boxed(1);
    let flower = [5.1, 3.5, 1.4, 0.2];
    println!("untrained, {iris:?}");
    println!("gives {:?} and says {:?}\n", iris.logits(&flower), *iris.predict(&flower));
    let (mut logits, mut said) = ([[0.0; 3]; 2], [Probabilities([0.0; 3]); 2]);
    iris.logits_batch(&[flower; 2], &mut logits)?;
    iris.predict_batch(&[flower; 2], &mut said)?;
    println!("twice at a time: {logits:?} and {:?}\n", said.map(|probabilities| *probabilities));

    let (declared, expanded) = (Figures::of::<declared::Iris>()?, Figures::of::<expanded::Iris>()?);
    println!("fingerprint of both: {:016x}", declared.fingerprint);
    println!("numbers of the first gradient: {}", declared.gradient.len());
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
        return Err(format!("the {what} of the expansion is another").into());
    }
    Ok(())
}

/// What two networks that are the same have in common; numbers as bits, because they are compared to the last one.
struct Figures {
    fingerprint: u64,
    /// The first.
    gradient: Vec<u32>,
    /// Parameters and state after [`STEPS`].
    network: Vec<u32>,
    /// What it then says to the first flower.
    prediction: [u32; 3],
}

impl Figures {
    fn of<N>() -> Result<Self, Error>
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
        let prediction = ffnn::network::predict(&*network, &flowers[0]);
        Ok(Self {
            fingerprint: N::Parameters::FINGERPRINT,
            gradient,
            network: bits(network.as_slice()),
            prediction: prediction.map(f32::to_bits),
        })
    }
}

const STEPS: usize = 100;

/// Measures that nobody took: each kind is longer than the one before it.
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
