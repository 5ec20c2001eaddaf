//! The flat view and the table that describes it.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::Generics;
use crate::model::{Layer, Network};

pub(super) fn table(network: &Network) -> TokenStream {
    let Network { library, name, constants, layers, .. } = network;
    let generics = Generics(network);
    let (declared, used) = (generics.declared(quote!()), generics.used(quote!()));
    let rows = layers.iter().map(|layer| {
        let Layer { field, part, inputs, outputs, .. } = layer;
        let (path, kind, title) = (&part.path, &part.kind, field.to_string());
        quote_spanned!(layer.span()=>
            #library::LayerInfo::new::<T, #path, #inputs, #outputs>(#title, #kind, ::core::mem::offset_of!(Self, #field))
        )
    });
    // With const generic parameters there is no one type to try.
    let proof = constants.is_empty().then(|| {
        quote_spanned! {Span::mixed_site()=>
            const _: () = #library::network::expansion::assert_layout::<#name<f32>>();
            const _: () = #library::network::expansion::assert_layout::<#name<f64>>();
        }
    });
    quote_spanned! {Span::mixed_site()=>
        // SAFETY: `repr(C)`, and the bound on `Layer::Parameters` makes every field flat; the sizes are asserted below.
        unsafe impl #declared #library::Flat<T> for #name #used {}
        #proof

        impl #declared #library::Parameters for #name #used {
            type Scalar = T;
            const LAYERS: &'static [#library::LayerInfo] = &[#(#rows),*];
        }
    }
}
