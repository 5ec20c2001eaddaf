//! Faults that are none of the library's: `.ci/sanitizers` runs each of them and fails if the tool beside it says nothing, so
//! that its silence about everything else means something. They stay ignored otherwise.
//!
//! Each is committed through a vector register, at the level that `FAULT_LEVEL` names, because what a tool sees of plain
//! loads says nothing about masked ones.

use core::hint::black_box;
use std::println;

use super::{Level, Pass, Scalar, Vec, vec};
use crate::kernels::{Dispatch, Instructions, InstructionsError, Register};

type Of<L> = <f32 as Scalar>::Register<L>;

/// Runs a fault at the level that is asked for; says so where the processor, or what imitates one, lacks it.
fn commit(fault: impl Pass) {
    match std::env::var("FAULT_LEVEL").as_deref().unwrap_or("baseline").parse::<Instructions>() {
        Ok(instructions) => drop(instructions.dispatch(fault)),
        Err(error @ InstructionsError::Unsupported(_)) => println!("skipped: {error}"),
        Err(error) => panic!("{error}"),
    }
}

struct Load;

impl Pass for Load {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let values = vec![1.0; Of::<L>::LANES - 1];
        // SAFETY: none, one value is missing.
        black_box(unsafe { Of::<L>::load(black_box(values.as_ptr())) });
    }
}

struct LoadFirst;

impl Pass for LoadFirst {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let values = Vec::from([1.0; 2]);
        // SAFETY: none, one value is missing.
        black_box(unsafe { Of::<L>::load_first(black_box(values.as_ptr()), 3) });
    }
}

struct StoreFirst;

impl Pass for StoreFirst {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let mut values = Vec::from([1.0; 2]);
        // SAFETY: none, one place is missing.
        unsafe { Of::<L>::splat(2.0).store_first(black_box(values.as_mut_ptr()), 3) };
        black_box(values);
    }
}

struct Unwritten;

impl Pass for Unwritten {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let mut values = Vec::with_capacity(Of::<L>::LANES);
        values.push(1.0);
        let mut sums = vec![0.0f32; Of::<L>::LANES];
        // SAFETY: none, only the first value was written.
        unsafe {
            let loaded = Of::<L>::load(black_box(values.as_ptr()));
            loaded.add(loaded).store(sums.as_mut_ptr());
        }
        println!("{}", if black_box(sums[1]) > 1.0 { "more" } else { "less" });
    }
}

#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn address_load() {
    commit(Load);
}

#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn address_load_first() {
    commit(LoadFirst);
}

#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn address_store_first() {
    commit(StoreFirst);
}

#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn address_leak() {
    core::mem::forget(black_box(vec![1.0f32; 1000]));
}

#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn unwritten() {
    commit(Unwritten);
}

/// What an unsafe function of the standard library asks is looked at wherever debug assertions are on.
#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn precondition() {
    let values = [1.0f32; 4];
    // SAFETY: none, the index is too large.
    black_box(unsafe { values.get_unchecked(black_box(4)) });
}
