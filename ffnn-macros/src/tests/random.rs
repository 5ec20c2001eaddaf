//! Tests that the macro never panics: any input of `network!` expands to Rust code.

use std::fs;
use std::path::Path;

use super::parser::{self, Draw, is_network};

/// Number of streams of each kind.
const STREAMS: u64 = 3000;

#[test]
fn random_tokens_never_panic() {
    let mut draw = Draw::seeded(1);
    for _ in 0..STREAMS {
        is_network(draw.stream(0));
    }
}

/// Closer to real declarations, so these reach every rule.
#[test]
fn damaged_networks_never_panic() {
    let (mut draw, mut sound) = (Draw::seeded(2), 0);
    for _ in 0..STREAMS {
        let mut tokens = draw.network();
        for _ in 0..=draw.below(3) {
            tokens = draw.damaged(tokens);
        }
        sound += u64::from(is_network(tokens));
    }
    // Some networks must be expanded and some rejected.
    assert!(sound > STREAMS / 100 && sound < STREAMS / 2, "{sound} of {STREAMS} are still networks");
}

/// The seeds of the fuzzer include what it found.
#[test]
fn the_seeds_of_the_fuzzer_never_panic() {
    for (folder, parse) in [("network_text", parser::text as fn(&[u8])), ("network_edits", parser::edits)] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(folder);
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        assert!(!files.is_empty(), "{} is empty", folder.display());
        for file in files {
            parse(&fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
        }
    }
}
