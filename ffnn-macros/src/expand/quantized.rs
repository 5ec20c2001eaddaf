//! The integer form, if `quantized;` requests it: one field and one line per layer.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use super::traits::of_quantized;
use crate::model::{Layer, Network};
use crate::names;

/// `pub type DigitsQuantized = <Digits<f32> as Quantize>::Quantized;`
pub(super) fn alias(network: &Network) -> TokenStream {
    let Network { library, visibility, name, .. } = network;
    let (quantized, declared) = (network.quantized(), Generics(network).widths_declared());
    let single = Generics(network).used_by_default();
    let doc = format!(" The integer form of [`{}`], for prediction only; `quantize` creates it.", names::plain(name));
    let derived = &network.attributes.derived;
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #(#derived)*
        #[allow(dead_code, reason = "not every program names the type")]
        #visibility type #quantized #declared = <#name #single as #library::Quantize>::Quantized;
    }
}

pub(super) fn quantized(network: &Network) -> TokenStream {
    let Network { library, visibility, name, inputs, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let (widths_declared, widths) = (generics.widths_declared(), generics.widths_used());
    let related = generics.related(quote!(::core::primitive::f32));
    let single = generics.used_by_default();
    let (quantized, frozen, outputs) = (network.quantized(), network.frozen(), network.last().outputs());
    let logits = network.value(network.last(), Span::mixed_site());
    let layers: Vec<&Layer> = network.layers().into_iter().map(|(_, layer)| layer).collect();
    let next = |index: usize| layers.get(index + 1).copied();
    let claims = layers.iter().enumerate().map(|(index, layer)| claims(network, layer, next(index)));
    let fields = layers.iter().map(|layer| {
        let (field, quantizes, number) = (&layer.field, layer.quantizes(network), layer.number());
        quote_spanned!(layer.span()=> #field: #quantizes::Numbers<#number>)
    });
    let bytes = layers.iter().map(|layer| {
        let (field, library) = (&layer.field, network.library(layer.span()));
        quote_spanned! {layer.span()=>
            #library::Plain::write_bytes(&self.#field, #library::expansion::part(self, &self.#field, __bytes));
        }
    });
    let takes = takes(network, layers[0]);
    let (lines, steps) = (lines(network, &layers), steps(network, &layers));
    let traits = of_quantized(network);
    let expansion = quote!(#library::expansion);
    quote_spanned! {Span::mixed_site()=>
        #(#claims)*

        #[repr(C)]
        #visibility struct #quantized #widths_declared {
            __header: #expansion::Header,
            #(#fields,)*
        }

        // SAFETY: `repr(C)`, and the lines of the function prove that every field is plain. It is not a `layout!`, which
        // would report a layer without an integer form once more, at the whole network.
        unsafe impl #widths_declared #library::Plain for #quantized #widths {
            fn write_bytes(&self, __bytes: &mut [::core::primitive::u8]) {
                #library::Plain::write_bytes(
                    &self.__header,
                    #expansion::part(self, &self.__header, __bytes),
                );
                #(#bytes)*
            }
        }

        impl #declared #library::Quantize for #name #used #related {
            type Quantized = #quantized #widths;

            fn quantize_layers(
                __frozen: &#frozen #used,
                __ranges: &mut #expansion::Ranges<'_>,
                __quantized: &mut #quantized #widths,
            ) -> #library::quantized::Grid {
                let __grid = __quantized.__header.logits();
                #(#lines)*
                __grid
            }
        }

        impl #widths_declared #library::Quantized for #quantized #widths #related {
            type Network = #name #single;
            type Input = [#takes; #inputs];
            type Logits = [::core::primitive::i16; #outputs];

            fn logits(&self, __input: &[#takes; #inputs]) -> [::core::primitive::i16; #outputs] {
                #(#steps)*
                #logits
            }

            fn header(&self) -> &#expansion::Header {
                &self.__header
            }

            fn header_mut(&mut self) -> &mut #expansion::Header {
                &mut self.__header
            }
        }

        #traits
    }
}

/// `const __clamps_relu: bool = Is::<__Digits_relu>::CLAMPS;`, `const __wide_hidden: bool = wide(__form_relu, …,
/// __wide_relu);` and `type __number_hidden = <() as Number<__wide_hidden>>::Type;`
fn claims(network: &Network, layer: &Layer, next: Option<&Layer>) -> TokenStream {
    let (ty, clamps, wide, number, span) =
        (layer.place(network), layer.clamps(), layer.wide(), layer.number(), layer.span());
    let library = network.library(span);
    let expansion = quote_spanned!(span=> #library::expansion);
    // The user may choose the grid of the first layer's input, so a clamp there needs a table.
    let first = layer.preceded.is_none();
    let answer = if first { quote_spanned!(span=> false) } else { quote_spanned!(span=> __Is::<#ty>::CLAMPS) };
    let given = next.map_or_else(
        // Logits have 16 bits.
        || quote_spanned!(span=> true),
        |next| {
            let (form, clamps, wide) = (next.form(), next.clamps(), next.wide());
            quote_spanned!(span=> #expansion::wide(#form, #clamps, #wide))
        },
    );
    let otherwise = format!(
        "the sums of this `{}` do not fit in 32 bits, so it has no integer form: leave `quantized;` out",
        layer.part.kind
    );
    // With generic parameters the compiler reports it where the network is used.
    let fits = network.constants.is_empty().then(|| {
        let quantizes = layer.quantizes(network);
        quote_spanned!(span=> const _: () = #expansion::claim(#quantizes::FITS, #otherwise);)
    });
    quote_spanned! {span=>
        const #clamps: ::core::primitive::bool = #answer;
        const #wide: ::core::primitive::bool = #given;
        type #number = <() as #expansion::Number<#wide>>::Type;
        #fits
    }
}

/// Type of the integers that a layer takes.
fn takes(network: &Network, layer: &Layer) -> TokenStream {
    let (library, span) = (network.library(layer.span()), layer.span());
    let (form, clamps, wide) = (layer.form(), layer.clamps(), layer.wide());
    let expansion = quote_spanned!(span=> #library::expansion);
    quote_spanned!(span=> <() as #expansion::Number<{ #expansion::wide(#form, #clamps, #wide) }>>::Type)
}

/// Quantizes from the last layer to the first; each chooses the grid of its input:
/// `let __grid = <__Digits_hidden as Quantizes<…>>::fill_numbers(&___hidden, &__frozen.hidden, __grid, …);`
fn lines(network: &Network, layers: &[&Layer]) -> Vec<TokenStream> {
    let line = |layer: &&Layer| {
        let (field, quantizes, constant) = (&layer.field, layer.quantizes(network), layer.constant());
        let number = layer.number();
        quote_spanned! {layer.span()=>
            let __grid = #quantizes::fill_numbers::<T, #number>(
                &#constant, &__frozen.#field, __grid, __ranges, &mut __quantized.#field,
            );
        }
    };
    layers.iter().rev().map(line).collect()
}

/// `let __value = <__Digits_hidden as Quantizes<…>>::predict_integers::<__number_hidden>(&self.hidden, __input);`
fn steps(network: &Network, layers: &[&Layer]) -> Vec<TokenStream> {
    let line = |(index, layer): (usize, &&Layer)| {
        let (field, quantizes, number) = (&layer.field, layer.quantizes(network), layer.number());
        let input =
            if index == 0 { quote_spanned!(layer.span()=> __input) } else { quote_spanned!(layer.span()=> &__value) };
        quote_spanned!(layer.span()=> let __value = #quantizes::predict_integers::<#number>(&self.#field, #input);)
    };
    layers.iter().enumerate().map(line).collect()
}
