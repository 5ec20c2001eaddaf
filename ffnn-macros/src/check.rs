//! All rules of the language. A mistake is reported, and repaired where the intent is clear, so that one mistake gives
//! one message.

mod attributes;
mod budget;
mod fields;
mod last;
mod list;
pub(crate) mod misfit;
mod quantized;
pub(crate) mod relations;
mod weights;
mod widths;

#[cfg(test)]
pub(crate) use weights::WITHOUT_TENSORS;

use proc_macro2::Span;
use quote::{ToTokens, quote};
use syn::GenericParam;
use syn::spanned::Spanned;

use crate::ast::{Ast, Entry, Item};
use crate::errors::Errors;
use crate::model::{Attributes, Network, Own, Part};
use crate::names;
use fields::Fields;
use list::List;
use widths::Chain;

/// Checks a declaration. Returns `None` if its meaning is not certain; then only the errors are emitted.
pub(crate) fn check(mut ast: Ast, errors: &mut Errors) -> Option<Network> {
    let sound = check_generics(&ast, errors);
    let relations = relations::check(&ast, relations::ENABLED, errors);
    let mut head = take_head(&mut ast);
    let of_head = head.as_mut().ok().and_then(Option::as_mut).map(|head| std::mem::take(&mut head.attributes));
    let of_head = attributes::of_head(of_head.unwrap_or_default(), errors);
    let chain = Chain::new(&ast, errors);
    let names = Fields::new(ast.entries.iter().flatten());
    let entries = std::mem::take(&mut ast.entries);
    if entries.is_empty() {
        let message = format_args!(
            "`{}` has no layers: list at least one before the head, such as `Dense<{}>`",
            ast.name,
            chain.end()
        );
        errors.at(ast.name.span(), message);
        return None;
    }
    let mut list = List { ast: &ast, relations: relations.as_deref(), chain, names, errors };
    let steps = list.steps(entries);
    let closed = list.chain.close(errors);
    let head = check_head(head, &ast, errors);
    let constants = ast.constants().cloned().map(with_primitive_type).collect();
    let Ast { library, attributes, visibility, name, budgets, quantized, weights, .. } = ast;
    let own = attributes::of_network(attributes, &name, errors);
    let (relations, (inputs, mut claims), steps, head) = (relations?, closed?, steps?, head?);
    claims.extend(last::claims(&steps));
    let (budget, no_weights) = (Vec::new(), Vec::new());
    let mut network = Network {
        library,
        attributes: Attributes::default(),
        visibility,
        name,
        constants,
        relations,
        inputs,
        steps,
        head,
        claims,
        certain: errors.is_empty(),
        own: Own { learned: "parameters", kept: "state" },
        budget,
        quantized: false,
        weights: no_weights,
    };
    network.own = Own::beside(&network.layers());
    let of_layers = network.layers().into_iter().flat_map(|(_, layer)| &layer.attributes);
    network.attributes = Attributes::new(own, of_head, of_layers);
    network.budget = budget::check(budgets, &network, errors);
    network.quantized = quantized::check(&quantized, &network, errors);
    // A weight file may not fit a list that was repaired.
    let certain = errors.is_empty();
    let weights = weights.into_iter().filter_map(|weights| weights::check(weights, &network, certain, errors));
    network.weights = weights.collect();
    sound.then_some(network)
}

/// Whether all generic parameters are widths: the macro itself adds the number type.
fn check_generics(ast: &Ast, errors: &mut Errors) -> bool {
    let mut sound = true;
    for parameter in &ast.generics.params {
        let message = match parameter {
            GenericParam::Const(constant) if constant.ty.to_token_stream().to_string() != "usize" => {
                errors.under(
                    &constant.ty,
                    format_args!(
                        "the generic parameters of a network are widths: write `const {}: usize`",
                        constant.ident
                    ),
                );
                sound = false;
                continue;
            }
            GenericParam::Const(_) => continue,
            GenericParam::Type(parameter) if names::plain(&parameter.ident) == "T" => {
                format!("`T` is the number type that every network already has: write `struct {}` without it", ast.name)
            }
            GenericParam::Type(parameter) => {
                format!("the generic parameters of a network are widths: write `const {}: usize`", parameter.ident)
            }
            GenericParam::Lifetime(_) => "a network borrows nothing: leave the lifetime out".into(),
        };
        errors.under(parameter, message);
        sound = false;
    }
    sound
}

