//! Tests that no name of the user clashes with a name of the expansion: names that expansions introduce start with two
//! underscores, and `tests/names/identifiers.rs` lists every identifier in them. `tests/names/every.rs` uses that list
//! for everything that a user can name.
//!
//! `EXPANSION=overwrite cargo test -p ffnn-macros` updates the list.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};
use syn::{FnArg, GenericParam, Generics, ImplItem, Item, Pat, Signature, UseTree};

/// Networks that exercise every template. Only the user's names end with `z`.
const NETWORKS: [&str; 4] = [
    "pub struct Netz: 2 -> 1 {
        hidden_z: Dense<3>, Relu, Residual { inner_z: Dense<3> { l2: 0.1 }, Tanh }, Concat { [side_z: Dense<A_Z>, BatchNorm], [] },
        output_z: Dense<1>, Linear
    }
    budget { flash: 1000, ram: 1000, macs: 1000 }",
    "struct Netz<const A_Z: usize>: A_Z -> A_Z { parameters: Dense<3>, state: Dropout { rate: 0.1 }, hidden_z: Dense<A_Z>, Sigmoid }
    quantized;",
    "pub struct Netz: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }
    quantized;
    pub static WEIGHTS_Z: &Netz = \"../tests/ui/weights/files/small.safetensors\";",
    "struct Netz<const A_Z: usize, const B_Z: usize>: A_Z -> B_Z where B_Z = (A_Z + 1) * 6 / 2 - 3, A_Z = B_Z / 3 {
        hidden_z: Dense<B_Z>, Linear
    }",
];

/// Types of layers in [`NETWORKS`], and names derived from them.
const OF_THE_USER: [&str; 21] = [
    "A_Z",
    "B_Z",
    "BatchNorm",
    "Concat",
    "Dense",
    "Dropout",
    "Linear",
    "Relu",
    "Residual",
    "Sigmoid",
    "Tanh",
    "WEIGHTS_Z",
    "batch_norm",
    "block",
    "hidden",
    "output",
    "rate",
    "l2",
    "relu",
    "tanh",
    "concat",
];

fn expansion(network: &str) -> TokenStream {
    let tokens: TokenStream = format!("(ffnn) {network}").parse().expect("the text is tokens");
    let expansion = crate::network::network(tokens);
    assert!(!expansion.to_string().contains("compile_error"), "{network} is a network");
    expansion
}

#[test]
fn every_identifier_of_an_expansion_is_in_the_list_of_the_test_that_uses_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/names/identifiers.rs");
    let mut all = BTreeSet::new();
    NETWORKS.iter().for_each(|network| collect(expansion(network), &mut all));
    super::macros::MACROS.iter().for_each(|macros| collect(macros.parse().expect("macros are tokens"), &mut all));
    all.retain(|name| !is_of_the_user(name));
    let (reserved, mut free): (BTreeSet<_>, BTreeSet<_>) = all.into_iter().partition(|name| name.starts_with("__"));
    // A user may choose the same words without underscores.
    free.extend(reserved.iter().map(|name| name.trim_start_matches('_').to_owned()));
    let lines = |names: BTreeSet<String>| {
        let names: Vec<_> = names.into_iter().filter(|name| syn::parse_str::<syn::Ident>(name).is_ok()).collect();
        // A new name moves only the names with the same first letter.
        let letter = |name: &String| name.trim_start_matches('_').chars().next();
        let groups = names.chunk_by(|one, next| letter(one) == letter(next)).flat_map(|names| names.chunks(8));
        groups.map(|names| format!("    [{}]\n", names.join(" "))).collect::<String>()
    };
    let list = format!(
        "// Every identifier in expansions, the reserved ones last. `EXPANSION=overwrite cargo test -p ffnn-macros` updates \
         it.\n\nidentifiers! {{\n{}    ;\n{}}}\n",
        lines(free),
        lines(reserved)
    );
    if env::var("EXPANSION").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, list).expect("the list can be written");
        return;
    }
    let stored = fs::read_to_string(&path).expect("the list is there").replace("\r\n", "\n");
    assert_eq!(stored, list, "the stored list (left) and the identifiers in expansions (right)");
}

fn is_of_the_user(name: &str) -> bool {
    OF_THE_USER.contains(&name) || name.contains("Netz") || name.ends_with("_z")
}

fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                names.insert(name.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), names),
            _ => {}
        }
    }
}

/// Checks what hygiene does not cover: items, constants, generic parameters, and variables, because a pattern matches a
/// constant of the same name.
#[test]
fn every_name_that_an_expansion_introduces_starts_with_two_underscores() {
    for network in NETWORKS {
        let file: syn::File = syn::parse2(expansion(network)).expect("an expansion is a list of items");
        let mut introduced = Vec::new();
        items(&file.items, &mut introduced);
        assert!(introduced.len() > 50, "names are found");
        for name in introduced {
            let known = name.starts_with("__") || name == "T" || is_of_the_user(&name);
            assert!(known, "`{name}` may clash with a name of the user: call it `__{name}`");
        }
    }
}

