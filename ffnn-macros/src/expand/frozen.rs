//! The frozen form, for prediction only: one field and one line per layer.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::Generics;
use super::passes::{FROZEN_LANES, FROZEN_ROWS, forward, forward_lanes};
use super::traits::of_form;
use crate::model::{Layer, Network, Step, Width};
use crate::names;

/// `pub type DigitsFrozen<T = f32> = <Digits<T> as Freeze>::Frozen;`
pub(super) fn alias(network: &Network) -> TokenStream {
    let Network { library, visibility, name, constants, .. } = network;
    let (frozen, used) = (network.frozen(), Generics(network).used(quote!()));
    let doc = format!(" The frozen form of [`{}`], for prediction only; `freeze` creates it.", names::plain(name));
    let derived = &network.attributes.derived;
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #(#derived)*
        #[allow(dead_code, reason = "not every program names the type")]
        #visibility type #frozen<#(#constants,)* T = ::core::primitive::f32> = <#name #used as #library::Freeze>::Frozen;
    }
}

pub(super) fn frozen(network: &Network) -> TokenStream {
    let Network { library, visibility, name, inputs, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let (frozen, title) = (network.frozen(), names::plain(&network.frozen()));
    let (outputs, logits) = (network.last().outputs(), network.last().value(Span::mixed_site()));
    let layers = network.layers();
    let before = |index: usize| index.checked_sub(1).map(|index| layers[index].1);
    let forms = layers.iter().enumerate().map(|(index, (_, layer))| form(network, layer, before(index)));
    let (listed, names) = (generics.listed(), network.layers().into_iter().map(|(_, layer)| &layer.field));
    let fields = network.layers().into_iter().map(|(_, layer)| {
        let (field, form_of) = (&layer.field, layer.form_of(network));
        quote_spanned!(layer.span()=> #field: #form_of::Stored<T>)
    });
    let freeze = freeze(network);
    let traits = of_form(network, &quote!(#frozen #used), &declared, "Frozen");
    let (rows, lanes) = (forward(network, FROZEN_ROWS), forward_lanes(network, FROZEN_LANES));
    quote_spanned! {Span::mixed_site()=>
        #(#forms)*

        #[repr(C)]
        #visibility struct #frozen #declared {
            #(#fields,)*
            __end: ::core::marker::PhantomData<T>,
        }

        #library::layout! { impl #listed Plain for #frozen #used { #(#names,)* __end } }

        impl #declared #library::Freeze for #name #used {
            type Frozen = #frozen #used;

            fn freeze_into(&self, __frozen: &mut #frozen #used) {
                #(#freeze)*
            }
        }

        impl #declared #library::Predict for #frozen #used {
            type Network = #name #used;

            #[inline(always)]
            fn forward<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl #library::Level,
                __input: &[[T; #inputs]; __GROUP],
            ) -> [[T; #outputs]; __GROUP] {
                #library::Frozen::forward_with(self, __level, #library::frozen::Values, __input)
            }

            #lanes
        }

        impl #declared #library::Frozen for #frozen #used {
            type Jacobian = #library::nalgebra::SMatrix<T, #outputs, #inputs>;

            #[inline(always)]
            fn forward_with<const __GROUP: ::core::primitive::usize>(
                &self,
                __level: impl #library::Level,
                __mode: impl #library::frozen::Mode,
                __input: &[[T; #inputs]; __GROUP],
            ) -> [[T; #outputs]; __GROUP] {
                #(#rows)*
                *#logits
            }
        }

        #traits

        impl #declared ::core::fmt::Debug for #frozen #used {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #library::expansion::debug_frozen(self, #title, __f)
            }
        }
    }
}

/// `const __form_norm: u8 = form(Fits::<__layer_norm, 32, 32>::FITS, …::PACKED, …, Fits::<__layer_hidden, 64,
/// 32>::ABSORBS_SCALE && …::SCALES, tight(32));`
fn form(network: &Network, layer: &Layer, before: Option<&Layer>) -> TokenStream {
    let (form, span, fits_of) = (layer.form(), layer.span(), fits_of(layer));
    let library = network.library(span);
    let absorbed = before.filter(|_| layer.preceded.is_some()).map_or_else(
        || quote_spanned!(span=> false),
        |before| {
            let before = fits_of_at(before, span);
            quote_spanned!(span=> #before::ABSORBS_SCALE && #fits_of::SCALES)
        },
    );
    // Stable Rust cannot calculate with a const generic parameter.
    let (tight, import) = match &layer.outputs {
        Width::Parameter(_) => (quote_spanned!(span=> true), None),
        outputs => (quote_spanned!(span=> __tight(#outputs)), Some(quote!(, tight as __tight))),
    };
    let parameter = [&layer.inputs, &layer.outputs].into_iter().any(|width| matches!(width, Width::Parameter(_)));
    let fits = if parameter { quote_spanned!(span=> true) } else { quote_spanned!(span=> #fits_of::FITS) };
    let ty = layer.constant();
    quote_spanned! {span=>
        const #form: ::core::primitive::u8 = {
            use #library::expansion::{Fits as __Fits, Freezes as _, Is as __Is, Otherwise as _, form as __form #import};
            __form(#fits, #fits_of::PACKED, __Is::<#ty>::ONLY_TRAINS, #absorbed, #tight)
        };
    }
}

/// `Fits::<__layer_hidden, 64, 32>`, the prefix of a constant.
fn fits_of(layer: &Layer) -> TokenStream {
    fits_of_at(layer, layer.span())
}

/// The prefix at another span. A constant cannot name a const generic parameter; what holds for all widths holds for 1.
fn fits_of_at(layer: &Layer, span: Span) -> TokenStream {
    let ty = names::of("layer", &layer.field, span);
    let [inputs, outputs] = [&layer.inputs, &layer.outputs].map(|width| match width {
        Width::Parameter(_) => quote_spanned!(span=> 1),
        width => quote_spanned!(span=> #width),
    });
    quote_spanned!(span=> __Fits::<#ty, #inputs, #outputs>)
}

/// Freezes from the last layer to the first; each returns what it leaves to the previous one:
/// `let __value_norm = <__layer_norm as Form<…>>::freeze(&__layer_norm, …, &mut __frozen.norm);`
fn freeze(network: &Network) -> Vec<TokenStream> {
    let (mut lines, mut next) = (Vec::new(), None);
    for step in network.flat().into_iter().rev() {
        if let Step::Layer(layer) = step {
            let (field, form_of, constant, span) =
                (&layer.field, layer.form_of(network), layer.constant(), layer.span());
            let (library, learned, kept) = (network.library(span), network.learned(span), network.kept(span));
            let after = match next {
                Some(next) if layer.followed.is_some() => Step::value(next, span).to_token_stream(),
                _ => quote_spanned!(span=> #library::expansion::Unscaled),
            };
            let name = layer
                .preceded
                .as_ref()
                .map_or_else(|| quote_spanned!(span=> _), |_| step.value(span).to_token_stream());
            lines.push(quote_spanned! {span=>
                let #name = #form_of::freeze::<T>(
                    &#constant, &self.#learned.#field, &self.#kept.#field, #after, &mut __frozen.#field,
                );
            });
        }
        next = Some(step);
    }
    lines
}
