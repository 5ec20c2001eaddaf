//! Learns to balance a pole on a cart by reinforcement learning: policy gradient and Q-learning.
//!
//! The cart is pushed to the left or to the right 50 times a second. Every step with the pole still upright has a
//! reward of 1, and an episode ends after 500 steps.
//!
//! ```text
//! cargo run --release --example cart_pole
//! ```

use std::error::Error;
use std::process::ExitCode;

use ffnn::losses::{Huber, ScaledBySample};
use ffnn::prelude::*;
use ffnn::{Random, Stream};

network! {
    /// Maps the state of the cart to the probabilities of pushing left and right.
    pub struct Policy: 4 -> 2 {
        Dense<32>,
        Tanh,
        Dense<2>,
        Softmax,
    }
}

network! {
    /// Maps the state of the cart to the discounted reward of pushing left and right.
    pub struct Worth: 4 -> 2 {
        Dense<48>,
        Relu,
        Dense<48>,
        Relu,
        Dense<2>,
        Linear,
    }
}

const LONGEST: usize = 500;
/// Minimum mean return over 20 episodes for both methods, out of 500.
const LEAST: f32 = 400.0;
const DISCOUNT: f32 = 0.99;

/// Position and velocity of the cart, angle and angular velocity of the pole (Barto, Sutton and Anderson 1983).
#[derive(Clone, Copy)]
struct Cart([f32; 4]);

impl Cart {
    fn new(random: &mut Random) -> Self {
        Self(std::array::from_fn(|_| 0.1 * random.uniform() as f32 - 0.05))
    }

    /// Returns the input of the networks: each number scaled to about 1.
    fn seen(&self) -> [f32; 4] {
        let Self([place, speed, angle, turning]) = *self;
        [place / 2.4, speed / 2.0, angle / 0.2, turning / 2.0]
    }

    /// Advances by a fiftieth of a second; returns whether the pole is upright and the cart on its rails.
    fn push(&mut self, right: bool) -> bool {
        let Self([place, speed, angle, turning]) = self;
        let (sine, cosine) = angle.sin_cos();
        let force = if right { 10.0 } else { -10.0 };
        let push = (force + 0.05 * *turning * *turning * sine) / 1.1;
        let turn = (9.8 * sine - cosine * push) / (0.5 * (4.0 / 3.0 - 0.1 * cosine * cosine / 1.1));
        *place += 0.02 * *speed;
        *speed += 0.02 * (push - 0.05 * turn * cosine / 1.1);
        *angle += 0.02 * *turning;
        *turning += 0.02 * turn;
        place.abs() < 2.4 && angle.abs() < 12f32.to_radians()
    }
}

/// Returns the mean length of 20 episodes with this policy.
fn returned(act: impl Fn(&[f32; 4]) -> usize) -> f32 {
    let random = &mut Stream::root(99).named("test").random();
    let episode = |_| {
        let mut cart = Cart::new(random);
        (1..=LONGEST).find(|_| !cart.push(act(&cart.seen()) == 1)).unwrap_or(LONGEST) as f32
    };
    (0..20).map(episode).sum::<f32>() / 20.0
}

fn report(episodes: usize, length: f32) {
    println!("   after {episodes:>4} episodes {} {length:>3.0}", "▬".repeat(length as usize / 10) + "🛒");
}

/// Plays ten episodes at a time, then makes their actions more likely if they led further than usual, else less likely
/// (Williams 1992).
fn policy_gradient() -> Result<f32, Box<dyn Error>> {
    let mut trainer = Trainer::<Policy>::builder()
        .loss(ScaledBySample(SoftmaxCrossEntropy))
        .optimizer((ClipByGlobalNorm(1.0), Adam::new(0.01)))
        .batch(10 * LONGEST)
        .seed(1)
        .build()?;
    let random = &mut Stream::root(1).named("play").random();
    for round in 1..=100 {
        let (mut seen, mut done) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            let (mut cart, first) = (Cart::new(random), seen.len());
            for _ in 0..LONGEST {
                let state = cart.seen();
                let right = trainer.network().predict(&state)[1] > random.uniform() as f32;
                seen.push(state);
                done.push((usize::from(right), 1.0));
                if !cart.push(right) {
                    break;
                }
            }
            // An action is credited with the rewards that follow, discounted by their delay.
            let mut sum = 0.0;
            for (_, rest) in done[first..].iter_mut().rev() {
                sum = *rest + DISCOUNT * sum;
                *rest = sum;
            }
        }
        let count = done.len() as f32;
        let mean = done.iter().map(|(_, rest)| rest).sum::<f32>() / count;
        let deviation = (done.iter().map(|(_, rest)| (rest - mean).powi(2)).sum::<f32>() / count).sqrt();
        done.iter_mut().for_each(|(_, rest)| *rest = (*rest - mean) / (deviation + 1e-6));
        trainer.step(&seen, &done)?;
        let learned = count / 10.0 > 490.0;
        if round == 1 || round % 10 == 0 || learned {
            report(10 * round, count / 10.0);
        }
        if learned {
            break;
        }
    }
    Ok(returned(|state| trainer.network().predict(state).class()))
}

