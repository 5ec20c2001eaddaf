//! Moths learn to find lamps without gradients: a population evolves, and each brain is one slice of numbers.
//!
//! The best eighth of a generation survives; the others are their children: each number comes from one parent or the
//! other, with a little mutation.
//!
//! ```text
//! cargo run --release --example evolution
//! ```

use std::error::Error;
use std::f32::consts::{PI, TAU};
use std::process::ExitCode;

use ffnn::prelude::*;
use ffnn::{Random, Stream};

network! {
    /// Maps the brightness to the left, ahead and to the right, and one memory value, to turn, speed and the next
    /// memory value.
    pub struct Brain: 4 -> 3 {
        Dense<8>,
        Tanh,
        Dense<3>,
        Tanh,
        Linear,
    }
}

const MOTHS: usize = 64;
const PARENTS: usize = 8;
const GENERATIONS: usize = 40;
const FLIGHTS: u64 = 6;
const STEPS: usize = 240;
const MUTATION: f64 = 0.15;
/// Number of lamps that the best moth must find in nights it has not seen.
const LEAST: f32 = 12.0;
/// Distance at which a lamp is found; the garden is the unit square.
const NEAR: f32 = 0.03;

struct Flight {
    path: Vec<[f32; 2]>,
    lamps: Vec<[f32; 2]>,
}

/// Flies for one night, in which each lamp found is replaced by another. Returns the flight and the number of lamps
/// found.
fn fly(brain: &Brain, night: u64) -> (Flight, f32) {
    let random = &mut Stream::root(night).named("night").random();
    let place = |random: &mut Random| -> [f32; 2] { std::array::from_fn(|_| 0.1 + 0.8 * random.uniform() as f32) };
    let (mut moth, mut lamp, mut heading, mut memory) = ([0.5, 0.5], place(random), TAU * random.uniform() as f32, 0.0);
    let mut flight = Flight { path: vec![moth], lamps: vec![lamp] };
    for _ in 0..STEPS {
        let [x, y] = [lamp[0] - moth[0], lamp[1] - moth[1]];
        let (distance, angle) = (x.hypot(y), y.atan2(x) - heading);
        // Each eye looks in its own direction, and light is brighter nearby.
        let eye = |way: f32| (angle - way).cos().max(0.0) / (0.3 + distance);
        let [turn, speed, said] = brain.predict(&[eye(PI / 4.0), eye(0.0), eye(-PI / 4.0), memory]);
        memory = said;
        heading += 0.5 * turn;
        let reach = 0.02 * (1.0 + speed);
        moth = [(moth[0] + reach * heading.cos()).clamp(0.0, 1.0), (moth[1] + reach * heading.sin()).clamp(0.0, 1.0)];
        flight.path.push(moth);
        if (lamp[0] - moth[0]).hypot(lamp[1] - moth[1]) < NEAR {
            lamp = place(random);
            flight.lamps.push(lamp);
        }
    }
    let [x, y] = [lamp[0] - moth[0], lamp[1] - moth[1]];
    // Coming close to a lamp counts a little.
    let found = (flight.lamps.len() - 1) as f32 + 0.5 * (1.0 - x.hypot(y)).max(0.0);
    (flight, found)
}

/// Returns the mean over several nights.
fn fitness(brain: &Brain, first: u64) -> f32 {
    (first..first + FLIGHTS).map(|night| fly(brain, night).1).sum::<f32>() / FLIGHTS as f32
}

/// Overwrites `child` with a mixture of two brains.
fn cross(child: &mut Brain, [one, other]: [&Brain; 2], random: &mut Random) {
    let genes = one.as_slice().iter().zip(other.as_slice());
    for (value, (&one, &other)) in child.as_mut_slice().iter_mut().zip(genes) {
        let inherited = if random.uniform() < 0.5 { one } else { other };
        *value = inherited + (MUTATION * random.normal()) as f32;
    }
}

/// Draws the garden from above: `·` the path, `*` lamps found, `@` the moth.
fn draw(flight: &Flight) -> String {
    const WIDTH: usize = 56;
    const HEIGHT: usize = 20;
    let mut garden = vec![vec![' '; WIDTH]; HEIGHT];
    let mut set = |[x, y]: [f32; 2], mark| {
        garden[(y * (HEIGHT - 1) as f32).round() as usize][(x * (WIDTH - 1) as f32).round() as usize] = mark;
    };
    flight.path.iter().for_each(|&place| set(place, '·'));
    flight.lamps.iter().for_each(|&place| set(place, '*'));
    set(flight.path[flight.path.len() - 1], '@');
    let line = |line: &Vec<char>| format!("  │{}│\n", line.iter().collect::<String>());
    let edge = "─".repeat(WIDTH);
    format!("  ┌{edge}┐\n{}  └{edge}┘", garden.iter().map(line).collect::<String>())
}

fn run() -> Result<(), Box<dyn Error>> {
    println!("{MOTHS} moths with brains of {} numbers each\n", <BrainParameters>::COUNT);
    let random = &mut Stream::root(1).named("evolution").random();
    let mut moths: Vec<Box<Brain>> = (0..MOTHS as u64).map(Brain::boxed).collect();
    for generation in 0..=GENERATIONS {
        // A whole generation flies in the same nights and the next one in others, so that skill counts and not luck.
        let nights = 1000 * generation as u64;
        let mut ranked: Vec<(f32, Box<Brain>)> =
            moths.drain(..).map(|brain| (fitness(&brain, nights), brain)).collect();
        ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        if generation % 10 == 0 {
            let found = ranked[0].0;
            println!("generation {generation:>2}: the best finds {found:>4.1} lamps {}", "✦".repeat(found as usize));
        }
        moths = ranked.into_iter().map(|(_, brain)| brain).collect();
        if generation < GENERATIONS {
            let (parents, children) = moths.split_at_mut(PARENTS);
            for child in children {
                let pair = [0, 1].map(|_| &*parents[random.below(PARENTS)]);
                cross(child, pair, random);
            }
        }
    }

    let (flight, found) = fly(&moths[0], 7);
    println!("\na night that no moth has seen:\n{}\n", draw(&flight));
    println!("lamps found: {}", found.floor());
    let mean = fitness(&moths[0], 1_000_000);
    println!("mean over {FLIGHTS} such nights: {mean:.1}");
    if mean < LEAST {
        return Err(format!("the moths did not learn: expected {LEAST} lamps, found {mean:.1}").into());
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
