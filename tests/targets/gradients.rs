//! Gradient norm of each layer before the first step: which gradients vanish and which do not.

use ffnn::Role;
use ffnn::prelude::*;

use crate::declared::{DeepElu, DeepRelu, DeepSigmoid, DeepTanh, DeepTorchNorms};
use crate::protocol::{Data, Start, digits, start};
use crate::reference::{Figure, list, load, number, text};

/// More seeds than in the reference, because they are cheap here.
const SEEDS: u64 = 20;

/// In standard errors. The networks of one seed share their draws there, and so do their layers: five seeds that are
/// low in one are low in all, as these are, by up to 3.5.
const FARTHEST: f64 = 5.0;

#[test]
fn gradient_norms_at_the_start() {
    let (file, digits) = (load(), digits());
    println!("\ngradient norms before the first step, geometric means there and here, and standard errors apart");
    for entry in list(&file["gradient_norms_at_init"]) {
        let name = text(&entry["name"]);
        let here = match name {
            "deep_10x32_sigmoid_xavier" => norms::<DeepSigmoid>(&digits),
            "deep_10x32_tanh_xavier" => norms::<DeepTanh>(&digits),
            "deep_10x32_relu_he" => norms::<DeepRelu>(&digits),
            "deep_10x32_elu_he" => norms::<DeepElu>(&digits),
            "deep_10x32_elu_he_bn" => norms::<DeepTorchNorms>(&digits),
            name => panic!("no network for `{name}`"),
        };
        let seeds = list(&entry["per_seed"]);
        assert_eq!(here.len(), list(&seeds[0]).len());
        for (layer, here) in here.iter().enumerate() {
            let there: Vec<f64> = seeds.iter().map(|seed| number(&seed[layer]).ln()).collect();
            let (there, here) = (Figure::of(&there), Figure::of(here));
            let apart = here.distance(there);
            println!("{name:26} layer {layer:2} | {:.2e} | {:.2e} | {apart:.1}", there.mean.exp(), here.mean.exp());
            assert!(apart <= FARTHEST, "{name}, layer {layer}: {here} here, {there} there, in logarithms");
        }
    }
}

/// The logarithm of the gradient's norm for each dense layer and each seed, over one batch of all training rows.
fn norms<N: Network<Head = Softmax, Input = [f32; 64]>>(digits: &Data<[f32; 64]>) -> Vec<Vec<f64>> {
    let (inputs, targets) = (digits.train.inputs(), digits.train.targets());
    let mut norms: Vec<Vec<f64>> = Vec::new();
    for seed in 0..SEEDS {
        let builder = Trainer::<N>::builder().batch(inputs.len()).quiet();
        let mut trainer = builder.build_with(start(Start::Declared, seed)).expect("a trainer");
        trainer.compute(inputs, targets).expect("a gradient");
        let gradient = trainer.gradient().as_slice();
        let weights = N::Parameters::leaves().filter(|(_, leaf, _)| leaf.role == Role::Weight);
        for (layer, (_, _, range)) in weights.enumerate() {
            let square: f64 = gradient[range].iter().map(|g| g.to_f64() * g.to_f64()).sum();
            norms.resize_with(norms.len().max(layer + 1), Vec::new);
            norms[layer].push(square.sqrt().ln());
        }
    }
    norms
}
