//! Deliberate faults: `.ci/sanitizers` runs each of them and fails if its tool does not report it, so that the tool's
//! silence about everything else is meaningful. Otherwise they stay ignored.
//!
//! Each fault goes through a vector register at the level in `FAULT_LEVEL`, because finding plain loads says nothing
//! about masked ones.

use core::hint::black_box;
use std::println;

use super::{Level, Pass, Scalar, Vec, vec};
use crate::kernels::{Dispatch, InstructionSet, InstructionSetError, Register};

type Of<L> = <f32 as Scalar>::Register<L>;

/// Runs a fault at the requested level, or prints that the processor, or its emulator, lacks it.
fn commit(fault: impl Pass) {
    match std::env::var("FAULT_LEVEL").as_deref().unwrap_or("baseline").parse::<InstructionSet>() {
        Ok(instructions) => drop(instructions.dispatch(fault)),
        Err(error @ InstructionSetError::Unsupported(_)) => println!("skipped: {error}"),
        Err(error) => panic!("{error}"),
    }
}

struct Load;

impl Pass for Load {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let values = vec![1.0; Of::<L>::LANES - 1];
        // SAFETY: violated, one value is missing.
        black_box(unsafe { Of::<L>::load(black_box(values.as_ptr())) });
    }
}

struct LoadFirst;

impl Pass for LoadFirst {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let values = Vec::from([1.0; 2]);
        // SAFETY: violated, one value is missing.
        black_box(unsafe { Of::<L>::load_first(black_box(values.as_ptr()), 3) });
    }
}

struct StoreFirst;

impl Pass for StoreFirst {
    type Output = ();

    #[inline(always)]
    fn run<L: Level>(self, _: L) {
        let mut values = Vec::from([1.0; 2]);
        // SAFETY: violated, there is no room for one value.
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
        // SAFETY: violated, only the first value was written.
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

/// Violates a precondition of the standard library, which is checked if debug assertions are on.
#[test]
#[ignore = "a fault, for .ci/sanitizers"]
fn precondition() {
    let values = [1.0f32; 4];
    // SAFETY: violated, the index is too large.
    black_box(unsafe { values.get_unchecked(black_box(4)) });
}
