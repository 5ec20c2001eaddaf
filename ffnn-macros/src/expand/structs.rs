//! The types: parameters, state, network, constants of the layers, tape.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Generics;
use super::passes::traced;
use crate::check::misfit;
use crate::model::{Claim, Layer, Network, Width, is_level, of_field, softened};
use crate::names;

/// ```ignore
/// #[repr(C, align(64))]
/// pub struct Digits<T: Scalar = f32> {
///     pub parameters: DigitsParameters<T>,
///     pub state: DigitsState<T>,
/// }
/// ```
pub(super) fn network(network: &Network) -> TokenStream {
    let Network { library, attributes, visibility, name, constants, .. } = network;
    let (parameters, state) = (network.parameters(), network.state());
    let (learned, kept) = (network.learned(Span::mixed_site()), network.kept(Span::mixed_site()));
    let used = Generics(network).used(quote!());
    let own = &attributes.own;
    quote_spanned! {Span::mixed_site()=>
        #(#own)*
        #[repr(C, align(64))]
        #visibility struct #name<#(#constants,)* T: #library::Scalar = ::core::primitive::f32> {
            /// Learned parameters of the layers.
            #visibility #learned: #parameters #used,
            /// State of the layers from the training data, such as running statistics.
            #visibility #kept: #state #used,
        }
    }
}

/// ```ignore
/// #[repr(C)]
/// pub struct DigitsParameters<T: Scalar = f32> {
///     pub hidden: <At<Dense, { Is::<Dense>::BIASED && Is::<Elu>::ABSORBS_BIAS }> as Layer<64, 32>>::Parameters<T>,
///     …
/// }
/// ```
pub(super) fn parameters(network: &Network) -> TokenStream {
    let title = format!(
        " Learned parameters of [`{0}`]; also the type of its gradient and of an optimizer's moments.",
        names::plain(&network.name)
    );
    parts(network, &network.parameters(), &title, "Parameters", "Learned parameters")
}

/// ```ignore
/// #[repr(C)]
/// pub struct DigitsState<T: Scalar = f32> {
///     pub hidden: <At<Dense, { Is::<Dense>::BIASED && Is::<Elu>::ABSORBS_BIAS }> as Layer<64, 32>>::State<T>,
///     …
/// }
/// ```
pub(super) fn state(network: &Network) -> TokenStream {
    let title = format!(
        " State of the layers of [`{}`] from the training data, such as running statistics.",
        names::plain(&network.name)
    );
    parts(network, &network.state(), &title, "State", "State")
}

/// A struct with one field per layer.
fn parts(network: &Network, name: &Ident, title: &str, part: &str, what: &str) -> TokenStream {
    let Network { library, visibility, constants, .. } = network;
    let first = part == "Parameters";
    let fields = network.layers().into_iter().map(|(_, layer)| {
        let Layer { field, inputs, outputs, .. } = layer;
        let attributes = of_field(&layer.attributes);
        let (kind, placed, library) = (&layer.part.kind, placed(network, layer), network.library(layer.span()));
        let part = format_ident!("{part}", span = layer.span());
        let doc = format!(" {what} of `{kind}`: `{inputs} -> {outputs}`.");
        let ty = quote_spanned!(layer.span()=> <#placed as #library::Layer<#inputs, #outputs>>::#part<T>);
        quote_spanned! {Span::mixed_site()=>
            #[doc = #doc]
            #(#attributes)*
            #visibility #field: #ty
        }
    });
    let derived = &network.attributes.derived;
    // A lint expectation may appear only once.
    let of_layers = network.layers().into_iter().flat_map(|(_, layer)| &layer.attributes);
    let of_layers = of_layers.filter(|attribute| is_level(attribute));
    let of_layers = of_layers.map(|attribute| if first { attribute.clone() } else { softened(attribute) });
    quote_spanned! {Span::mixed_site()=>
        #[doc = #title]
        #(#derived)*
        #(#of_layers)*
        #[repr(C)]
        #visibility struct #name<#(#constants,)* T: #library::Scalar = ::core::primitive::f32> {
            #(#fields,)*
            // The compiler reports an unsized last field in addition to the type error of its layer.
            __end: ::core::marker::PhantomData<T>,
        }
    }
}