/// Makes the type of `const WIDTH: usize` independent of what `usize` means at the call site.
fn with_primitive_type(mut constant: syn::ConstParam) -> syn::ConstParam {
    let span = constant.ty.span().resolved_at(Span::mixed_site());
    constant.ty = syn::parse_quote_spanned!(span=> ::core::primitive::usize);
    constant
}

/// Advice for a list that ends with a layer.
const HEADS: &str = "add `Softmax`, `Sigmoid` or `Linear`";

/// Removes the last entry, the head. Returns `None` if it could not be parsed.
///
/// # Errors
///
/// If the last entry is a layer.
fn take_head(ast: &mut Ast) -> syn::Result<Option<Entry>> {
    let last = match ast.entries.last() {
        Some(Some(Item::Entry(last))) => last,
        Some(Some(Item::Block(block))) => {
            let message =
                format_args!("`{}` is a block of layers, but the list must end with a head: {HEADS}", block.word);
            return Err(syn::Error::new(block.word.span(), message));
        }
        _ => return Ok(None),
    };
    let Some(widths) = &last.widths else {
        return Ok(ast.entries.pop().flatten().and_then(|item| match item {
            Item::Entry(head) => Some(head),
            Item::Block(_) => None,
        }));
    };
    let (path, (_, close)) = (&last.path, &widths.angles);
    Err(syn::Error::new_spanned(
        quote!(#path #close),
        format_args!("`{}` has a width, so it is a layer, but the list must end with a head: {HEADS}", last.written()),
    ))
}

fn check_head(head: syn::Result<Option<Entry>>, ast: &Ast, errors: &mut Errors) -> Option<Part> {
    match head {
        Ok(Some(head)) => {
            if let Some(name) = &head.name {
                errors.at(
                    name.span(),
                    format_args!("the head is not a field, so it has no name: write `{}`", head.kind()),
                );
            }
            check_options(&head, ast, errors);
            check_type(&head, ast, errors).then(|| part(&head))
        }
        Ok(None) => None,
        Err(error) => {
            errors.push(error);
            None
        }
    }
}

/// Whether the generic arguments of a layer's type are free of the network's parameters.
fn check_type(entry: &Entry, ast: &Ast, errors: &mut Errors) -> bool {
    for segment in &entry.path.segments {
        let used =
            ast.constants().find(|constant| widths::mentions(segment.arguments.to_token_stream(), &constant.ident));
        if let Some(constant) = used {
            let (name, parameter) = (names::plain(&ast.name), names::plain(&constant.ident));
            errors.under(
                &segment.arguments,
                format_args!("a layer has the same type in every `{name}`: its own arguments cannot use `{parameter}`"),
            );
            return false;
        }
    }
    true
}

fn check_options(entry: &Entry, ast: &Ast, errors: &mut Errors) {
    for option in &entry.options {
        for constant in ast.constants() {
            if widths::mentions(option.expr.to_token_stream(), &constant.ident) {
                errors.under(
                    &option.expr,
                    format_args!(
                        "an option has the same value in every `{}`: it cannot use the parameter `{}`",
                        ast.name, constant.ident
                    ),
                );
            }
        }
    }
}

fn part(entry: &Entry) -> Part {
    Part {
        path: entry.path.to_token_stream(),
        kind: entry.kind(),
        span: entry.path.segments.last().map_or_else(|| entry.path.span(), |segment| segment.ident.span()),
        options: entry.options.clone(),
    }
}
