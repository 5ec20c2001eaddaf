//! Every rule of the language, and nothing but: what is wrong is told, and replaced by what was probably meant, so that
//! one mistake is one message.

mod names;
mod widths;

use quote::{ToTokens, quote};
use syn::GenericParam;
use syn::spanned::Spanned;

use crate::ast::{Ast, Entry};
use crate::errors::Errors;
use crate::model::{Layer, Network, Part, Width};
use names::Names;
use widths::Chain;

/// The network that is meant.
pub(crate) fn check(mut ast: Ast, errors: &mut Errors) -> Network {
    check_generics(&ast, errors);
    let mut chain = Chain::new(&ast, errors);
    if ast.incomplete {
        return stand_in(ast, chain);
    }
    let head = take_head(&mut ast, errors);
    let mut names = Names::new(&ast.entries);
    let layers: Vec<Layer> = std::mem::take(&mut ast.entries)
        .into_iter()
        .map(|entry| {
            check_options(&entry, &ast, errors);
            let (inputs, outputs) = chain.follow(&entry, errors);
            Layer {
                field: names.field(&entry, errors),
                part: part(&entry),
                attributes: entry.attributes,
                inputs,
                outputs,
            }
        })
        .collect();
    if layers.is_empty() {
        errors.at(
            ast.name.span(),
            format_args!(
                "`{}` has no layer: list at least one before the head, such as `Dense<{}>`",
                ast.name,
                chain.end()
            ),
        );
        return stand_in(ast, chain);
    }
    let (inputs, claims) = chain.close(errors);
    let constants = ast.constants().cloned().collect();
    let Ast { library, attributes, visibility, name, .. } = ast;
    Network { library, attributes, visibility, name, constants, inputs, layers, head, claims }
}

/// The number type is added by the macro; what is written are numbers.
fn check_generics(ast: &Ast, errors: &mut Errors) {
    for parameter in &ast.generics.params {
        match parameter {
            GenericParam::Const(constant) if constant.ident == "T" => {
                errors.at(
                    constant.ident.span(),
                    "`T` is the number type of every network: call this parameter something else",
                );
            }
            GenericParam::Const(constant) if constant.ty.to_token_stream().to_string() != "usize" => {
                errors.at(constant.ty.span(), "a width is a `usize`");
            }
            GenericParam::Const(_) => {}
            _ => errors.at(
                parameter.span(),
                "a network is generic over widths, `const N: usize`; its number type `T` is added by itself",
            ),
        }
    }
}

/// The last entry; if it cannot be a head, one that takes what comes.
fn take_head(ast: &mut Ast, errors: &mut Errors) -> Part {
    let library = &ast.library;
    let stand_in =
        |span| Part { path: quote!(#library::heads::Linear), kind: "Linear".into(), span, options: Vec::new() };
    let Some(last) = ast.entries.last() else { return stand_in(ast.name.span()) };
    if let Some(widths) = &last.widths {
        let written = format!(
            "{}<{}>",
            last.kind(),
            widths.list.iter().map(|width| width.tokens.to_string()).collect::<Vec<_>>().join(", ")
        );
        errors.at(
            last.path.span(),
            format_args!(
                "the list ends with a head, and `{written}` is a layer: add `Softmax`, `Sigmoid` or `Linear` after it"
            ),
        );
        return stand_in(last.path.span());
    }
    if let Some(name) = &last.name {
        errors.at(name.span(), format_args!("the head has nothing to name: write `{}`", last.kind()));
    }
    let last = ast.entries.pop().expect("there is a last entry");
    check_options(&last, ast, errors);
    part(&last)
}

fn check_options(entry: &Entry, ast: &Ast, errors: &mut Errors) {
    for option in &entry.options {
        for constant in ast.constants() {
            if widths::mentions(option.expr.to_token_stream(), &constant.ident) {
                errors.at(
                    option.expr.span(),
                    format_args!(
                        "an option is the same for every `{}`: it cannot use the parameter `{}`",
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

/// A network of the right name and shape, for when its list means nothing.
fn stand_in(ast: Ast, chain: Chain) -> Network {
    let constants = ast.constants().cloned().collect();
    let (inputs, outputs): (Width, Width) = chain.signature();
    let Ast { library, visibility, name, .. } = ast;
    let span = name.span();
    let part = |path, kind: &str| Part { path, kind: kind.into(), span, options: Vec::new() };
    let layer = Layer {
        attributes: Vec::new(),
        field: syn::Ident::new("unreadable", span),
        part: part(quote!(#library::layers::Dense), "Dense"),
        inputs: inputs.clone(),
        outputs,
    };
    let head = part(quote!(#library::heads::Linear), "Linear");
    Network {
        library,
        attributes: Vec::new(),
        visibility,
        name,
        constants,
        inputs,
        layers: vec![layer],
        head,
        claims: Vec::new(),
    }
}
