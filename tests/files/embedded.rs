//! An embedded network: nothing is read, allocated or copied at startup.

#![forbid(unsafe_code)]

use super::counting::most;
use super::interop::{MLP, MLP_WIDE, NORMED};

#[test]
fn a_static_starts_at_a_cache_line() {
    for address in [&raw const *MLP as usize, &raw const *MLP_WIDE as usize, &raw const *NORMED as usize] {
        assert_eq!(address % 64, 0);
    }
}

#[test]
fn a_prediction_allocates_nothing() {
    assert_eq!(most(|| assert!(MLP.predict(&[0.5; 64]).class() < 10)), 0);
}

#[test]
fn a_static_is_a_network_for_constants_and_threads() {
    const WEIGHTS: &super::interop::Mlp = MLP;
    let classes = std::thread::scope(|scope| {
        let threads = [0.1, 0.9].map(|level| scope.spawn(move || WEIGHTS.predict(&[level; 64]).class()));
        threads.map(|thread| thread.join().expect("predicting does not panic"))
    });
    assert!(classes.iter().all(|&class| class < 10));
}
