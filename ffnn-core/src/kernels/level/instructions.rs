//! Which instruction sets this processor has.

use core::fmt::{self, Debug, Display};
use core::str::FromStr;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
use core::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that this processor has, as a value: there is none for a set that it lacks, so that running code
/// for it is safe.
///
/// ```
/// use ffnn_core::kernels::Instructions;
///
/// for instructions in Instructions::all() {
///     println!("{instructions}"); // baseline, AVX2, AVX-512
/// }
/// assert_eq!("baseline".parse(), Ok(Instructions::BASELINE));
/// ```
///
/// Results at different sets differ in the last bits: fused multiply-and-add rounds once, and wider vectors add in
/// another order. [`DETERMINISTIC`](Self::DETERMINISTIC) gives the same bits on every machine for all but
/// [the smallest values](crate::kernels#denormal-numbers).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Instructions(pub(super) Set);

/// Every set there is a level for, on any machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(super) enum Set {
    Baseline,
    Avx2,
    Avx512,
    Deterministic,
}

impl Set {
    const ALL: [Self; 4] = [Self::Baseline, Self::Avx2, Self::Avx512, Self::Deterministic];

    const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
            Self::Deterministic => "deterministic",
        }
    }

    /// Whether this processor has it.
    fn is_supported(self) -> bool {
        match self {
            Self::Baseline | Self::Deterministic => true,
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Self::Avx2 => std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma"),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Self::Avx512 => {
                Self::Avx2.is_supported()
                    && std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512vl")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx512dq")
            }
            // Nobody can be asked what the processor has: the level `Baseline` is as wide as the target promises.
            #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }
}

impl Instructions {
    /// What the compilation target promises on every machine.
    pub const BASELINE: Self = Self(Set::Baseline);

    /// No fused multiply-and-add and vectors of 16 bytes, on every target: predictions, gradients and steps have the
    /// same bits on every machine. Only a loss's value may differ, because its logarithm is the platform's, and values below
    /// 2⁻¹⁰² (2⁻⁹⁶⁹ in `f64`): see [denormal numbers](crate::kernels#denormal-numbers).
    pub const DETERMINISTIC: Self = Self(Set::Deterministic);

    /// The widest that this processor has. The processor is asked once.
    #[inline]
    pub fn best() -> Self {
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        {
            // Threads that ask at the same time find the same answer, so no order among them is needed.
            match BEST.load(Ordering::Relaxed) {
                AVX512 => Self(Set::Avx512),
                AVX2 => Self(Set::Avx2),
                BASELINE => Self(Set::Baseline),
                _ => ask(),
            }
        }
        #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
        Self::BASELINE
    }

    /// All that this processor has, the baseline first and the best last; without
    /// [`DETERMINISTIC`](Self::DETERMINISTIC), which is a choice and not something to have.
    pub fn all() -> impl Iterator<Item = Self> {
        let sets = Set::ALL.into_iter().filter(|set| *set != Set::Deterministic && set.is_supported());
        sets.map(Self)
    }

    /// `baseline`, `AVX2`, `AVX-512` or `deterministic`.
    pub const fn name(self) -> &'static str {
        self.0.name()
    }
}

/// What the processor can do, once it was asked; 0 before.
#[cfg(all(target_arch = "x86_64", feature = "std"))]
static BEST: AtomicU8 = AtomicU8::new(0);
#[cfg(all(target_arch = "x86_64", feature = "std"))]
const BASELINE: u8 = 1 + Set::Baseline as u8;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
const AVX2: u8 = 1 + Set::Avx2 as u8;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
const AVX512: u8 = 1 + Set::Avx512 as u8;

#[cfg(all(target_arch = "x86_64", feature = "std"))]
#[cold]
fn ask() -> Instructions {
    let best = Instructions::all().last().unwrap_or(Instructions::BASELINE);
    BEST.store(1 + best.0 as u8, Ordering::Relaxed);
    best
}

impl Default for Instructions {
    fn default() -> Self {
        Self::best()
    }
}

impl Display for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Debug for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instructions({})", self.name())
    }
}

/// By [name](Instructions::name), whatever the case and with or without hyphens: `avx512`.
impl FromStr for Instructions {
    type Err = InstructionsError;

    fn from_str(name: &str) -> Result<Self, InstructionsError> {
        fn letters(name: &str) -> impl Iterator<Item = char> {
            name.chars().filter(|letter| *letter != '-').map(|letter| letter.to_ascii_lowercase())
        }
        let set = Set::ALL.into_iter().find(|set| letters(set.name()).eq(letters(name)));
        let set = set.ok_or(InstructionsError::Unknown)?;
        if set.is_supported() { Ok(Self(set)) } else { Err(InstructionsError::Unsupported(set.name())) }
    }
}

/// Why a name gives no [`Instructions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstructionsError {
    /// No instruction set is called that.
    Unknown,
    /// This processor lacks the set of this name, or, without the standard library, cannot be asked.
    Unsupported(&'static str),
}

impl Display for InstructionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => {
                write!(f, "expected the name of an instruction set, one of")?;
                Set::ALL.iter().try_for_each(|set| write!(f, " `{}`", set.name()))
            }
            Self::Unsupported(name) => {
                write!(f, "expected instructions that this processor has, one of")?;
                Instructions::all().try_for_each(|instructions| write!(f, " `{instructions}`"))?;
                write!(f, ", found `{name}`")
            }
        }
    }
}

impl core::error::Error for InstructionsError {}
