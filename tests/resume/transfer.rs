//! Training with some layers of another network.

use ffnn::network::{Left, Transfer};
use ffnn::prelude::*;
use ffnn::{Leaf, Role};

network! {
    struct Old: 2 -> 3 {
        Dense<8>,
        first: BatchNorm,
        Tanh,
        middle: Dense<4>,
        gone: Dense<4>,
        output: Dense<3>,
        Softmax,
    }
}

network! {
    struct New: 2 -> 5 {
        new: Dense<2>,
        Dense<8>,
        first: BatchNorm,
        Elu,
        middle: Dense<4>,
        output: Dense<5>,
        Softmax,
    }
}

#[test]
fn layers_of_the_same_name_and_shape_are_copied() {
    let (mut network, untouched, mut old) = (New::<f32>::boxed(1), New::<f32>::boxed(1), Old::<f32>::boxed(2));
    old.as_mut_slice().iter_mut().enumerate().for_each(|(place, value)| *value = place as f32);
    let transfer = network.copy_matching(&*old);
    let weights = |rows, columns| Some(Leaf { name: "weights", role: Role::Weight, shape: (rows, columns) });
    let expected = Transfer {
        copied: vec!["dense", "first", "middle"],
        left: vec![
            Left { layer: "new", differs: None },
            Left { layer: "output", differs: Some((weights(5, 4), weights(3, 4))) },
        ],
        unused: vec!["gone"],
    };
    assert_eq!(transfer, expected);
    assert_eq!(Flat::<f32>::as_slice(&network.dense), Flat::<f32>::as_slice(&old.dense));
    assert_eq!(Flat::<f32>::as_slice(&network.first), Flat::<f32>::as_slice(&old.first));
    assert_eq!(network.state().as_slice(), old.state().as_slice());
    assert_eq!(Flat::<f32>::as_slice(&network.middle), Flat::<f32>::as_slice(&old.middle));
    assert_eq!(Flat::<f32>::as_slice(&network.new), Flat::<f32>::as_slice(&untouched.new));
    assert_eq!(Flat::<f32>::as_slice(&network.output), Flat::<f32>::as_slice(&untouched.output));
    assert_eq!(
        transfer.to_string(),
        "dense: copied\nfirst: copied\nmiddle: copied\n\
         new: not copied, because the other network has no layer of this name\n\
         output: not copied, because it has `weights` of 5x4 and the other network has `weights` of 3x4\n\
         gone: unused, because this network has no such layer\n"
    );
}

#[test]
fn a_network_takes_over_all_of_its_like() {
    let (mut network, other) = (Old::<f64>::boxed(1), Old::<f64>::boxed(2));
    let transfer = network.copy_matching(&*other);
    assert_eq!(network.as_slice(), other.as_slice());
    assert!(transfer.left.is_empty() && transfer.unused.is_empty());
}

#[test]
fn a_checkpoint_of_another_architecture_names_the_layer() {
    let bytes = Trainer::<Old>::builder().build().expect("a trainer").save_bytes();
    let mut trainer = Trainer::<New>::builder().build().expect("a trainer");
    let message = trainer.load_bytes(&bytes).expect_err("another architecture").to_string();
    assert_eq!(
        message,
        "the checkpoint belongs to a different training: layer 1: expected new: Dense, 2 -> 2, weights 2x2, bias 2x1, \
         found dense: Dense, 2 -> 8, weights 8x2; declare the same network, or delete the file to start over"
    );
}
