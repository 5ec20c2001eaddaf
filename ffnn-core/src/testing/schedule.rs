use crate::kinds::schedule::{Memory, Position, Run, Schedule};

/// Checks a learning-rate schedule whose factor is `first` at the start and, where there is one value that it ends at,
/// `last` when training has gone on forever.
///
/// # Panics
///
/// Unless, in positions from the start to the end of what can be counted, within a call of `fit` and, if it has a factor
/// there, outside one,
///
/// - its settings pass its own [`check`](Schedule::check),
/// - the factor is finite and at least 0, the same when asked again, and the same from a clone,
/// - it starts with `first` and ends with `last`, to 1e-12,
/// - one that [watches](Schedule::watches) keeps its factor finite whatever loss it hears.
pub fn check_schedule<S: Schedule + Clone>(schedule: &S, first: f64, last: Option<f64>) {
    /// What the pow of one library may differ from another's by, and more.
    const CLOSE: f64 = 1e-12;
    schedule.check().expect("the settings can be used");
    let clone = schedule.clone_boxed();
    let factor = |now: &Position| {
        let factor = schedule.factor(now);
        assert!(factor.is_finite() && factor >= 0.0, "{now:?}: expected a finite factor, at least 0, found {factor}");
        assert_eq!(factor.to_bits(), schedule.factor(now).to_bits(), "{now:?}: the factor changed when asked again");
        assert_eq!(factor.to_bits(), clone.factor(now).to_bits(), "{now:?}: a clone gives another factor");
        factor
    };
    let run = Some(Run { start: 0, end: 1000, steps_per_epoch: 10 });
    let start = Position { run, ..Position::new(0, 0) };
    let found = factor(&start);
    assert!((found - first).abs() <= CLOSE, "the first factor: expected {first}, found {found}");
    let mut end = Position { run, ..Position::new(u64::MAX, u64::MAX) };
    for step in (0..200).chain((8..64).map(|power| 1u64 << power)).chain([u64::MAX]) {
        for position in [Position::new(step, step), Position::new(step, 0), Position::new(step, step / 10)] {
            factor(&Position { run, ..position });
            factor(&Position { run: Some(Run { start: step, end: step, steps_per_epoch: 1 }), ..position });
            if schedule.factor(&Position::new(0, 0)).is_finite() {
                factor(&position);
            }
        }
    }
    if schedule.watches() {
        let mut memory = Memory::START;
        let losses = [1.0, f64::NAN, f64::INFINITY, 0.5, 0.0, f64::NEG_INFINITY];
        for &loss in losses.iter().chain([&2.0; 1000]) {
            schedule.watch(&mut memory, loss);
            factor(&Position { memory, ..start });
        }
        end.memory = memory;
    }
    let found = factor(&end);
    if let Some(last) = last {
        assert!((found - last).abs() <= CLOSE, "the last factor: expected {last}, found {found}");
    }
}
