//! The instruction sets of this processor.

use core::fmt::{self, Debug, Display};
use core::str::FromStr;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
use core::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that this processor has. No value exists for a set that it lacks, so running code for a value is
/// safe.
///
/// ```
/// use ffnn::kernels::InstructionSet;
///
/// for instructions in InstructionSet::all() {
///     println!("{instructions}"); // baseline, AVX2, AVX-512
/// }
/// assert_eq!("baseline".parse(), Ok(InstructionSet::BASELINE));
/// ```
///
/// Results differ between sets in the last bits: fused multiply-add rounds once, and wider vectors add in another
/// order. [`DETERMINISTIC`](Self::DETERMINISTIC) gives the same bits on every machine except for [the smallest
/// values](crate::kernels#denormal-numbers).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstructionSet(Set);

/// All instruction sets with a level, on any machine.
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
            // Features cannot be detected here; the level `Baseline` is as wide as the compilation target guarantees.
            #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }
}

impl InstructionSet {
    /// The instructions that the compilation target guarantees.
    pub const BASELINE: Self = Self(Set::Baseline);

    /// No fused multiply-add and vectors of 16 bytes, on every target: predictions, gradients and steps have the same
    /// bits on every machine. Only the value of a loss may differ, because its logarithm is the platform's, and values
    /// below 2⁻¹⁰² (2⁻⁹⁶⁹ in `f64`), because of [denormal numbers](crate::kernels#denormal-numbers).
    pub const DETERMINISTIC: Self = Self(Set::Deterministic);

    /// Returns the widest set of this processor. Detection runs once.
    #[inline]
    pub fn best() -> Self {
        #[cfg(all(target_arch = "x86_64", feature = "std"))]
        {
            // Relaxed ordering suffices, because concurrent detections give the same result.
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

    /// Returns all sets of this processor, the baseline first and the best last. [`DETERMINISTIC`](Self::DETERMINISTIC)
    /// is not included, because it is a choice and not a capability.
    pub fn all() -> impl Iterator<Item = Self> {
        let sets = Set::ALL.into_iter().filter(|set| *set != Set::Deterministic && set.is_supported());
        sets.map(Self)
    }

    /// Returns which set it is.
    #[inline(always)]
    pub(super) const fn kind(self) -> Set {
        self.0
    }

    /// Returns `baseline`, `AVX2`, `AVX-512` or `deterministic`.
    pub const fn name(self) -> &'static str {
        self.0.name()
    }
}

/// The best set, once detected; 0 before.
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
fn ask() -> InstructionSet {
    let best = InstructionSet::all().last().unwrap_or(InstructionSet::BASELINE);
    BEST.store(1 + best.0 as u8, Ordering::Relaxed);
    best
}

impl Default for InstructionSet {
    fn default() -> Self {
        Self::best()
    }
}

impl Display for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Debug for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstructionSet({})", self.name())
    }
}

/// Parses a [name](InstructionSet::name), ignoring case and hyphens: `avx512`.
impl FromStr for InstructionSet {
    type Err = InstructionSetError;

    fn from_str(name: &str) -> Result<Self, InstructionSetError> {
        fn letters(name: &str) -> impl Iterator<Item = char> {
            name.chars().filter(|letter| *letter != '-').map(|letter| letter.to_ascii_lowercase())
        }
        let set = Set::ALL.into_iter().find(|set| letters(set.name()).eq(letters(name)));
        let set = set.ok_or(InstructionSetError::Unknown)?;
        if set.is_supported() { Ok(Self(set)) } else { Err(InstructionSetError::Unsupported(set.name())) }
    }
}

/// The error for a name that is not that of an [`InstructionSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InstructionSetError {
    /// The name is not that of an instruction set.
    Unknown,
    /// This processor lacks the set of this name, or its features cannot be detected without the standard library.
    Unsupported(&'static str),
}

impl Display for InstructionSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => {
                write!(f, "expected an instruction set, one of")?;
                Set::ALL.iter().try_for_each(|set| write!(f, " `{}`", set.name()))
            }
            Self::Unsupported(name) => {
                write!(f, "expected an instruction set of this processor, one of")?;
                InstructionSet::all().try_for_each(|instructions| write!(f, " `{instructions}`"))?;
                write!(f, ", found `{name}`")
            }
        }
    }
}

impl core::error::Error for InstructionSetError {}
