//! The functions of a level beside those of the standard library, value by value. See `../README.md`.

#[path = "../shared/measure.rs"]
mod measure;

use std::hint::black_box;

use ffnn::Level;
use ffnn::kernels::{self, InstructionSet, Pass, dispatch_at};

/// As many as a layer may have, in the nearest cache.
const VALUES: usize = 1024;
/// How many bursts each loop gets, each after one of every other.
const ROUNDS: usize = 200;

struct Function {
    name: &'static str,
    standard: fn(&[f32; VALUES], &mut [f32; VALUES]),
    ours: fn(InstructionSet, &[f32; VALUES], &mut [f32; VALUES]),
    /// How many times as fast we mean to be, at AVX2 and at AVX-512.
    targets: [f64; 2],
}

/// Declares a [`Function`]: what the standard library has for a value, and what a level has for all.
macro_rules! function {
    ($name:literal, $targets:expr, |$x:ident| $standard:expr, |$level:ident, $from:ident, $to:ident| $ours:expr) => {{
        struct Ours<'a>(&'a [f32; VALUES], &'a mut [f32; VALUES]);

        impl Pass for Ours<'_> {
            type Output = ();

            #[inline(always)]
            fn run<L: Level>(self, $level: L) {
                let Self($from, $to) = self;
                $ours
            }
        }

        Function {
            name: $name,
            standard: |from, to| to.iter_mut().zip(from).for_each(|(to, &$x)| *to = $standard),
            ours: |instructions, from, to| dispatch_at(instructions, Ours(from, to)),
            targets: $targets,
        }
    }};
}

fn main() {
    let functions = [
        function!("tanh", [12.0, 20.0], |x| x.tanh(), |level, from, to| kernels::tanh(level, from, to)),
        function!("exp", [5.0, 8.0], |x| x.exp(), |level, from, to| {
            to.iter_mut().zip(from).for_each(|(y, &x)| *y = level.exp(x))
        }),
        function!("sigmoid", [5.0, 8.0], |x| 1.0 / (1.0 + (-x).exp()), |level, from, to| {
            to.iter_mut().zip(from).for_each(|(y, &x)| *y = level.logistic(x))
        }),
    ];
    let from: [f32; VALUES] = std::array::from_fn(|place| (place as f32 - 512.0) / 100.0);
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("`cargo bench` times them");
        return;
    }
    println!("function  level        ns a value   median   standard library   times   target");
    for function in &functions {
        let sets: Vec<InstructionSet> = InstructionSet::all().collect();
        let mut to = [0.0; VALUES];
        // The standard library first, then each level.
        let mut call = |place: usize| match place.checked_sub(1) {
            None => (function.standard)(black_box(&from), black_box(&mut to)),
            Some(set) => (function.ours)(sets[set], black_box(&from), black_box(&mut to)),
        };
        let mut burst = |place: usize, calls| measure::time(&mut || call(place), calls) / VALUES as f64;
        let calls: Vec<u32> =
            (0..=sets.len()).map(|place| measure::calls(|calls| burst(place, calls) * VALUES as f64)).collect();
        let mut times = vec![Vec::new(); calls.len()];
        for _ in 0..ROUNDS {
            (0..calls.len()).for_each(|place| times[place].push(burst(place, calls[place])));
        }
        let medians: Vec<f64> = times.iter_mut().map(|times| measure::median(times)).collect();
        // They are sorted now.
        let least = |place: usize| times[place][0];
        for (set, place) in sets.iter().zip(1..) {
            let target = match set.name() {
                "AVX2" => format!("{}", function.targets[0]),
                "AVX-512" => format!("{}", function.targets[1]),
                _ => "–".to_owned(),
            };
            let (name, set, ours, median) = (function.name, set.name(), least(place), medians[place]);
            let (standard, lead) = (least(0), least(0) / ours);
            println!("{name:<9} {set:<10} {ours:>12.3} {median:>8.3} {standard:>18.3} {lead:>7.1} {target:>8}");
        }
    }
}
