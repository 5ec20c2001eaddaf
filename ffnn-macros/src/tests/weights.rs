//! Tests of weight files: from the file to the bytes of a network.

use proc_macro2::TokenStream;

use crate::errors::Errors;
use crate::model::{Network, Weights};
use crate::network::Read;

/// Reads a network with weights. `FILES` is the folder of weight files of the compile-error tests.
fn read(network: &str) -> (Option<Network>, Vec<(String, String)>) {
    let network = network.replace("FILES", "../tests/ui/weights/files");
    let tokens: TokenStream = format!("(ffnn) {network}").parse().expect("the text is tokens");
    let mut errors = Errors::default();
    let network = match crate::network::read(tokens, &mut errors) {
        Read::Network(network) => Some(*network),
        Read::Nothing | Read::Asks(_) => None,
    };
    (network, errors.into_texts())
}

fn sound(network: &str) -> Vec<Weights> {
    let (network, errors) = read(network);
    assert!(errors.is_empty(), "{errors:?}");
    network.expect("a declaration without errors is a network").weights
}

const SMALL: &str = "struct Small: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }";

/// The values in memory order.
fn numbers(weights: &Weights) -> Vec<f64> {
    let image = &weights.content.as_ref().expect("the file fits").image;
    if weights.scalar == "f32" {
        image.as_chunks().0.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes))).collect()
    } else {
        image.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }
}

/// The values in column-major order; the file is row-major.
const EXPECTED: [f64; 13] = [1.0, 3.0, 5.0, 2.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0];

#[test]
fn a_file_is_turned_into_the_layout_of_the_network() {
    for (scalar, bytes) in [("", 52), ("<f32>", 52), ("<f64>", 104)] {
        let weights = sound(&format!("{SMALL} pub static SMALL: &Small{scalar} = \"FILES/small.safetensors\";"));
        let [weights] = weights.as_slice() else { panic!("there is one static") };
        assert_eq!(numbers(weights), EXPECTED);
        assert_eq!(weights.content.as_ref().map(|content| content.image.len()), Some(bytes));
    }
}

#[test]
fn other_names_and_shapes_are_the_same_network() {
    let weights = sound(&format!(
        "{SMALL}
         static ONE: &Small = \"FILES/sequential.safetensors\" {{ names: sequential }};
         static TWO: &Small = \"FILES/keras.safetensors\" {{ names: keras }};
         static THREE: &Small = \"FILES/sequential.safetensors\" {{ rename: {{ hidden: \"0\", output: \"2\" }} }};"
    ));
    assert_eq!(weights.iter().map(numbers).collect::<Vec<_>>(), [EXPECTED; 3]);
}

#[test]
fn only_layers_with_numbers_need_widths_that_are_seen() {
    let network = "struct Small: 2 -> 1 { hidden: Dense<3>, Relu, wide: Own<WIDE>, output: Dense<1>, Linear }
        static SMALL: &Small = \"FILES/small.safetensors\";";
    let (network, errors) = read(network);
    assert!(network.is_some(), "the network is still emitted");
    let expected = "the macro reads the weights of `output`, and it sees numbers but not the value of `WIDE`: write the number, \
                    or leave the `static` out and call `files::load` at run time";
    assert_eq!(errors, [(expected.to_owned(), "WIDE".to_owned())]);
    let (network, errors) = read(
        "struct Small: 2 -> 1 { hidden: Dense<3>, sizes::Own<{ A + B }>, Dense<3>, output: Dense<1>, Linear }
         static SMALL: &Small = \"FILES/small.safetensors\";",
    );
    assert_eq!((network.is_some(), errors.len()), (true, 1));
}

#[test]
fn the_compiler_is_told_which_file_and_what_was_taken_for_granted() {
    let (network, _) = read(&format!("{SMALL} static SMALL: &Small = \"FILES/small.safetensors\";"));
    let text = crate::expand::expand(&network.expect("it is sound")).to_string().replace(' ', "");
    for expected in [
        "include_bytes!(::core::concat!(::core::env!(\"CARGO_MANIFEST_DIR\"),\"/\",\"../tests/ui/weights/files/small.safetensors\"))",
        "__claim(__has_tensors::<Small<::core::primitive::f32>>(0,&[6,3]),",
        "__claim(__has_tensors::<Small<::core::primitive::f32>>(1,&[]),",
        "__claim(__has_tensors::<Small<::core::primitive::f32>>(2,&[3,1]),",
        "staticSMALL:&Small<::core::primitive::f32>=",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

/// A wrong file still emits the static, so that its uses cause no further errors.
#[test]
fn a_wrong_file_leaves_a_static() {
    let (network, errors) = read(&format!("{SMALL} static SMALL: &Small = \"FILES/shape.safetensors\";"));
    assert_eq!(errors.len(), 1, "{errors:?}");
    let text = crate::expand::expand(&network.expect("the network is sound")).to_string().replace(' ', "");
    assert!(text.contains("staticSMALL:&Small<::core::primitive::f32>=") && text.contains("::zeros()"), "{text}");
    assert!(!text.contains("include_bytes"), "{text}");
}
