//! Tests of the checks: the model of valid networks and the messages about invalid ones.

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::model::{Network, Width};
use crate::network::Read;

/// The model of `network` and its errors: messages with the source text that they mark.
pub(super) fn read(network: &str) -> (Option<Network>, Vec<(String, String)>) {
    let tokens: TokenStream = format!("(ffnn) {network}").parse().expect("the text is tokens");
    let mut errors = Errors::default();
    let network = match crate::network::read(tokens, &mut errors) {
        Read::Network(network) => Some(*network),
        Read::Nothing | Read::Asks(_) => None,
    };
    (network, errors.into_texts())
}

pub(super) fn sound(network: &str) -> Network {
    let (network, errors) = read(network);
    assert!(errors.is_empty(), "{errors:?}");
    network.expect("a declaration without errors is a network")
}

/// Each layer: field, type, widths.
pub(super) fn layers(network: &Network) -> Vec<String> {
    let layers = flat(network).into_iter();
    layers.map(|layer| format!("{}: {} {} -> {}", layer.field, layer.part.kind, layer.inputs, layer.outputs)).collect()
}

/// The claims: condition, marked source text and message.
fn claims(network: &Network) -> Vec<(String, String, &str)> {
    let text = |claim: &crate::model::Claim| crate::model::text(&claim.holds);
    network
        .claims
        .iter()
        .map(|claim| (text(claim), claim.span.source_text().unwrap_or_default(), claim.otherwise.as_str()))
        .collect()
}

/// The errors of a network that is not emitted.
pub(super) fn errors(network: &str) -> Vec<(String, String)> {
    let (network, errors) = read(network);
    assert!(network.is_none(), "a network with these errors must not be emitted: {errors:?}");
    errors
}

pub(super) fn told(errors: &[(String, String)]) -> Vec<(&str, &str)> {
    errors.iter().map(|(message, text)| (message.as_str(), text.as_str())).collect()
}

#[test]
fn widths_are_followed_from_layer_to_layer() {
    let network = sound(
        "struct Digits: 64 -> 10 {
            Dropout, Dense<32>, Relu, Dense<32, 16> { init: he_normal }, LayerNorm, Dense<10>, Softmax
        }",
    );
    let expected = [
        "dropout: Dropout 64 -> 64",
        "dense: Dense 64 -> 32",
        "relu: Relu 32 -> 32",
        "dense_2: Dense 32 -> 16",
        "layer_norm: LayerNorm 16 -> 16",
        "dense_3: Dense 16 -> 10",
    ];
    assert_eq!(layers(&network), expected);
    assert_eq!((network.inputs.to_string(), network.head.kind.as_str()), ("64".into(), "Softmax"));
}

#[test]
fn constants_and_parameters_are_widths() {
    let network = sound(
        "struct Policy<const SEEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS {
            Dense<{ WIDE * 2 }>, Tanh, Dense<sizes::SMALL>, Dense<ACTIONS>, Softmax
        }",
    );
    let expected = [
        "dense: Dense SEEN -> WIDE * 2",
        "tanh: Tanh WIDE * 2 -> WIDE * 2",
        "dense_2: Dense WIDE * 2 -> sizes::SMALL",
        "dense_3: Dense sizes::SMALL -> ACTIONS",
    ];
    assert_eq!(layers(&network), expected);
    assert!(matches!(flat(&network)[0].inputs, Width::Parameter(_)));
    assert!(matches!(flat(&network)[0].outputs, Width::Expression(..)));
}

