//! The shares of their bounds that workloads have reached, which `--check` holds them to. Raise one when a kernel gets
//! faster.

use crate::probe::Width;

/// The share of `workload` at this level, if one is stored.
pub(crate) fn stored(width: Width, workload: &str) -> Option<f64> {
    let (_, shares) = STORED.iter().find(|(name, _)| *name == workload)?;
    Some(shares[width as usize])
}

/// On a Zen 4: at the baseline, at AVX2 and at AVX-512.
const STORED: &[(&str, [f64; 3])] = &[];
