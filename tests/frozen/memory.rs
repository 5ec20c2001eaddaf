//! Memory layout of frozen networks.

use ffnn::frozen::{from_image, image, zeros};
use ffnn::prelude::*;

use crate::declared::{Folded, FoldedFrozen, Generic, GenericFrozen, Plain, PlainFrozen};
use crate::equal::trained;

/// Evaluated at compile time, and not empty.
static ZEROS: PlainFrozen = zeros();

#[test]
fn rows_start_at_cache_lines() {
    assert_eq!(align_of::<PlainFrozen>(), 64);
    // 64 rows of 32 values, and 32 rows of 10 values padded to 16, each layer with a bias.
    assert_eq!(size_of::<PlainFrozen>(), 4 * (65 * 32 + 33 * 16));
    assert_eq!(size_of::<PlainFrozen<f64>>(), 8 * (65 * 32 + 33 * 16));
    // The last layer has three outputs without padding; the batch normalization is folded.
    assert_eq!(size_of::<FoldedFrozen>(), (4 * (8 * 32 + 25 * 16 + 6 * 3usize)).next_multiple_of(64));
    // Rows with generic widths are not padded.
    assert_eq!(size_of::<GenericFrozen<4, 24, 2>>(), 4 * (5 * 24 + 1 + 25 * 24 + 24 + 25 * 2));
}

#[test]
fn it_is_shared_copied_and_printed() {
    fn shared<F: Clone + Send + Sync + std::fmt::Debug>(_: &F) {}
    let (network, inputs) = trained::<Folded>(1);
    let frozen = network.freeze();
    shared(&*frozen);
    shared(&*Generic::<4, 24, 2>::boxed(1).freeze());
    let (copy, boxed) = (FoldedFrozen::clone(&frozen), frozen.clone_boxed());
    for input in &inputs {
        assert_eq!(copy.predict(input), frozen.predict(input));
        assert_eq!(boxed.predict(input), frozen.predict(input));
    }
    assert_eq!(format!("{frozen:?}"), "FoldedFrozen { bytes: 2752, scalar: \"f32\" }");
}

#[test]
fn it_needs_no_heap() {
    let (network, inputs) = trained::<Folded>(2);
    let mut frozen: FoldedFrozen = zeros();
    network.freeze_into(&mut frozen);
    assert_eq!(frozen.predict(&inputs[0]), network.freeze().predict(&inputs[0]));
    assert_eq!(ZEROS.logits(&[1.0; 64]), [0.0; 10]);
}

#[test]
fn freezing_again_overwrites_all() {
    let ((first, inputs), (second, _)) = (trained::<Folded>(3), trained::<Folded>(4));
    let mut frozen = first.freeze();
    second.freeze_into(&mut frozen);
    assert_eq!(frozen.predict(&inputs[0]), second.freeze().predict(&inputs[0]));
}

#[test]
fn an_image_is_the_network_again() {
    let (network, inputs) = trained::<Plain>(5);
    let bytes: [u8; size_of::<PlainFrozen>()] = image(&*network).try_into().expect("as many bytes");
    let again: PlainFrozen = from_image(&bytes);
    for input in &inputs {
        assert_eq!(again.logits(input), network.freeze().logits(input));
    }
}