/// The layer's type at its position, without a bias if the next layer absorbs it:
/// `At<Dense, { how(Fits::<Dense, 64, 32>::FITS, Is::<Dense>::BIASED && Is::<BatchNorm>::ABSORBS_BIAS) }>`.
///
/// If it is not a layer, a placeholder that always fits replaces it, so that only its constant reports the mistake.
fn placed(network: &Network, layer: &Layer) -> TokenStream {
    let (library, path) = (network.library(layer.span()), &layer.part.path);
    let absorbed = layer.followed.as_ref().map_or_else(
        || quote_spanned!(layer.span()=> false),
        |next| quote_spanned!(layer.span()=> __Is::<#path>::BIASED && __Is::<#next>::ABSORBS_BIAS),
    );
    let fits = fits(layer);
    let import = fits.as_ref().map(|_| quote_spanned!(layer.span()=> Fits as __Fits, Freezes as _,));
    let fits = fits.unwrap_or_else(|| quote_spanned!(layer.span()=> true));
    quote_spanned! {layer.span()=>
        #library::expansion::At<#path, {
            use #library::expansion::{#import Is as __Is, Otherwise as _, how as __how};
            __how(#fits, #absorbed)
        }>
    }
}

/// Whether it is a layer between its widths. `None` with const generic parameters, which a constant cannot name; the
/// compiler reports those through `Layer`.
fn fits(layer: &Layer) -> Option<TokenStream> {
    let Layer { inputs, outputs, .. } = layer;
    let path = &layer.part.path;
    let known = [inputs, outputs].into_iter().all(|width| !matches!(width, Width::Parameter(_)));
    known.then(|| quote_spanned!(layer.span()=> __Fits::<#path, #inputs, #outputs>::FITS))
}

/// The claims about one layer, at its name, and their imports.
fn own_claims(network: &Network, layer: &Layer) -> (TokenStream, TokenStream) {
    let (span, path) = (layer.part.span, &layer.part.path);
    let fits = fits(layer).map(|fits| {
        let otherwise = misfit::sentence(layer);
        quote_spanned!(span=> __claim(#fits, #otherwise);)
    });
    let width = (layer.keeps && network.certain).then(|| {
        let otherwise = misfit::no_width(layer);
        quote_spanned!(span=> __claim(!__Is::<#path>::NEEDS_WIDTH, #otherwise);)
    });
    let import = [
        fits.as_ref().map(|_| quote_spanned!(layer.span()=> Fits as __Fits, Freezes as _,)),
        width.as_ref().map(|_| quote_spanned!(layer.span()=> Is as __Is, Otherwise as _,)),
    ];
    (quote!(#fits #width), import.into_iter().flatten().collect())
}

/// `type __layer_hidden = At<Dense, …>;` and `const __layer_hidden: __layer_hidden = …;`, and the head's.
pub(super) fn constants(network: &Network) -> TokenStream {
    let layers = network.layers().into_iter().map(|(_, layer)| {
        let (constant, placed, library) = (layer.constant(), placed(network, layer), network.library(layer.span()));
        let (inputs, outputs) = (&layer.inputs, &layer.outputs);
        // Through `Layer`, so that a type that is not a layer gives one message; a constant cannot name const generic
        // parameters.
        let plain = if network.constants.is_empty() {
            quote_spanned!(layer.span()=> <#constant as #library::Layer<#inputs, #outputs>>::PLAIN)
        } else {
            quote_spanned!(layer.span()=> <#constant as #library::Options>::DEFAULT)
        };
        let value = layer.part.value(&network.library, &constant, plain);
        let (claims, import) = own_claims(network, layer);
        let claims = quote_spanned! {layer.span()=>
            use #library::expansion::{#import};
            #claims
        };
        // A wrong option would keep the compiler from evaluating claims in the same constant.
        let apart = !layer.part.options.is_empty();
        let (before, within) = if apart {
            (quote_spanned!(layer.span()=> const _: () = { #claims };), quote!())
        } else {
            (quote!(), claims)
        };
        quote_spanned! {layer.span()=>
            type #constant = #placed;
            #before
            #[allow(clippy::needless_update, reason = "all options may be given")]
            const #constant: #constant = {
                #within
                #value
            };
        }
    });
    let (path, kind, library) = (&network.head.path, &network.head.kind, network.library(network.head.span()));
    let ty = Ident::new("__Head", network.head.span());
    let value = network.head.value(&network.library, &ty, quote_spanned!(ty.span()=> <#ty as #library::Head>::PLAIN));
    let otherwise = format!(
        "`{kind}` is not a head, but the list must end with one: add `Softmax` (one of several classes), `Sigmoid` \
         (independent yes-or-no answers) or `Linear` (real values); a head of your own implements `Head`"
    );
    let claim = quote_spanned!(network.head.span=> __claim(__Is::<#path>::HEAD, #otherwise));
    let (of_type, of_value) = (&network.attributes.head, network.attributes.head.iter().map(softened));
    let head = quote_spanned! {network.head.span()=>
        #(#of_type)*
        type __Head = #library::expansion::At<#path, {
            use #library::expansion::{Is as __Is, Otherwise as _};
            #claim;
            0
        }>;
        #(#of_value)*
        #[allow(clippy::needless_update, reason = "all options may be given")]
        const __Head: __Head = #value;
    };
    let library = &network.library;
    quote_spanned! {Span::mixed_site()=>
        use #library::expansion::claim as __claim;
        #(#layers)*
        #head
    }
}

/// The claims that only the compiler can check, at the user's tokens.
pub(super) fn claims(network: &Network) -> TokenStream {
    let claims = network
        .claims
        .iter()
        .map(|Claim { holds, span, otherwise }| quote_spanned!(*span=> const _: () = __claim(#holds, #otherwise);));
    quote!(#(#claims)*)
}

/// The tape of a training pass over a batch, one trace per step.
pub(super) fn tape(network: &Network) -> TokenStream {
    let (library, steps, last) = (&network.library, network.flat(), network.last());
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!('a,)), generics.used(quote!('a,)));
    let fields = steps.iter().map(|step| {
        let (field, outputs) = (step.field(), step.outputs());
        let library = network.library(step.span());
        quote_spanned!(step.span()=> #field: #library::Trace<'a, T, #outputs>)
    });
    let (logits, outputs) = (last.field(), last.outputs());
    let traced = traced(network);
    quote_spanned! {Span::mixed_site()=>
        pub struct __Tape #declared {
            #(#fields,)*
        }

        impl #declared #library::network::Tape<[T; #outputs]> for __Tape #used {
            #[inline(always)]
            fn logits(&mut self) -> (&[[T; #outputs]], &mut [[T; #outputs]]) {
                (&*self.#logits.output, &mut *self.#logits.gradient)
            }
            fn layer<'t>(
                &'t self,
                __input: &'t [T],
                __index: ::core::primitive::usize,
            ) -> ::core::option::Option<#library::network::Traced<'t, T>> {
                match __index {
                    #(#traced)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    }
}

/// The most common calls as inherent methods, and `Deref` to the fields of the layers.
pub(super) fn methods(network: &Network) -> TokenStream {
    let Network { library, name, inputs, head, .. } = network;
    let generics = Generics(network);
    // Bounds on methods instead of the `impl`, so that each call with wrong widths is one message.
    let (declared, used) = (generics.declared_for_all(quote!()), generics.used(quote!()));
    let (related, single) = (generics.related(quote!(T)), generics.related(quote!(::core::primitive::f32)));
    let outputs = network.last().outputs();
    let parameters = network.parameters();
    let (widths, constants) = (generics.widths_declared(), network.constants.iter().map(|constant| &constant.ident));
    let learned = network.learned(Span::mixed_site());
    let at_head = network.library(head.span());
    let prediction = quote_spanned!(head.span()=> <__Head as #at_head::Head>::Prediction<[T; #outputs]>);
    let predict = quote_spanned!(head.span()=> #at_head::Predict::predict(self, __input));
    let predict_slice = quote_spanned!(head.span()=> #at_head::Predict::predict_slice(self, __input));
    let predict_batch = quote_spanned!(head.span()=> #at_head::Predict::predict_batch(self, __inputs, __predictions));
    quote_spanned! {Span::mixed_site()=>
        impl #declared #name #used {
            /// Returns the prediction for one sample. Does not allocate.
            ///
            /// For a slice, use `network.predict(signal[3..35].try_into()?)` or [`predict_slice`](Self::predict_slice).
            #[inline]
            pub fn predict(&self, __input: &[T; #inputs]) -> #prediction #related {
                #predict
            }

            /// Returns the prediction for one sample in a slice, such as a row of a file or a part of a signal. Does
            /// not allocate; fails unless the slice has the length of an input.
            pub fn predict_slice(
                &self,
                __input: &[T],
            ) -> ::core::result::Result<#prediction, #library::network::LengthError> #related {
                #predict_slice
            }

            /// Returns the logits of one sample: the output of the last layer, before the head. Does not allocate.
            #[inline]
            pub fn logits(&self, __input: &[T; #inputs]) -> [T; #outputs] #related {
                #library::Predict::logits(self, __input)
            }

            /// Writes the prediction for each of many samples, faster than one by one. Does not allocate; fails unless
            /// there is one prediction per input.
            pub fn predict_batch(
                &self,
                __inputs: &[[T; #inputs]],
                __predictions: &mut [#prediction],
            ) -> ::core::result::Result<(), #library::network::BatchError> #related {
                #predict_batch
            }

            /// Writes the logits of each of many samples, before the head. Does not allocate; fails unless there is one
            /// row of logits per input.
            pub fn logits_batch(
                &self,
                __inputs: &[[T; #inputs]],
                __logits: &mut [[T; #outputs]],
            ) -> ::core::result::Result<(), #library::network::BatchError> #related {
                #library::Predict::logits_batch(self, __inputs, __logits)
            }
        }

        // For the default number type, so that `boxed(7)` needs no annotation.
        #library::expansion::with_alloc! {
            impl #widths #name<#({ #constants },)* ::core::primitive::f32> {
                /// Creates a network on the heap, with parameters drawn from the random stream `init` of this seed.
                #[inline]
                #[allow(clippy::unnecessary_box_returns, reason = "a network is too large for the stack")]
                pub fn boxed(__seed: ::core::primitive::u64) -> #library::expansion::Box<Self> #single {
                    <Self as #library::Network>::boxed(__seed)
                }
            }
        }

        impl #declared ::core::ops::Deref for #name #used {
            type Target = #parameters #used;

            #[inline(always)]
            fn deref(&self) -> &#parameters #used {
                &self.#learned
            }
        }

        impl #declared ::core::ops::DerefMut for #name #used {
            #[inline(always)]
            fn deref_mut(&mut self) -> &mut #parameters #used {
                &mut self.#learned
            }
        }
    }
}
