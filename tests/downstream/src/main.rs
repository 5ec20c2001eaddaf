//! Trains the networks of this crate and checks its members.

#![forbid(unsafe_code)]
#![deny(warnings)]

use downstream::members::{Scale, Softsign};
use downstream::{Differ, train_differ, train_line};
use neural::Error;
use neural::testing::{check_activation, check_layer};

fn main() -> Result<(), Error> {
    check_layer::<_, 4, 4>(&Scale { start: 0.5 });
    check_activation(&Softsign { width: 0.5 }, Some(-1.0..=1.0), &[0.0]);
    let (slope, accuracy) = (train_line()?, train_differ()?);
    println!("{}slope {slope:.2}, accuracy {accuracy:.2}", neural::summary::<Differ<3>>());
    assert!((slope - 3.0).abs() < 0.1);
    assert!(accuracy > 0.99);
    Ok(())
}
