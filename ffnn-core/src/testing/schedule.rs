use crate::kinds::schedule::{Memory, Position, Run, Schedule};

/// Checks a learning rate schedule whose factor is `first` at the start and, if it converges, `last` in the limit.
///
/// # Panics
///
/// Panics unless, at positions from the start to the largest possible one, within a call of `fit` and, if the schedule
/// has a factor there, outside one,
///
/// - its settings pass its own [`check`](Schedule::check),
/// - the factor is finite and at least 0, and the same on a second call and from a clone,
/// - it starts at `first` and ends at `last`, to within 1e-12,
/// - if the schedule [watches](Schedule::watches) the loss, its factor stays finite whatever the loss.
pub fn check_schedule<S: Schedule + Clone>(schedule: &S, first: f64, last: Option<f64>) {
    /// A bound on the difference between the `pow` functions of two math libraries.
    const CLOSE: f64 = 1e-12;
    schedule.check().expect("the settings are valid");
    let clone = schedule.clone_boxed();
    let factor = |now: &Position| {
        let factor = schedule.factor(now);
        assert!(factor.is_finite() && factor >= 0.0, "{now:?}: expected a finite factor, at least 0, found {factor}");
        assert_eq!(factor.to_bits(), schedule.factor(now).to_bits(), "{now:?}: the factor changed on the second call");
        assert_eq!(factor.to_bits(), clone.factor(now).to_bits(), "{now:?}: a clone returns another factor");
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
