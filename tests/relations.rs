//! Networks whose const generic widths are related: `where HIDDEN = SEEN * 2`.

use ffnn::Scalar;
use ffnn::prelude::*;
use ffnn::quantized::Grid;
use typenum::{U2, U4, U8};

network! {
    /// Chooses an action.
    pub struct Policy<const SEEN: usize, const HIDDEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS
    where
        HIDDEN = SEEN * 2,
    {
        hidden: Dense<HIDDEN>,
        Relu,
        Dense<ACTIONS>,
        Softmax,
    }

    quantized;
}

network! {
    /// Concatenates two generic branches, the input and a constant branch.
    struct Joined<
        const SEEN: usize,
        const LEFT: usize,
        const RIGHT: usize,
        const JOINED: usize,
        const OUT: usize,
    >: SEEN -> OUT
    where
        LEFT = (SEEN + SEEN) * 3 / (SEEN + SEEN) + SEEN - 1,
        RIGHT = (LEFT + OUT) - 1,
        JOINED = RIGHT + LEFT + (2 + 1) + SEEN,
        #[cfg(any())]
        OUT = 1000,
    {
        ways: Concat { [left: Dense<LEFT>, Tanh], [Dense<RIGHT>], [], [Dense<3>] },
        Dense<JOINED, OUT>,
        Linear,
    }
}

network! {
    /// Widths that are types, and a constant with the name of one.
    struct Typed: U4 -> typenum::U2 {
        hidden: Dense<U8>,
        Tanh,
        middle: Dense<{ U16 }>,
        Tanh,
        Dense<U2>,
        Softmax,
    }
}

const U16: usize = 3;

/// Generic code states the relations by their alias.
fn probability<const SEEN: usize, const HIDDEN: usize, const ACTIONS: usize, T>(
    policy: &Policy<SEEN, HIDDEN, ACTIONS, T>,
) -> f64
where
    T: Scalar + PolicyWidths<SEEN, HIDDEN, ACTIONS>,
{
    policy.predict(&[T::ZERO; SEEN]).confidence().to_f64()
}

#[test]
fn a_related_width_is_inferred() {
    let policy = Policy::<4, _, 2>::boxed(1);
    assert_eq!(policy.hidden.weights.shape(), (8, 4));
    let of_others = <Policy<5, _, 3, f64> as Network>::boxed(1);
    assert_eq!(of_others.hidden.weights.shape(), (10, 5));
    assert_eq!(probability(&policy), 0.5);
    assert!((probability(&of_others) - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(policy.clone(), policy);
}

#[test]
fn it_is_inferred_up_to_the_largest() {
    assert_eq!(Policy::<512, _, 1>::boxed(1).hidden.weights.shape(), (1024, 512));
}

#[test]
fn a_network_of_related_widths_is_trained() -> Result<(), ffnn::TrainError> {
    let (inputs, targets) = ([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]], [0, 1]);
    let mut trainer = Trainer::<Policy<4, _, 2>>::builder().optimizer(Adam::new(0.05)).seed(1).build()?;
    let before = trainer.step(&inputs, &targets)?;
    for _ in 0..20 {
        trainer.step(&inputs, &targets)?;
    }
    assert!(trainer.step(&inputs, &targets)? < before);
    Ok(())
}

#[test]
fn the_other_forms_have_the_widths_too() {
    let policy = Policy::<4, _, 2>::boxed(3);
    let input = [0.5, -0.25, 0.125, 1.0];
    let frozen: Box<PolicyFrozen<4, 8, 2>> = policy.freeze();
    let (predicted, expected) = (frozen.predict(&input), policy.predict(&input));
    assert!((predicted.confidence() - expected.confidence()).abs() < 1e-6);
    let quantized = policy.quantize_from(Grid { scale: 1.0 / 64.0, zero_point: 0 }, &[input]).expect("it has a range");
    assert_eq!(quantized.class_of(&[32, -16, 8, 64]), expected.class());
}

#[test]
fn generic_branches_are_concatenated_to_their_related_sum() {
    let network = <Joined<4, _, _, _, 2, f64> as Network>::boxed(1);
    assert_eq!(network.left.weights.shape(), (6, 4));
    let table = JoinedParameters::<4, 6, 7, 20, 2, f64>::LAYERS;
    let ways = table.iter().find(|layer| layer.name == "ways").expect("the block has a row");
    assert_eq!((ways.inputs, ways.outputs), (4, 20));
    let mut trainer = Trainer::<Joined<4, _, _, _, 2, f64>>::builder().seed(1).build().expect("no option is wrong");
    let before = trainer.step(&[[0.1, 0.2, 0.3, 0.4]], &[[1.0, -1.0]]).expect("the numbers are small");
    assert!(trainer.step(&[[0.1, 0.2, 0.3, 0.4]], &[[1.0, -1.0]]).expect("the numbers are small") < before);
}

/// Names of the expansion as names of parameters.
mod names {
    #![allow(non_upper_case_globals, reason = "the names are those of an expansion")]

    use ffnn::layers::Dense;
    use ffnn::{Network as _, network};

    network! {
        pub(super) struct T<const __Value0: usize, const T: usize, const __Relation0: usize, const r#type: usize>: T -> __Relation0
        where
            __Value0 = T * 2,
            r#type = __Value0 + T,
            __Relation0 = r#type - T,
        {
            Dense<__Value0>,
            Dense<r#type>,
            Dense<__Relation0>,
            ffnn::heads::Linear,
        }
    }

    #[test]
    fn a_parameter_may_have_a_name_of_the_expansion() {
        assert_eq!(<T<_, 2, _, _, f64>>::boxed(1).predict(&[0.5; 2]).len(), 4);
    }
}

#[test]
fn numbers_of_typenum_are_widths() {
    let typed = Typed::<f32>::boxed(1);
    assert_eq!(typed.hidden.weights.shape(), (8, 4));
    assert_eq!(typed.middle.weights.shape(), (3, 8));
    assert_eq!(typed.predict(&[0.1; 4]).len(), 2);
}
