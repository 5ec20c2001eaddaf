//! The built-in layers, activations, heads, initializers, losses, optimizers and schedules, one file per member.

/// A list of members: `elu::Elu { elu: Elu { alpha: 1.0 }, kinks [0.0]; }` declares the module, exports its items, and
/// passes what is in braces to the checks of `testing`, or to a macro of the list. After a semicolon come checks of what has
/// no file here.
macro_rules! members {
    (@checks $check:ident $($line:tt)*) => {
        #[cfg(all(test, feature = "std"))]
        crate::testing::$check! { $($line)* }
    };
    (@list $list:ident $($line:tt)*) => {
        $list! { $($line)* }
    };
    (@export $(#[$attribute:meta])* $module:ident :: $exported:tt) => {
        $(#[$attribute])*
        pub use $module::$exported;
    };
    (@export $(#[$attribute:meta])* $module:ident) => {};
    (
        $to:ident $list:ident;
        $($(#[$attribute:meta])* $visibility:vis $module:ident $(:: $exported:tt)? { $($line:tt)* })+
        $(; $($more:tt)*)?
    ) => {
        $(
            $(#[$attribute])*
            $visibility mod $module;
            members! { @export $(#[$attribute])* $module $(:: $exported)? }
        )+
        members! { @$to $list $($($line)*)+ $($($more)*)? }
    };
}

pub mod activations;
#[cfg(feature = "alloc")]
pub mod dialect;
pub mod heads;
pub mod initializers;
pub mod layers;
pub mod losses;
pub mod optimizers;
#[cfg(feature = "alloc")]
pub mod schedules;