fn items(items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Const(item) => {
                names.extend((item.ident != "_").then(|| item.ident.to_string()));
                let value = &item.expr;
                block(quote::quote!(#value), names);
                if let syn::Expr::Block(value) = &**value {
                    statements(&value.block, names);
                }
            }
            Item::Static(item) => {
                names.push(item.ident.to_string());
                if let syn::Expr::Block(value) = &*item.expr {
                    statements(&value.block, names);
                }
            }
            Item::Type(item) => {
                names.push(item.ident.to_string());
                generics(&item.generics, names);
            }
            Item::Struct(item) => {
                names.push(item.ident.to_string());
                generics(&item.generics, names);
            }
            Item::Trait(item) => {
                names.push(item.ident.to_string());
                generics(&item.generics, names);
            }
            Item::Mod(item) => {
                names.push(item.ident.to_string());
                self::items(&item.content.as_ref().expect("it has a body").1, names);
            }
            Item::Impl(item) => {
                generics(&item.generics, names);
                for item in &item.items {
                    if let ImplItem::Fn(function) = item {
                        signature(&function.sig, names);
                        let body = &function.block;
                        block(quote::quote!(#body), names);
                        statements(body, names);
                    }
                }
            }
            Item::Use(item) => block(quote::quote!(#item), names),
            other => panic!("what does this item introduce? {}", quote::quote!(#other)),
        }
    }
}

/// Items in a block.
fn statements(block: &syn::Block, names: &mut Vec<String>) {
    for statement in &block.stmts {
        if let syn::Stmt::Item(item) = statement {
            items(std::slice::from_ref(item), names);
        }
    }
}

fn imports(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => imports(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        // `use … as _` introduces no name.
        UseTree::Rename(rename) => names.extend((rename.rename != "_").then(|| rename.rename.to_string())),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(tree, names)),
        UseTree::Glob(_) => panic!("a glob import introduces unknown names"),
    }
}

/// Collects names after `let`, at any depth, and imports.
fn block(tokens: TokenStream, names: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => block(group.stream(), names),
            TokenTree::Ident(word) if word == "let" => {
                if tokens.peek().is_some_and(|next| next.to_string() == "mut") {
                    tokens.next();
                }
                match tokens.peek() {
                    Some(TokenTree::Ident(name)) if name != "_" => names.push(name.to_string()),
                    Some(TokenTree::Ident(_)) => {}
                    other => panic!("what does this pattern introduce? {other:?}"),
                }
            }
            TokenTree::Ident(word) if word == "use" => {
                let mut import = TokenStream::new();
                import.extend(tokens.by_ref().take_while(|token| token.to_string() != ";"));
                let item: syn::ItemUse = syn::parse_quote!(use #import;);
                imports(&item.tree, names);
            }
            _ => {}
        }
    }
}

fn generics(generics: &Generics, names: &mut Vec<String>) {
    names.extend(generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Const(constant) => Some(constant.ident.to_string()),
        GenericParam::Type(parameter) => Some(parameter.ident.to_string()),
        GenericParam::Lifetime(_) => None,
    }));
}

fn signature(signature: &Signature, names: &mut Vec<String>) {
    generics(&signature.generics, names);
    for input in &signature.inputs {
        if let FnArg::Typed(input) = input {
            match &*input.pat {
                Pat::Ident(pattern) => names.push(pattern.ident.to_string()),
                Pat::Wild(_) => {}
                other => panic!("what does this pattern introduce? {}", quote::quote!(#other)),
            }
        }
    }
}

#[test]
fn names_of_the_users_that_start_with_two_underscores_stay_and_those_of_the_expansion_grow() {
    let text = expansion(
        "struct __Tape<const __input: usize>: __input -> 2 {
            T: Dense<T> { l2: __LANES }, __layer_hidden: Own, __Own, hidden: Dense<2>, ___deep: Tanh, Softmax
        }",
    );
    let mut all = BTreeSet::new();
    collect(text.clone(), &mut all);
    // The user's names are unchanged, and so are names derived from them.
    for name in ["__Tape", "__TapeParameters", "__input", "T", "__layer_hidden", "__Own", "__own", "___deep", "__LANES"]
    {
        assert!(all.contains(name), "{name} in {all:?}");
    }
    // The expansion's names have more underscores than any of the user's.
    for name in ["_____input", "_____Tape", "_____T", "______hidden", "________layer_hidden", "______T"] {
        assert!(all.contains(name), "{name} in {all:?}");
    }
    let text = text.to_string();
    assert!(
        !text.contains("ffnn_mark") && text.contains("name : \"__layer_hidden\"") && text.contains("[`__Tape`]"),
        "{text}"
    );
    assert!(!all.contains("____LANES") && text.contains("l2 : __LANES"), "{text}");
}

#[test]
fn messages_show_names_as_they_were_written() {
    let tokens: TokenStream =
        "(ffnn) struct T: 4 -> 2 { __one: Dense<2>, __one: Dense<3>, Softmax }".parse().expect("tokens");
    let text = crate::network::network(tokens).to_string();
    assert!(text.contains("a layer above is called `__one`"), "{text}");
    assert!(!text.contains("ffnn_mark"), "{text}");
}
