//! A layer may have any name, including names that an expansion uses.

mod alike;
mod every;
mod places;

use ffnn::prelude::*;

network! {
    struct Named: 2 -> 3 {
        end: Dense<4>,
        level: Tanh,
        header: Dense<4>,
        input: BatchNorm,
        tape: Dense<4>,
        gradient: Dense<4>,
        parameters: Dense<4>,
        state: Dropout { rate: 0.1 },
        index: Dense<4>,
        output: Dense<4>,
        mode: Elu,
        frozen: Dense<4>,
        scratch: Dense<4>,
        stream: Dense<4>,
        samples: Dense<4>,
        ranges: Dense<4>,
        quantized: Dense<4>,
        grid: Dense<4>,
        preferred: Dense<4>,
        layer: Dense<4>,
        network: Dense<4>,
        leaf: Dense<3>,
        Softmax,
    }

    quantized;
}

#[test]
fn a_layer_is_called_what_its_network_calls_it() {
    let (inputs, targets) = ([[1.0, 2.0], [0.0, -1.0]], [1, 2]);
    let mut trainer = Trainer::<Named>::builder().batch(2).build().expect("a trainer");
    let before = trainer.network().end.bias;
    trainer.step(&inputs, &targets).expect("a step");
    assert_ne!(trainer.network().end.bias, before);
    let network = trainer.into_network();
    assert_eq!(NamedParameters::<f32>::LAYERS[0].name, "end");
    assert!(network.predict(&inputs[0]).confidence() > 0.0);
    assert!(network.freeze().predict(&inputs[0]).confidence() > 0.0);
    let quantized = network.quantize(&inputs).expect("a form in integers");
    assert!(quantized.class_of(&quantized.quantize_input(&inputs[0])) < 3);
}