/// An observation, the action, and the next observation; `None` if the pole fell.
type Memory = ([f32; 4], usize, Option<[f32; 4]>);

/// Returns the better of two actions.
fn best(worth: [f32; 2]) -> usize {
    usize::from(worth[1] > worth[0])
}

/// Learns the value of each action: 1, plus the discounted value of the best next action (Watkins 1989; double, van
/// Hasselt 2016).
fn q_learning() -> Result<f32, Box<dyn Error>> {
    let mut trainer =
        Trainer::<Worth>::builder().loss(Huber { delta: 1.0 }).optimizer(Adam::new(1e-3)).batch(64).seed(1).build()?;
    let mut slow = trainer.network().clone_boxed();
    let mut learned = (0.0, trainer.network().clone_boxed());
    let random = &mut Stream::root(2).named("play").random();
    let mut memories: Vec<Memory> = Vec::new();
    let (mut cart, mut length, mut episodes) = (Cart::new(random), 0, 0);
    for step in 0..60_000usize {
        // Explores a lot at first, and a little until the end.
        let curious = (1.0 - step as f64 / 5000.0).max(0.05);
        let state = cart.seen();
        let action = if random.uniform() < curious { random.below(2) } else { best(trainer.network().predict(&state)) };
        let stands = cart.push(action == 1);
        let memory = (state, action, stands.then(|| cart.seen()));
        if memories.len() < 10_000 {
            memories.push(memory)
        } else {
            memories[step % 10_000] = memory
        }
        length += 1;
        if !stands || length == LONGEST {
            (cart, length, episodes) = (Cart::new(random), 0, episodes + 1);
        }
        if memories.len() < 500 {
            continue;
        }

        let drawn: [Memory; 64] = std::array::from_fn(|_| memories[random.below(memories.len())]);
        let targets = drawn.map(|(state, action, then)| {
            // Nothing is known about the other action, so its target is the current prediction, with zero error.
            let mut target = trainer.network().predict(&state);
            let later = then.map_or(0.0, |then| slow.predict(&then)[best(trainer.network().predict(&then))]);
            target[action] = 1.0 + DISCOUNT * later;
            target
        });
        trainer.step(&drawn.map(|(state, ..)| state), &targets)?;
        if step % 250 == 0 {
            slow.as_mut_slice().copy_from_slice(trainer.network().as_slice());
        }
        if step % 1000 == 999 {
            let length = returned(|state| best(trainer.network().predict(state)));
            if length > learned.0 {
                report(episodes, length);
                learned = (length, trainer.network().clone_boxed());
            }
            if length > 490.0 {
                break;
            }
        }
    }
    Ok(returned(|state| best(learned.1.predict(state))))
}

fn run() -> Result<(), Box<dyn Error>> {
    println!("a cart with a naive policy: {:.0} steps of {LONGEST}\n", returned(|state| usize::from(state[0] > 0.0)));
    println!("policy gradient: the mean length of an episode");
    let first = policy_gradient()?;
    println!("\nQ-learning: the mean length of 20 episodes");
    let second = q_learning()?;
    println!("\nmean return, policy gradient: {first:.0}, Q-learning: {second:.0} of {LONGEST}");
    if first < LEAST || second < LEAST {
        return Err(format!("the cart did not learn: expected a mean return of at least {LEAST}").into());
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
