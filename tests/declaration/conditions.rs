//! `#[cfg]` and `#[cfg_attr]` work wherever an attribute is allowed.

use ffnn::prelude::*;

// Whichever variant exists has the name.
network! {
    #[cfg(any())]
    struct Net: 4 -> 2 { Dense<64>, Tanh, Dense<2>, Softmax }
}

network! {
    #[cfg(all())]
    struct Net: 4 -> 2 { Dense<8>, Tanh, Dense<2>, Softmax }

    #[cfg(any())]
    static NOT_THERE: &Net = "there is no such file";

    #[cfg(any())]
    quantized;

    #[cfg(any())]
    budget { flash: 1 }
}

network! {
    #[cfg(any())]
    struct Wrong: 4 -> 2 { what is this, Dense<"two"> }
}

network! {
    #[cfg_attr(all(), cfg(any()), doc(hidden))]
    struct Net: 1 -> 1 { Linear }
}

network! {
    #[cfg_attr(all(), doc = "It is there.", allow(non_camel_case_types))]
    #[cfg_attr(any(), no_such_attribute)]
    struct layers_of_some: 4 -> 2 {
        #[cfg(any())]
        Dense<1000>,
        #[cfg(all())]
        hidden: Dense<8>,
        #[cfg(any())]
        wrong<of all, kinds>: !,
        #[cfg(any())]
        Residual { Dense<3> },
        Residual {
            #[cfg(not(any()))]
            inside: Dense<8>,
            #[cfg(any())]
            Dense<9>,
            Tanh,
        },
        Concat {
            #[cfg(any())]
            [Dense<100>],
            [],
            [#[cfg(all())] side: Dense<4>],
        },
        Dense<2> {
            #[cfg(any())]
            l2: 1.0,
            #[cfg(all())]
            l1: 0.5,
        },
        #[cfg(any())]
        Softmax,
        #[cfg(all())]
        Linear,
    }

    #[cfg(all())]
    budget { flash: 10_000 }
}

network! {
    struct Parameters_<#[cfg(any())] const OTHER: usize, #[cfg(all())] const SEEN: usize>: SEEN -> 2 {
        Dense<2>,
        Softmax,
    }
}

network! {
    struct Small: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }

    #[cfg(any())]
    static SMALL: &Small = "tests/ui/weights/files/shape.safetensors";

    #[cfg(all())]
    static SMALL: &Small = "tests/ui/weights/files/small.safetensors";
}

#[test]
fn a_condition_on_the_struct_is_one_on_all_that_is_written() {
    assert_eq!(Net::<f32>::boxed(1).dense.bias.len(), 8);
    let _: Option<Box<NetFrozen>> = None;
}

#[test]
fn what_a_condition_takes_away_is_not_there() {
    let network = layers_of_some::<f32>::boxed(1);
    let layers: Vec<_> =
        layers_of_someParameters::<f32>::LAYERS.iter().map(|layer| (layer.name, layer.outputs)).collect();
    let expected =
        [("hidden", 8), ("inside", 8), ("tanh", 8), ("residual", 8), ("side", 4), ("concat", 12), ("dense", 2)];
    assert_eq!(layers, expected);
    let [one, two]: [f32; 2] = network.predict(&[0.5; 4]);
    assert!(one.is_finite() && two.is_finite());
    let rules = layers_of_someParameters::<f32>::rules(6, &layers_of_someParameters::<f32>::LAYERS[6].leaves[0]);
    assert_eq!((rules.l1, rules.l2), (0.5, 0.0));
    assert_eq!(Parameters_::<3>::boxed(1).dense.weights.shape(), (2, 3));
}

#[test]
fn a_static_that_is_not_there_reads_no_file() {
    assert_eq!(SMALL.output.bias[0], 13.0);
}

#[test]
fn conditions_hold_in_functions_too() {
    network! {
        #[cfg(any())]
        struct Here: 4 -> 2 { Dense<64>, Softmax }
    }
    network! {
        #[cfg(all())]
        struct Here: 4 -> 2 { #[cfg(any())] Dense<64>, Dense<2>, Softmax }
    }
    assert_eq!(Here::<f32>::boxed(1).dense.weights.shape(), (2, 4));
}
