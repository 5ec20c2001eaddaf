//! The shares of their bounds that workloads have reached, which `--check` holds them to. Raise one when a kernel gets
//! faster.

use crate::probe::Width;

/// The share of `workload` at this level, if one is stored.
pub(crate) fn stored(width: Width, workload: &str) -> Option<f64> {
    let table = match width {
        Width::Avx512 => AVX512,
        Width::Avx2 | Width::Baseline => &[],
    };
    table.iter().find(|(name, _)| *name == workload).map(|(_, share)| *share)
}

/// On a Zen 4.
const AVX512: &[(&str, f64)] = &[];
