//! Macros behind the lists of members: each line is a member and becomes a test.

use std::fs;
use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;

use super::check_frozen;
use crate::Layer;
use crate::predict::frozen::{Form, KEPT, LINED, PACKED, Pack, Unscaled};

/// `name: layer, IN => OUT;` runs [`check_layer`](crate::testing::check_layer), and
/// [`check_frozen`](crate::testing::check_frozen) for each form that the layer has in a frozen network.
macro_rules! check_layers {
    ($($name:ident: $layer:expr, $inputs:literal => $outputs:literal;)+) => {
        $crate::testing::lists::checks! { "layers"; $($name {{
            #[allow(unused_imports, reason = "one of the two answers")]
            use $crate::testing::lists::{Forms as _, PackedForms as _};
            $crate::testing::check_layer::<_, $inputs, $outputs>(&$layer);
            (&&$crate::testing::lists::Frozen::<_, $inputs, $outputs>(&$layer)).check_forms();
        }})+ }
    };
}

/// `name: activation, range low..=high, kinks [x, …];` runs [`check_activation`](crate::testing::check_activation);
/// range and kinks are optional.
macro_rules! check_activations {
    ($($name:ident: $activation:expr $(, range $range:expr)? $(, kinks [$($kink:expr),+])?;)+) => {
        $crate::testing::lists::checks! { "activations"; $($name {
            $crate::testing::check_activation(&$activation, None $(.or(Some($range)))?, &[$($($kink),+)?])
        })+ }
    };
}

/// `name: loss for head, target t, best [logit, …];` runs [`check_loss`](crate::testing::check_loss).
macro_rules! check_losses {
    ($($name:ident: $loss:expr, for $head:ident, target $target:expr $(, best $best:expr)?;)+) => {
        $crate::testing::lists::checks! { "losses"; $($name {
            $crate::testing::check_loss::<$crate::members::heads::$head, _, _>(&$loss, &$target, &$target, None::<[f64; 4]>$(.or(Some($best)))?)
        })+ }
    };
}

/// `name: DISTRIBUTION, variance |inputs, outputs| …;` runs [`check_initializer`](crate::testing::check_initializer),
/// and `name: value;` checks that all weights have that value. The function of this name is checked or, if there is
/// one, the closure after `of`.
macro_rules! check_initializers {
    ($($name:ident: $expected:tt $(, variance $variance:expr)? $(, of $initializer:expr)?;)+) => {
        $crate::testing::lists::checks! { "initializers"; $($name {
            $crate::testing::lists::check_initializer!([$(($initializer))? (super::$name)] $expected $(, $variance)?)
        })+ }
    };
}

/// Runs one line; the first item in brackets is checked.
macro_rules! check_initializer {
    ([($initializer:expr) $($named:tt)?] $distribution:ident, $variance:expr) => {
        $crate::testing::check_initializer(
            $initializer,
            $crate::testing::ExpectedDistribution::$distribution,
            $variance,
        )
    };
    ([($initializer:expr) $($named:tt)?] $value:literal) => {
        $crate::testing::check_constant($initializer, $value)
    };
}

/// `name: head;` runs [`check_head`](crate::testing::check_head); `values` reads the numbers of a prediction.
macro_rules! check_heads {
    ($($name:ident: $head:expr, values |$prediction:ident| $values:expr;)+) => {
        $crate::testing::lists::checks! { "heads"; $($name {
            $crate::testing::check_head(&$head, |$prediction| $values, |$prediction| $values)
        })+ }
    };
}

/// `name: optimizer;` runs [`check_optimizer`](crate::testing::check_optimizer).
macro_rules! check_optimizers {
    ($($name:ident: $optimizer:expr;)+) => {
        $crate::testing::lists::checks! { "optimizers"; $($name {
            $crate::testing::check_optimizer(&$optimizer)
        })+ }
    };
}

/// `name: schedule, from first to last;` runs [`check_schedule`](crate::testing::check_schedule); the last factor is
/// optional.
macro_rules! check_schedules {
    ($($name:ident: $schedule:expr, from $first:literal $(to $last:literal)?;)+) => {
        $crate::testing::lists::checks! { "schedules"; $($name {
            $crate::testing::check_schedule(&$schedule, $first, None $(.or(Some($last)))?)
        })+ }
    };
}

/// A layer whose forms in a frozen network are checked. Method resolution selects the second trait below if it applies,
/// because it needs one reference less.
pub(crate) struct Frozen<'a, Y, const IN: usize, const OUT: usize>(pub(crate) &'a Y);

macro_rules! check_form {
    ($form:ident, $layer:expr) => {
        check_frozen::<Y, $form, IN, OUT>(
            $layer,
            |layer, parameters, state, stored| {
                let _ = Form::<$form, IN, OUT>::freeze::<f64>(layer, (parameters, state), Unscaled, stored);
            },
            |layer, parameters, state, stored| {
                let _ = Form::<$form, IN, OUT>::freeze::<f32>(layer, (parameters, state), Unscaled, stored);
            },
        )
    };
}

/// The forms of a layer that is kept unchanged.
pub(crate) trait Forms {
    fn check_forms(&self);
}

impl<Y: Layer<IN, OUT>, const IN: usize, const OUT: usize> Forms for Frozen<'_, Y, IN, OUT> {
    fn check_forms(&self) {
        check_form!(KEPT, self.0);
    }
}

/// The forms of a layer with a packed form.
pub(crate) trait PackedForms {
    fn check_forms(&self);
}

impl<Y: Pack<IN, OUT>, const IN: usize, const OUT: usize> PackedForms for &Frozen<'_, Y, IN, OUT> {
    fn check_forms(&self) {
        check_form!(PACKED, self.0);
        check_form!(LINED, self.0);
    }
}

/// One test per line, and one that checks that every file has a line.
macro_rules! checks {
    ($folder:literal; $($name:ident { $check:expr })+) => {
        #[cfg(test)]
        mod checks {
            #[allow(unused_imports, reason = "the list of initializers names them by path")]
            use super::*;
            #[allow(unused_imports, reason = "not every list names default options")]
            use crate::Options as _;

            $(
                #[test]
                fn $name() {
                    $check;
                }
            )+

            #[test]
            fn every_file_has_a_line() {
                $crate::testing::lists::assert_listed($folder, &[$(stringify!($name)),+]);
            }
        }
    };
}

pub(crate) use {
    check_activations, check_heads, check_initializer, check_initializers, check_layers, check_losses,
    check_optimizers, check_schedules, checks,
};

/// Fails unless every file of the folder has a line that starts with its name.
pub(crate) fn assert_listed(folder: &str, lines: &[&str]) {
    let missing = stems(folder).into_iter().filter(|stem| !lines.iter().any(|line| line.starts_with(stem.as_str())));
    let missing: Vec<String> = missing.collect();
    assert!(missing.is_empty(), "no line in the list of src/members/{folder}.rs starts with {missing:?}");
}

/// The file names in a folder of `src/members`, without extensions.
fn stems(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/members").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let stem = |path: &Path| path.file_stem().expect("an entry has a name").to_string_lossy().to_string();
    entries.map(|entry| stem(&entry.expect("an entry can be read").path())).collect()
}
