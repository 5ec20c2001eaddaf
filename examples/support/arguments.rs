//! The one option that the examples share.

use std::error::Error;

/// The number after `--seed`, 1 if there is none, and the other arguments.
pub(crate) fn seed() -> Result<(u64, Vec<String>), Box<dyn Error>> {
    let (mut seed, mut others) = (1, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--seed" {
            let value = arguments.next().ok_or("expected a number after --seed")?;
            seed = value.parse().map_err(|_| format!("expected a whole number after --seed, found `{value}`"))?;
        } else {
            others.push(argument);
        }
    }
    Ok((seed, others))
}
