//! Methods and traits of the types besides the passes: the most common calls, `Deref` to the fields of the layers,
//! `Clone`, `PartialEq` and `Debug`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::Network;
use crate::names;

/// Methods and traits of the network, its parameters and its state, each of which is one slice of numbers.
pub(super) fn traits(network: &Network) -> TokenStream {
    let Network { library, name, inputs, .. } = network;
    let (generics, outputs) = (Generics(network), network.last().outputs());
    let (list, for_all, used) = (generics.list(), generics.list_for_all(), generics.used(quote!()));
    let (widths, constants) = (generics.width_list(), network.constants.iter().map(|constant| &constant.ident));
    let brackets = |bound| quote_spanned!(Span::mixed_site()=> [#bound]);
    let related = generics.bound(quote!(T)).map(brackets);
    let related_single = generics.bound(quote!(::core::primitive::f32)).map(brackets);
    let (parameters, state, learned) = (network.parameters(), network.state(), network.learned(Span::mixed_site()));
    let (head, asked) = (Ident::new("__Head", network.head.span()), asked(network, false));
    let parts = [(name, "debug"), (&parameters, "debug_flat"), (&state, "debug_flat")].map(|(part, debug)| {
        let (title, debug) = (names::plain(part), Ident::new(debug, Span::mixed_site()));
        quote_spanned! {Span::mixed_site()=>
            #library::expansion::traits_of_numbers!([#list] #part #used, #title, #debug, (__other, __f) #asked);
        }
    });
    quote_spanned! {Span::mixed_site()=>
        #library::expansion::methods!(
            [#for_all] #name #used, [T; #inputs -> #outputs], #head,
            (__input, __inputs, __predictions, __logits) #related
        );
        #library::expansion::boxed!([#widths] #name [#({ #constants },)*], __seed #related_single);
        #library::expansion::deref!([#list] #name #used, #learned: #parameters #used);
        #library::expansion::clone_of_boxes!([#list] #name #used, Flat #asked);
        #(#parts)*
    }
}

/// Evaluates at each layer's name whether it fits, so that a misfit is reported there and not again at a function that
/// returns the whole network. For a layer of numbers only with generic widths: otherwise what does not fit is replaced.
fn asked(network: &Network, integers: bool) -> Option<TokenStream> {
    let layers = network.layers().into_iter().map(|(_, layer)| {
        let asked = if integers { layer.quantizes(network) } else { layer.type_of(network) };
        let answer = Ident::new(if integers { "FITS" } else { "ROOM" }, layer.span());
        quote_spanned!(layer.span()=> let _ = #asked::#answer;)
    });
    (integers || !network.constants.is_empty()).then(|| layers.collect())
}

/// Traits of the frozen form, with one field per layer.
pub(super) fn of_frozen(network: &Network) -> TokenStream {
    let (generics, equal, asked) = (Generics(network), equal(network), asked(network, false));
    let (list, used) = (generics.list(), generics.used(quote!()));
    of_form(network, &network.frozen(), &[list, used, equal], ["Frozen", "debug_frozen"], asked)
}

/// Traits of the integer form, with a header and one field per layer.
pub(super) fn of_quantized(network: &Network) -> TokenStream {
    let (generics, equal, asked) = (Generics(network), equal(network), asked(network, true));
    let (list, used) = (generics.width_list(), generics.widths_used());
    let related = generics.bound(quote!(::core::primitive::f32));
    let related = related.map(|bound| quote_spanned!(Span::mixed_site()=> where [#bound]));
    let equal = quote_spanned!(Span::mixed_site()=> self.__header == __other.__header && #equal);
    of_form(
        network,
        &network.quantized(),
        &[list, quote!(#used #related), equal],
        ["Quantized", "debug_quantized"],
        asked,
    )
}

/// Compares field by field.
fn equal(network: &Network) -> TokenStream {
    let equal = network.layers().into_iter().map(|(_, layer)| {
        let field = &layer.field;
        quote_spanned!(layer.span()=> self.#field == __other.#field)
    });
    quote_spanned!(Span::mixed_site()=> #(#equal)&&*)
}

fn of_form(
    Network { library, .. }: &Network,
    form: &Ident,
    [list, used, equal]: &[TokenStream; 3],
    names: [&str; 2],
    asked: Option<TokenStream>,
) -> TokenStream {
    let ([of, debug], title) = (names.map(|name| Ident::new(name, Span::mixed_site())), names::plain(form));
    quote_spanned! {Span::mixed_site()=>
        #library::expansion::clone_of_boxes!([#list] #form #used, #of #asked);
        #library::expansion::traits_of_fields!(
            [#list] #form #used, #title, #debug, (self, __other, __f), (#equal) #asked
        );
    }
}
