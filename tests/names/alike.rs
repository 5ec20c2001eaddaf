//! Names that expansions used earlier, and names that are nearly equal.

#![allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::upper_case_acronyms,
    reason = "names that are nearly the same differ in case"
)]

use ffnn::prelude::*;

const HIDDEN_LAYER: usize = 8;
const OUTPUT_LAYER: usize = 2;
const TANH_LAYER: usize = 6;
const HIDDEN_FORM: usize = 5;
const HEAD: f64 = 0.25;
const T: usize = 3;
const input: usize = 4;

network! {
    struct Constants: input -> 2 {
        hidden: Dense<HIDDEN_LAYER> { l2: HEAD },
        Tanh,
        Dense<TANH_LAYER> { l2: HEAD * 2.0 },
        T: Dense<T>,
        Dense<HIDDEN_FORM>,
        output: Dense<OUTPUT_LAYER>,
        Softmax,
    }
}

network! {
    struct Parameters_<const LANES: usize, const GROUP: usize, const HEAD: usize, const T: usize>: LANES -> T {
        Dense<GROUP>,
        Dense<HEAD>,
        Tanh,
        Dense<T>,
        Softmax,
    }
}

network! { struct Tape: 4 -> 2 { Dense<8>, Tanh, Dense<2>, Softmax } }

network! {
    struct Cases: 4 -> 2 {
        a: Dense<8>,
        A: Tanh,
        a_layer: Dense<3>,
        LAYER_a: Dense<4>,
        Größe: Dense<5>,
        größe: Dense<6>,
        GRÖSSE: Dense<7>,
        r#type: Dense<2>,
        Softmax,
    }
}

network! {
    struct Own: 2 -> 3 {
        parameters: Dense<4>,
        BatchNorm,
        state: Dense<4>,
        Tanh,
        output: Dense<3>,
        Softmax,
    }

    quantized;
}

network! { struct Net: 2 -> 3 { a_b_c: Dense<3>, Softmax } }
network! { struct Net_a: 2 -> 3 { b_c: Dense<4>, _b_c: Dense<3>, Softmax } }
network! { struct Net_a_b: 2 -> 3 { c: Dense<5>, Dense<3>, Softmax } }
network! { struct Net_a_: 2 -> 3 { b_c: Dense<6>, Dense<3>, Softmax } }

mod blocks {
    use ffnn::prelude::*;

    network! {
        pub(super) struct Own: 2 -> 3 {
            Residual { state: Dense<2>, parameters: BatchNorm },
            output: Dense<3>,
            Softmax,
        }
    }
}

#[test]
fn constants_are_those_of_the_user() {
    let network = Constants::<f32>::boxed(1);
    assert_eq!(network.hidden.weights.shape(), (8, 4));
    assert_eq!(network.T.weights.shape(), (3, 6));
    let rules = ConstantsParameters::<f32>::rules(0, &ConstantsParameters::<f32>::LAYERS[0].leaves[0]);
    assert_eq!(rules.l2, 0.25);
}

#[test]
fn const_generics_are_those_of_the_user() {
    let network = Parameters_::<4, 5, 6, 2, f64>::boxed(1);
    assert_eq!((network.dense.weights.shape(), network.dense_3.weights.shape()), ((5, 4), (2, 6)));
    assert_eq!(Tape::<f32>::boxed(1).predict(&[0.0; 4]).len(), 2);
}

#[test]
fn layers_that_differ_in_case_only_are_fields_of_their_own() {
    let network = Cases::<f32>::boxed(1);
    assert_eq!((network.a.bias.len(), network.a_layer.bias.len(), network.LAYER_a.bias.len()), (8, 3, 4));
    assert_eq!((network.Größe.bias.len(), network.größe.bias.len(), network.GRÖSSE.bias.len()), (5, 6, 7));
    let () = network.A;
}

#[test]
fn a_layer_is_that_of_its_network_wherever_the_names_are_divided() {
    let (one, two) = (Net::<f32>::boxed(1), Net_a::<f32>::boxed(1));
    assert_eq!((one.a_b_c.bias.len(), two.b_c.bias.len(), two._b_c.bias.len()), (3, 4, 3));
    assert_eq!((Net_a_b::<f32>::boxed(1).c.bias.len(), Net_a_::<f32>::boxed(1).b_c.bias.len()), (5, 6));
}

network! {
    /// The same names, raw and plain.
    pub struct r#Raw<const r#SEEN: usize, const r#type: usize, const END: usize>: SEEN -> r#END {
        Dense<r#type>,
        Dense<r#SEEN>,
        Dense<END>,
        Softmax,
    }
}

#[test]
fn a_raw_name_is_the_name() {
    assert!(Raw::<2, 3, 4>::boxed(1).predict(&[0.0; 2]).confidence() > 0.0);
    assert_eq!(Cases::<f32>::boxed(1).r#type.bias.len(), 2);
    assert_eq!(CasesParameters::<f32>::LAYERS[7].name, "type");
}

#[test]
fn layers_called_parameters_and_state_are_reached_by_their_names() {
    let mut network = Own::<f32>::boxed(1);
    assert_eq!((network.parameters.weights.shape(), network.state.bias.len()), ((4, 2), 4));
    network.state.bias.fill(0.5);
    // Both equal the result of the trait.
    assert_eq!(Network::parameters(&*network).state.bias[3], 0.5);
    assert_eq!(Network::state(&*network).batch_norm.mean.len(), 4);
    assert!(network.freeze().predict(&[0.0; 2]).confidence() > 0.0);
    assert_eq!(network.parts_mut().0.state.bias[0], 0.5);
    let other = blocks::Own::<f64>::boxed(1);
    assert_eq!((other.state.weights.shape(), other.parameters.scale.len()), ((2, 2), 2));
    assert_eq!(Network::state(&*other).parameters.mean.len(), 2);
}
