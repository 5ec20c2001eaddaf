//! Networks, frozen and quantized networks are `Clone`, `PartialEq` and `Debug`.

use ffnn::prelude::*;

network! {
    struct Iris: 4 -> 3 {
        hidden: Dense<8>,
        BatchNorm,
        Relu,
        Dropout { rate: 0.1 },
        output: Dense<3>,
        Softmax,
    }

    quantized;
}

network! {
    struct Policy<const SEEN: usize>: SEEN -> 2 { Dense<4>, LayerNorm, Tanh, Dense<2>, Linear }
}

#[derive(Clone, Debug, PartialEq)]
struct Agent {
    network: Box<Iris>,
    frozen: Box<IrisFrozen>,
    quantized: Box<IrisQuantized>,
    gradient: Box<IrisParameters>,
    state: IrisState,
}

fn agent(seed: u64) -> Agent {
    let network = Iris::boxed(seed);
    let quantized = network.quantize(&[[0.1, 0.2, -0.3, 0.4], [0.5, -0.1, 0.0, 0.3]]).expect("a form in integers");
    Agent {
        frozen: network.freeze(),
        quantized,
        gradient: network.parameters.clone_boxed(),
        state: network.state.clone(),
        network,
    }
}

#[test]
fn a_copy_is_equal_and_its_own() {
    let agent = agent(1);
    let mut copy = agent.clone();
    assert_eq!(copy, agent);
    copy.network.hidden.weights[(0, 0)] += 1.0;
    assert_ne!(copy.network, agent.network);
    assert_eq!(copy.frozen, agent.frozen);
    let network: Box<Iris> = agent.network.clone();
    assert_eq!(*network, *agent.network);
    let policy = Policy::<3>::boxed(1);
    assert_eq!(policy.clone(), policy);
    assert_eq!(policy.freeze().clone(), policy.freeze());
    assert_ne!(Policy::<3>::boxed(2), policy);
}

#[test]
fn what_is_kept_counts_and_so_does_what_predicts() {
    let (one, two) = (agent(1), agent(2));
    assert_ne!(one.network, two.network);
    assert_ne!(one.frozen, two.frozen);
    assert_ne!(one.quantized, two.quantized);
    assert_ne!(one.gradient, two.gradient);
    let mut kept = one.network.clone();
    kept.state.batch_norm.mean[3] = 0.5;
    assert_ne!(kept, one.network);
    assert_ne!(kept.state, one.state);
    assert_ne!(kept.freeze(), one.frozen);
}

/// Equality follows that of the numbers.
#[test]
fn a_network_with_nan_differs_from_itself() {
    let mut network = Iris::<f32>::boxed(1);
    network.output.bias[0] = f32::NAN;
    assert_ne!(network, network.clone());
}

#[test]
fn what_is_printed_is_short() {
    let agent = agent(1);
    assert_eq!(format!("{:?}", agent.network), "Iris { parameters: 75, scalar: \"f32\" }");
    assert_eq!(format!("{:?}", agent.gradient), "IrisParameters { values: 75, scalar: \"f32\" }");
    assert_eq!(format!("{:?}", agent.state), "IrisState { values: 17, scalar: \"f32\" }");
    assert!(format!("{agent:?}").len() < 400);
}
