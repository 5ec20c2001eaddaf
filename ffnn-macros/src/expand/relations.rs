//! The relations between const generic parameters, as bounds in the arithmetic of typenum.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::Generics;
use crate::model::{Network, Operator, Relation, Term};
use crate::names;

/// ```ignore
/// pub trait PolicyWidths<const SEEN: usize, const HIDDEN: usize> {}
/// ```
pub(super) fn alias(network: &Network) -> TokenStream {
    let (visibility, widths, declared) = (&network.visibility, network.widths(), Generics(network).widths_declared());
    let derived = &network.attributes.derived;
    let name = names::plain(&network.name);
    let doc = format!(
        " The relations between the widths of [`{name}`]. Every number type has them for widths that fit; generic code \
         states them as a bound of its number type."
    );
    quote_spanned! {Span::mixed_site()=>
        #[doc = #doc]
        #(#derived)*
        #visibility trait #widths #declared {}
    }
}

/// One trait per relation, so that a message names the relation that does not hold, and the alias for all of them:
///
/// ```ignore
/// mod __relations {
///     #[diagnostic::on_unimplemented(message = "the width `HIDDEN` is not `SEEN * 2`", …)]
///     pub trait __Relation0<const SEEN: usize, const HIDDEN: usize> {}
///
///     #[diagnostic::do_not_recommend]
///     impl<const SEEN: usize, const HIDDEN: usize, __Value0, __Value1> __Relation0<SEEN, HIDDEN> for Width<HIDDEN>
///     where
///         Const<SEEN>: ToUInt<Output = __Value0>,
///         __Value0: Mul<U<2>, Output = __Value1>,
///         Const<HIDDEN>: Equals<__Value1>,
///     {
///     }
/// }
///
/// impl<const SEEN: usize, const HIDDEN: usize, T> PolicyWidths<SEEN, HIDDEN> for T
/// where
///     Width<HIDDEN>: __relations::__Relation0<SEEN, HIDDEN>,
/// {
/// }
/// ```
pub(super) fn relations(network: &Network) -> TokenStream {
    let (constants, widths, generics) = (&network.constants, network.widths(), Generics(network));
    let (declared, used) = (generics.widths_declared(), generics.widths_used());
    let library = &network.library;
    let library = &quote!(#library::expansion::relation);
    let traits: Vec<_> = (0..network.relations.len()).map(|index| format_ident!("__Relation{index}")).collect();
    let lefts: Vec<_> = network.relations.iter().map(|relation| &relation.left).collect();
    let items = network.relations.iter().zip(&traits).map(|(relation, name)| {
        let mut bounds = Bounds { library, known: Vec::new(), bounds: Vec::new() };
        let (left, result) = (&relation.left, bounds.value(&relation.right));
        let (values, bounds) = ((0..bounds.known.len()).map(value), bounds.bounds);
        let [message, label, limits, bound] = texts(network, relation);
        quote_spanned! {Span::mixed_site()=>
            #[diagnostic::on_unimplemented(
                message = #message,
                label = #label,
                note = #limits,
                note = #bound
            )]
            pub trait #name #declared {}

            #[diagnostic::do_not_recommend]
            impl<#(#constants,)* #(#values),*> #name #used for #library::Width<{ #left }>
            where
                #(#bounds,)*
                #library::Const<{ #left }>: #library::Equals<#result>,
            {
            }
        }
    });
    quote_spanned! {Span::mixed_site()=>
        // The user may have a module `diagnostic`, which is out of scope here.
        mod __relations {
            #(#items)*
        }

        impl<#(#constants,)* T> #widths #used for T
        where
            #(#library::Width<{ #lefts }>: __relations::#traits #used,)*
        {
        }
    }
}

/// Message, label and notes for widths that a relation does not hold for.
fn texts(network: &Network, Relation { left, right, text }: &Relation) -> [String; 4] {
    let all: Vec<_> = network.constants.iter().map(|constant| &constant.ident).collect();
    let of_this = all.iter().filter(|name| **name == left || right.mentions(name)).map(|name| names::plain(name));
    let values: Vec<_> = of_this.map(|name| format!("`{name}` is {{{name}}}")).collect();
    let difference = if text.contains('-') { ", differences at least 0" } else { "" };
    let quotient = if text.contains('/') { ", divisors not 0" } else { "" };
    let all: Vec<_> = all.into_iter().map(names::plain).collect();
    [
        format!("the width `{}` is not `{text}`", names::plain(left)),
        values.join(", "),
        format!("in a relation, widths are at most 1,024{difference}{quotient}"),
        format!("generic code needs the bound `T: {}<{}>`", names::plain(&network.widths()), all.join(", ")),
    ]
}

/// The bounds that calculate a term. Each value is a generic parameter that one bound determines.
struct Bounds<'a> {
    library: &'a TokenStream,
    /// The start of the bound for each value: `Const<{ SEEN }>: ToUInt<`.
    known: Vec<String>,
    bounds: Vec<TokenStream>,
}

impl Bounds<'_> {
    /// Returns the type of a term's value.
    fn value(&mut self, term: &Term) -> TokenStream {
        let library = self.library;
        match term {
            Term::Number(number) => {
                let number = Literal::usize_unsuffixed(*number);
                quote!(#library::U<#number>)
            }
            Term::Parameter(name) => self.given(&quote!(#library::Const<{ #name }>: #library::ToUInt<)),
            Term::Of(operator, terms) => {
                let ([left, right], operator) = ([&terms[0], &terms[1]].map(|term| self.value(term)), operator.path());
                self.given(&quote!(#left: #operator<#right,))
            }
        }
    }

    /// Returns the value that a bound determines. Two bounds for the same would be ambiguous.
    fn given(&mut self, bound: &TokenStream) -> TokenStream {
        let index = self.known.iter().position(|known| *known == bound.to_string());
        let value = value(index.unwrap_or(self.known.len()));
        if index.is_none() {
            self.known.push(bound.to_string());
            self.bounds.push(quote!(#bound Output = #value>));
        }
        quote!(#value)
    }
}

fn value(index: usize) -> Ident {
    format_ident!("__Value{index}", span = Span::mixed_site())
}

impl Operator {
    fn path(self) -> TokenStream {
        match self {
            Self::Add => quote!(::core::ops::Add),
            Self::Sub => quote!(::core::ops::Sub),
            Self::Mul => quote!(::core::ops::Mul),
            Self::Div => quote!(::core::ops::Div),
        }
    }
}
