//! Choosing among instruction sets.

use super::{Level, Pass, Vec, dispatch};
use crate::kernels::{Baseline, InstructionSet, InstructionSetError, dispatch_at, dispatch_each};
use std::string::ToString;

/// Returns the properties of the level that the pass runs at.
#[derive(Clone)]
struct Can;

impl Pass for Can {
    type Output = (bool, usize);

    #[inline(always)]
    fn run<L: Level>(self, _: L) -> (bool, usize) {
        (L::FUSED, L::BYTES)
    }
}

#[test]
fn the_baseline_comes_first_and_the_best_last() {
    let all: Vec<_> = InstructionSet::all().collect();
    assert_eq!(all.first(), Some(&InstructionSet::BASELINE));
    assert_eq!(all.last(), Some(&InstructionSet::best()));
    assert_eq!(InstructionSet::default(), InstructionSet::best());
    assert!(!all.contains(&InstructionSet::DETERMINISTIC));
    assert_eq!(dispatch(Can), dispatch_at(InstructionSet::best(), Can));
    let widths: Vec<_> = all.iter().map(|&instructions| dispatch_at(instructions, Can).1).collect();
    assert!(widths.is_sorted(), "{all:?} have vectors of {widths:?} bytes");
}

#[test]
fn a_pass_runs_at_the_level_that_was_asked_for() {
    assert_eq!(dispatch_at(InstructionSet::BASELINE, Can), (Baseline::FUSED, Baseline::BYTES));
    assert_eq!(dispatch_at(InstructionSet::DETERMINISTIC, Can), (false, 16));
    assert_eq!(dispatch_at(Baseline, Can), (Baseline::FUSED, Baseline::BYTES));
    for (name, can) in [("AVX2", (true, 32)), ("AVX-512", (true, 64))] {
        if let Ok(instructions) = name.parse::<InstructionSet>() {
            assert_eq!(dispatch_at(instructions, Can), can);
        }
    }
}

#[test]
fn every_set_is_visited_once_by_its_name() {
    let mut names = Vec::new();
    dispatch_each(Can, |name, can| {
        assert_eq!(dispatch_at(name.parse::<InstructionSet>().expect("a name"), Can), can);
        names.push(name);
    });
    let all = InstructionSet::all().map(InstructionSet::name);
    let deterministic = dispatch_at(InstructionSet::DETERMINISTIC, Can) != dispatch_at(InstructionSet::BASELINE, Can);
    assert_eq!(names, deterministic.then_some("deterministic").into_iter().chain(all).collect::<Vec<_>>());
}

#[test]
fn names_are_read_as_they_are_written() {
    for instructions in InstructionSet::all().chain([InstructionSet::DETERMINISTIC]) {
        assert_eq!(instructions.to_string().parse(), Ok(instructions));
        assert_eq!(instructions.name().to_lowercase().replace('-', "").parse(), Ok(instructions));
    }
    assert_eq!("mmx".parse::<InstructionSet>(), Err(InstructionSetError::Unknown));
    assert_eq!("".parse::<InstructionSet>(), Err(InstructionSetError::Unknown));
    let names: Vec<_> = InstructionSet::all().map(InstructionSet::name).collect();
    for name in ["AVX2", "AVX-512"] {
        let found = name.parse::<InstructionSet>();
        let unsupported = Err(InstructionSetError::Unsupported(name));
        assert!(names.contains(&name) && found.is_ok() || found == unsupported, "{name}: {found:?}");
    }
    let message = InstructionSetError::Unsupported("AVX-512").to_string();
    assert!(message.contains("`baseline`") && message.ends_with("found `AVX-512`"), "{message}");
    let message = InstructionSetError::Unknown.to_string();
    assert!(message.ends_with("`baseline` `AVX2` `AVX-512` `deterministic`"), "{message}");
}
