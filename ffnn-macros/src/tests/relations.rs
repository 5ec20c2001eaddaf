//! Tests of relations between widths: their messages, and sums that a `Concat` finds among them.

use super::check::{errors, layers, read, sound, told};
use crate::check::relations;
use crate::errors::Errors;

/// A network with these relations and layers.
fn policy(relations: &str, layers: &str) -> String {
    format!(
        "struct Policy<const SEEN: usize, const LEFT: usize, const RIGHT: usize, const JOINED: usize>: SEEN -> 2
         where {relations} {{ {layers} Dense<2>, Softmax }}"
    )
}

#[test]
fn each_wrong_relation_is_told() {
    let found =
        errors(&policy("LEFT = SEEM * 2, LEFT + 1 = RIGHT, 8 = SEEN, JOINED = LEFT / (0) + 2000, f32: Copy", ""));
    let expected = [
        ("`Policy` has no parameter `SEEM`: a relation is between its const generic parameters and numbers", "SEEM"),
        ("the left side of a relation is one parameter, such as `HIDDEN = SEEN * 2`, found `LEFT + 1`", "LEFT + 1"),
        ("the left side of a relation is one parameter, such as `HIDDEN = SEEN * 2`, found `8`", "8"),
        ("a relation cannot divide by 0", "LEFT / (0)"),
        ("the numbers in a relation go up to 1,024, found 2000", "2000"),
    ];
    let told = told(&found);
    assert_eq!(told[0].1, "f32: Copy");
    assert_eq!(told[1..], expected);
}

#[test]
fn a_relation_with_a_condition_is_there_or_not() {
    let written = policy("#[cfg(large)] LEFT = SEEN % 2", "");
    let tokens = |answer| format!("(ffnn; {answer}) {written}").parse().expect("the text is tokens");
    for (answer, wrong) in [(0, false), (1, true)] {
        let expanded = crate::network::network(tokens(answer)).to_string();
        assert_eq!(expanded.contains("compile_error"), wrong, "with the answer {answer}");
    }
}

#[test]
fn a_concatenation_has_the_width_that_is_related_to_its_sum() {
    let list = "Concat { [Dense<LEFT>], [], [Dense<3>], [Dense<LEFT>], [Dense<RIGHT>] }, Elu,";
    for sum in ["RIGHT + 2 * LEFT + (SEEN + 3)", "1 + LEFT + SEEN + (1 + RIGHT + LEFT + 1)"] {
        let network = sound(&policy(&format!("JOINED = {sum}"), list));
        assert!(layers(&network).contains(&"elu: Elu JOINED -> JOINED".into()), "{sum}");
    }
    for sum in ["RIGHT + LEFT + SEEN + 3", "RIGHT + 2 * LEFT + SEEN + 4", "RIGHT + 2 * LEFT + SEEN * 3", "SEEN - 3"] {
        let (_, errors) = read(&policy(&format!("JOINED = {sum}"), list));
        assert_eq!(
            told(&errors),
            [(
                "stable Rust cannot add the parameter `LEFT` to the widths of the other branches: relate the sum to a \
                 parameter, such as `where JOINED = LEFT + SEEN + 3 + LEFT + RIGHT`",
                "LEFT"
            )],
            "{sum}"
        );
    }
}

#[test]
fn without_the_feature_relations_name_it() {
    let tokens = policy("LEFT = SEEN * 2, RIGHT = LEFT", "").parse().expect("the text is tokens");
    let mut errors = Errors::default();
    let parse = |input: syn::parse::ParseStream| {
        let mut reading = crate::ast::Reading { errors: &mut errors, conditions: crate::ast::Conditions::default() };
        crate::ast::Ast::parse(input, &mut reading)
    };
    let tokens: proc_macro2::TokenStream = tokens;
    let ast = syn::parse::Parser::parse2(parse, quote::quote!((ffnn) #tokens)).expect("it is a network");
    assert!(relations::check(&ast.expect("no condition removes it"), false, &mut errors).is_none());
    let expected =
        "a relation between widths needs the feature `relations` of `ffnn`: `cargo add ffnn --features relations`";
    assert_eq!(told(&errors.into_texts()), [(expected, "LEFT = SEEN * 2")]);
}
