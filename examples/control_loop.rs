//! Balances a pole on a cart a thousand times a second: a small network in a real-time loop.
//!
//! The network imitates a teacher, a linear controller for the upright pole with limited force, and then balances alone
//! in real time: each millisecond it reads the state of the cart and returns the force. The loop measures how long each
//! prediction takes.
//!
//! ```text
//! cargo run --release --example control_loop
//! ```

#[path = "support/failure.rs"]
mod failure;

use std::thread;
use std::time::{Duration, Instant};

use failure::Failure;
use ffnn::prelude::*;
use ffnn::{Random, Stream};

network! {
    /// Maps position and velocity of the cart, angle and angular velocity of the pole, each divided by [`SCALE`], to
    /// the force divided by [`STRONGEST`].
    struct Policy: 4 -> 1 {
        Dense<32>,
        Tanh,
        Dense<32>,
        Tanh,
        Dense<1>,
        Linear,
    }
}

/// Typical magnitudes of the state: m, m/s, rad, rad/s.
const SCALE: [f32; 4] = [1.0, 2.0, 0.3, 2.0];

/// Maximum force of the cart's motor, in N.
const STRONGEST: f32 = 20.0;

/// Time between two predictions.
const PERIOD: Duration = Duration::from_millis(1);

/// Number of predictions: four seconds.
const ANSWERS: usize = 4000;

/// Step at which the pole is pushed, and its angular velocity then, in rad/s.
const PUSH: (usize, f32) = (1000, 0.8);

/// A cart on rails with a hinged pole (Barto, Sutton and Anderson 1983).
#[derive(Clone, Copy, Debug)]
struct CartPole {
    place: f32,
    speed: f32,
    angle: f32,
    turning: f32,
}

impl CartPole {
    fn random(random: &mut Random) -> Self {
        let [place, speed, angle, turning] = SCALE.map(|most| (random.uniform() as f32 * 2.0 - 1.0) * most);
        Self { place, speed, angle, turning }
    }

    fn inputs(&self) -> [f32; 4] {
        let Self { place, speed, angle, turning } = *self;
        [place / SCALE[0], speed / SCALE[1], angle / SCALE[2], turning / SCALE[3]]
    }

    /// Returns the teacher's force: the linear-quadratic regulator for `∫ 10 place² + speed² + 10 angle² + turning² +
    /// force² / 10` around the upright pole.
    fn teacher(&self) -> f32 {
        let force = 9.93 * self.place + 11.05 * self.speed + 66.14 * self.angle + 17.14 * self.turning;
        force.clamp(-STRONGEST, STRONGEST)
    }

    /// Advances by one period.
    fn step(&mut self, force: f32) {
        const CART: f32 = 1.0;
        const POLE: f32 = 0.1;
        const HALF: f32 = 0.5;
        const GRAVITY: f32 = 9.81;
        let (sine, cosine) = self.angle.sin_cos();
        let total = CART + POLE;
        let push = (force + POLE * HALF * self.turning * self.turning * sine) / total;
        let turn = (GRAVITY * sine - cosine * push) / (HALF * (4.0 / 3.0 - POLE * cosine * cosine / total));
        let drive = push - POLE * HALF * turn * cosine / total;
        let period = PERIOD.as_secs_f32();
        self.speed += period * drive;
        self.turning += period * turn;
        self.place += period * self.speed;
        self.angle += period * self.turning;
    }
}

/// Trains a policy that imitates the teacher; also returns how long that took.
fn learned() -> Result<(Box<Policy>, Duration), Failure> {
    let start = Instant::now();
    let mut random = Stream::root(1).named("carts").random();
    let (inputs, targets) = (0..8192)
        .map(|_| CartPole::random(&mut random))
        .map(|cart| {
            let target = [cart.teacher() / STRONGEST];
            (cart.inputs(), target)
        })
        .unzip();
    let data = Dataset::new(inputs, targets)?;
    let mut trainer = Trainer::<Policy>::builder().optimizer(Adam::new(3e-3)).batch(64).seed(1).quiet().build()?;
    trainer.fit(&data, 12)?;
    Ok((trainer.into_network(), start.elapsed()))
}

fn main() -> Result<(), Failure> {
    let (policy, took) = learned()?;
    println!("learned from the teacher in {:.2} s", took.as_secs_f64());

    let mut cart = CartPole { place: 0.3, speed: 0.0, angle: 0.15, turning: 0.0 };
    let mut taken = [Duration::ZERO; ANSWERS];
    let (mut late, mut next) = (0, Instant::now());
    for (answer, taken) in taken.iter_mut().enumerate() {
        if answer == PUSH.0 {
            cart.turning += PUSH.1;
            println!("pushed");
        }
        let asked = Instant::now();
        let [force] = policy.predict(&cart.inputs());
        *taken = asked.elapsed();
        cart.step((force * STRONGEST).clamp(-STRONGEST, STRONGEST));
        if answer % 250 == 0 {
            println!("{:>5} ms: cart at {:+.3} m, pole at {:+.2}°", answer, cart.place, cart.angle.to_degrees());
        }
        if cart.angle.abs() > 0.8 {
            return Err(format!("the pole fell after {answer} ms").into());
        }
        next += PERIOD;
        match next.checked_duration_since(Instant::now()) {
            Some(rest) => thread::sleep(rest),
            None => late += 1,
        }
    }

    taken.sort_unstable();
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!("\ntime per prediction: {:.0} µs available, of which the network uses", micros(PERIOD));
    println!("  median {:.3} µs, 99 % at most {:.3} µs", micros(taken[ANSWERS / 2]), micros(taken[ANSWERS * 99 / 100]));
    println!("  worst  {:.3} µs", micros(taken[ANSWERS - 1]));
    println!("periods that ended late because the system was busy: {late} of {ANSWERS}");
    let lean = cart.angle.to_degrees().abs();
    println!("the pole leans by {lean:.2}°");
    if lean > 1.0 || cart.place.abs() > 0.2 {
        return Err("the network does not balance: expected a pole within 1° and a cart within 0.2 m".into());
    }
    Ok(())
}