#[test]
fn an_unnamed_layer_is_called_after_its_type_unless_a_written_name_is_so() {
    let network = sound(
        "struct Names: 4 -> 4 {
            LeakyRelu, LeakyRelu, elu: Tanh, Elu, tanh_2: Tanh, Tanh, Tanh, ffnn::layers::LayerNorm, PReluPerFeature,
            Type, Relu6, r#fn: Dense<4>, Softmax
        }",
    );
    let names: Vec<_> = flat(&network).into_iter().map(|layer| layer.field.to_string()).collect();
    let expected = [
        "leaky_relu",
        "leaky_relu_2",
        "elu",
        "elu_2",
        "tanh_2",
        "tanh",
        "tanh_3",
        "layer_norm",
        "p_relu_per_feature",
        "type_layer",
        "relu6",
        "r#fn",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_layer_knows_what_follows_it() {
    let network = sound("struct Normal: 4 -> 2 { Dense<2>, BatchNorm, Elu, Softmax }");
    let followed: Vec<_> =
        flat(&network).into_iter().map(|layer| layer.followed.as_ref().map(ToString::to_string)).collect();
    assert_eq!(followed, [Some("BatchNorm".into()), Some("Elu".into()), None]);
}

#[test]
fn attributes_and_options_stay_where_they_were_written() {
    let network = sound(
        "/// Reads digits.
        pub(crate) struct Digits: 4 -> 2 { #[doc(hidden)] Dense<2> { l1: 0.5, l2: 1.0 - 0.5 }, Softmax }",
    );
    assert_eq!((network.attributes.own.len(), flat(&network)[0].attributes.len()), (1, 1));
    let options: Vec<_> =
        flat(&network)[0].part.options.iter().map(|option| quote::quote!(#option).to_string()).collect();
    assert_eq!(options, ["l1 : 0.5", "l2 : 1.0 - 0.5"]);
    assert!(network.head.options.is_empty());
}

/// The macro leaves to the compiler only what it cannot know.
#[test]
fn constants_are_claimed_at_their_tokens() {
    let network = sound("struct Digits: 64 -> N { Dense<WIDE>, Relu, Dense<HIDDEN, 10>, Softmax }");
    let claims = claims(&network);
    let texts: Vec<_> = claims.iter().map(|(holds, text, _)| (holds.as_str(), text.as_str())).collect();
    let expected = [
        ("(N) > 0", "N"),
        ("(WIDE) > 0", "WIDE"),
        ("(HIDDEN) > 0", "HIDDEN"),
        ("{ HIDDEN } == { WIDE }", "HIDDEN"),
        ("10 == { N }", "10"),
        ("!(__Is::< Dense >::NEVER_LAST)", "Dense"),
    ];
    assert_eq!(texts, expected);
    let sentences: Vec<_> = claims.iter().map(|(_, _, sentence)| *sentence).collect();
    let expected = [
        "`Digits` must return at least one value, but `N` is 0",
        "`Dense` must return at least one value, but `WIDE` is 0",
        "`Dense` must take at least one value, but `HIDDEN` is 0",
        "`Dense` takes `HIDDEN` values, but `WIDE` come from the `Dense` above: write `Dense<WIDE, 10>` or `Dense<10>`",
        "the list ends with 10 values, but the signature says `N`: write `Dense<N>` here or `64 -> 10` there",
        "`Dense` would add noise to the output itself: move it before the last `Dense`, or leave it out",
    ];
    assert_eq!(sentences, expected);
}

#[test]
fn numbers_alone_are_compared_at_once() {
    let network = sound("struct Digits: 64 -> 10 { Dense<32>, Dense<32, 10>, Softmax }");
    let claims = claims(&network);
    assert_eq!(claims.len(), 1, "only the type of the last layer is left to the compiler: {claims:?}");
    assert!(claims[0].0.contains("NEVER_LAST"), "{claims:?}");
}

/// No error hides another.
#[test]
fn all_errors_of_a_list_are_told_at_once() {
    let errors = errors(
        "struct Digits: 64 -> 10 {
            one: Dense<0>,
            one: Dense<33>,
            Relu[1],
            Dense<32, 12> { init = he_normal, l2: 0.5 },
            Dense<1, 2, 3>,
            42,
            Dense<11>,
            answer: Softmax
        }",
    );
    let expected = [
        ("options go in braces, each after its name: `Relu { name: value }`", "["),
        ("an option is a name and a value: `init: value`", "init"),
        ("expected a layer, such as `Dense<32>` or `Relu`", "42"),
        ("`one` must return at least one value, found 0", "0"),
        ("a layer above is called `one`: give this one another name", "one"),
        ("`Dense` takes 32 values, but 33 come from `one`: write `Dense<33, 12>` or `Dense<12>`", "32"),
        ("a layer has one width or two: write `Dense<3>` or `Dense<1, 3>`", "<1, 2, 3>"),
        ("the list ends with 11 values, but the signature says 10: write `Dense<10>` here or `64 -> 11` there", "11"),
        ("the head is not a field, so it has no name: write `Softmax`", "answer"),
    ];
    assert_eq!(told(&errors), expected);
}

#[test]
fn a_signature_that_cannot_be_read_hides_no_error_in_the_list() {
    let errors = errors("struct Digits(64) { Dense<-1>, Dense<\"ten\">, Softmax }");
    let expected = [
        (
            "expected the numbers of inputs and outputs: `struct Digits: 64 -> 10 { … }` has 64 inputs and 10 outputs",
            "(",
        ),
        ("`Dense` must return at least one value, found -1", "-1"),
        ("expected a whole number as the width, such as `32`, found `\"ten\"`", "\"ten\""),
    ];
    assert_eq!(told(&errors), expected);
}

/// A mistake with an obvious repair still emits the network, so that the compiler reports no missing type in addition.
#[test]
fn a_mended_mistake_is_one_message_and_a_network() {
    let (network, errors) = read("struct Digits: 4 -> 2 { one: Dense<4>, one: Dense<2>, Softmax }");
    assert_eq!(told(&errors), [("a layer above is called `one`: give this one another name", "one")]);
    let names: Vec<_> =
        flat(&network.expect("the list is repaired")).into_iter().map(|layer| layer.field.to_string()).collect();
    assert_eq!(names, ["one", "one_2"]);
}

/// The layers of the list, in order.
fn flat(network: &Network) -> Vec<&crate::model::Layer> {
    network.layers().into_iter().map(|(_, layer)| layer).collect()
}
