//! Moths that learn to find lamps without a gradient: a population evolves, and a brain is one slice of numbers.
//!
//! The best eighth of a generation lives on; the others are their children: each number from one parent or the other, and
//! a little mutation.
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
    /// How bright it is to the left, ahead, to the right, and one number that it said before: how far to turn, how fast to
    /// fly, and the number that it is told again.
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
/// How many lamps the best moth must find in a night that it has not seen.
const LEAST: f32 = 12.0;
/// The garden is a square from 0 to 1.
const NEAR: f32 = 0.03;

struct Flight {
    path: Vec<[f32; 2]>,
    lamps: Vec<[f32; 2]>,
}

/// One night: a lamp that is found goes out and another goes on. The flight, and how many lamps were found.
fn fly(brain: &Brain, night: u64) -> (Flight, f32) {
    let random = &mut Stream::root(night).named("night").random();
    let place = |random: &mut Random| -> [f32; 2] { std::array::from_fn(|_| 0.1 + 0.8 * random.uniform() as f32) };
    let (mut moth, mut lamp, mut heading, mut memory) = ([0.5, 0.5], place(random), TAU * random.uniform() as f32, 0.0);
    let mut flight = Flight { path: vec![moth], lamps: vec![lamp] };
    for _ in 0..STEPS {
        let [x, y] = [lamp[0] - moth[0], lamp[1] - moth[1]];
        let (distance, angle) = (x.hypot(y), y.atan2(x) - heading);
        // Each eye looks its own way and sees more of what is near.
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
    // Whoever comes near is better than who does not.
    let found = (flight.lamps.len() - 1) as f32 + 0.5 * (1.0 - x.hypot(y)).max(0.0);
    (flight, found)
}

/// The mean over some nights.
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

/// The garden from above: `·` the way, `*` lamps that were found, `@` the moth.
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
        // All of a generation fly in the same nights, the next in others: what helps is a skill, not luck.
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
