//! Prints the same numbers as `board`.

#![deny(warnings)]

use std::mem::MaybeUninit;

use ffnn::Quantized;
use work::{DIGITS, INTEGERS, LEARNED, Memory, SITUATION, Wave, counts, drawn, learn, learned, pixels};

fn main() {
    for image in 0..4 {
        println!("value digits.{image} {:?}", DIGITS.logits(&pixels(image)));
        println!("integers {image} {:?}", INTEGERS.logits(&counts(image)));
    }
    println!("value policy {:?}", drawn(&mut MaybeUninit::uninit()).predict(&SITUATION));
    let mut memory = Memory::NEW;
    let found = learned(&mut memory).expect("it learns");
    assert_eq!(found, LEARNED, "{found:#018x} was learned at the deterministic level, {LEARNED:#018x} stored");
    println!("deterministic wave {found:016x}");
    let (loss, wave): (f64, &Wave) = learn(&mut memory, 3000).expect("it learns");
    println!("value wave.loss [{:?}]", loss as f32);
    for x in [-0.8, -0.3, 0.2, 0.7] {
        println!("value wave.{x} {:?}", wave.predict(&[x]));
    }
}
