//! Trains the networks of this crate and checks its members.

#![forbid(unsafe_code)]
#![deny(warnings)]

use downstream::embedded::{FEW, integers_differ, last_weight};
use downstream::members::{Scale, Softsign};
use downstream::powers::{MADE, Polynomial, Power, kinds};
use downstream::training::{AverageDescent, Direction, InverseRoot, LogCosh, SignDescent, resume_turn, train_turn};
use downstream::{Differ, freeze_differ, members, train_differ, train_line};
use neural::Network as _;
use neural::testing::{ExpectedDistribution, check_activation, check_initializer, check_layer, check_loss};
use neural::testing::{check_optimizer, check_schedule};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    check_layer::<_, 4, 4>(&Scale { start: 0.5 });
    check_activation(&Softsign { width: 0.5 }, Some(-1.0..=1.0), &[0.0]);
    check_initializer(members::small, ExpectedDistribution::UNIFORM, |inputs, _outputs| 1.0 / (3.0 * inputs));
    check_loss::<Direction, _, 3>(&LogCosh, &[0.5, -1.0, 2.0], &[0.5, -1.0, 2.0], Some([0.5, -1.0, 2.0]));
    check_optimizer(&SignDescent { rate: 0.01 });
    check_optimizer(&AverageDescent { rate: 0.1 });
    check_schedule(&InverseRoot, 1.0, None);
    assert_eq!((last_weight(), FEW.predict(&[0.0, 0.0]).len()), (6.0, 1));
    check_activation(&Power::<2> { limit: 5.0 }, None, &[5.0_f64.sqrt(), -5.0_f64.sqrt()]);
    assert_eq!(kinds(), ["Dense", "Power", "crate::powers::Power", "Square", "Dense"]);
    assert!(Polynomial::<f64>::boxed(1).hidden.bias.len() == 4);
    // The weights of the build script are embedded.
    assert_eq!((MADE.hidden.weights[(2, 1)], MADE.predict(&[0.0, 0.0]).len()), (6.0, 1));
    // The custom activation becomes a table of bytes.
    assert!(integers_differ()? < 0.02);
    assert!(resume_turn()?, "a checkpoint goes on bit for bit");
    assert!(freeze_differ() < 1e-5);
    let cosine = train_turn()?;
    assert!(cosine > 0.99, "{cosine}");
    let (slope, accuracy) = (train_line()?, train_differ()?);
    println!("{}slope {slope:.2}, accuracy {accuracy:.2}", neural::summary::<Differ<3>>());
    assert!((slope - 3.0).abs() < 0.1);
    assert!(accuracy > 0.99);
    Ok(())
}
