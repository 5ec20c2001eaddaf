//! `Clone`, `PartialEq` and `Debug` of every type in the expansion, without values on the stack for types that live in
//! a box.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::Network;
use crate::names;

/// Traits of the network, its parameters and its state, each of which is one slice of numbers.
pub(super) fn traits(network: &Network) -> TokenStream {
    let Network { library, name, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let (parameters, state) = (network.parameters(), network.state());
    let (title, debug) = (names::plain(name), quote_spanned!(Span::mixed_site()=> debug));
    let of_all = of_flat(network, name, &title, &debug);
    let parts = [&parameters, &state].map(|part| {
        let (title, debug) = (names::plain(part), quote_spanned!(Span::mixed_site()=> debug_flat));
        of_flat(network, part, &title, &debug)
    });
    let asked = asked(network, false);
    quote_spanned! {Span::mixed_site()=>
        impl #declared #name #used {
            #library::expansion::clone_of_boxes! { Flat #asked }
        }
        #of_all
        #(#parts)*
    }
}

fn of_flat(network: &Network, name: &Ident, title: &str, debug: &TokenStream) -> TokenStream {
    let (library, generics, asked) = (&network.library, Generics(network), asked(network, false));
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    quote_spanned! {Span::mixed_site()=>
        impl #declared ::core::clone::Clone for #name #used {
            fn clone(&self) -> Self {
                #asked
                #library::expansion::copy_flat(self)
            }
        }

        impl #declared ::core::cmp::PartialEq for #name #used {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                #library::Flat::as_slice(self) == #library::Flat::as_slice(__other)
            }
        }

        impl #declared ::core::fmt::Debug for #name #used {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #library::expansion::#debug(self, #title, __f)
            }
        }
    }
}

/// Evaluates at each layer's name whether it fits, so that a misfit is reported there and not again at a function that
/// returns the whole network.
fn asked(network: &Network, integers: bool) -> TokenStream {
    let layers = network.layers().into_iter().map(|(_, layer)| {
        let asked = if integers { layer.quantizes(network) } else { layer.type_of(network) };
        let answer = Ident::new(if integers { "FITS" } else { "ROOM" }, layer.span());
        quote_spanned!(layer.span()=> let _ = #asked::#answer;)
    });
    layers.collect()
}

/// Traits of a form for prediction with one field per layer; `of` is the trait of that form.
pub(super) fn of_form(network: &Network, form: &TokenStream, declared: &TokenStream, of: &str) -> TokenStream {
    let library = &network.library;
    let of = Ident::new(of, Span::mixed_site());
    let equal = network.layers().into_iter().map(|(_, layer)| {
        let field = &layer.field;
        quote_spanned!(layer.span()=> ::core::cmp::PartialEq::eq(&self.#field, &__other.#field))
    });
    let asked = asked(network, of == "Quantized");
    let header = (of == "Quantized").then(|| quote_spanned!(Span::mixed_site()=> self.__header == __other.__header &&));
    quote_spanned! {Span::mixed_site()=>
        impl #declared #form {
            #library::expansion::clone_of_boxes! { #of #asked }
        }

        impl #declared ::core::clone::Clone for #form {
            fn clone(&self) -> Self {
                #asked
                #library::expansion::copy(self)
            }
        }

        impl #declared ::core::cmp::PartialEq for #form {
            fn eq(&self, __other: &Self) -> ::core::primitive::bool {
                #header #(#equal)&&*
            }
        }
    }
}
