//! The shares of their bounds that workloads have reached, which `--check` holds them to. Raise one when a kernel gets
//! faster.

use crate::probe::Width;

/// The share of `workload` at this level, if one is stored.
pub(crate) fn stored(width: Width, workload: &str) -> Option<f64> {
    let (_, shares) = STORED.iter().find(|(name, _)| *name == workload)?;
    Some(shares[width as usize])
}

/// On a Zen 4: at the baseline, at AVX2 and at AVX-512.
const STORED: &[(&str, [f64; 3])] = &[
    ("one/1-16-16-1/relu", [0.61, 0.62, 0.58]),
    ("one/4-16-16-2/tanh", [0.22, 0.34, 0.51]),
    ("one/64-32-10/relu", [0.71, 0.92, 0.94]),
    ("one/18-64-64-4/tanh", [0.41, 0.56, 0.94]),
    ("one/784-128-10/relu", [0.64, 0.97, 0.97]),
    ("one/784-300-100-10/sigmoid", [0.40, 0.66, 0.76]),
    ("chain/1-16-16-1/relu", [0.49, 0.57, 0.57]),
    ("chain/4-16-16-2/tanh", [0.22, 0.38, 0.49]),
    ("forward/64-32-10/relu/64", [0.61, 0.75, 0.80]),
    ("forward/784-128-10/relu/64", [0.64, 0.86, 0.98]),
    ("forward/784-300-100-10/sigmoid/64", [0.59, 0.61, 0.92]),
    ("step/64-32-10/relu/sgd/32", [0.54, 0.65, 0.66]),
    ("step/64-32-10/relu/adam/32", [0.47, 0.55, 0.57]),
    ("step/784-128-10/relu/sgd/64", [0.66, 0.88, 0.91]),
    ("step/784-128-10/relu/adam/64", [0.58, 0.79, 0.82]),
    ("step/784-128-10/relu/sgd/1", [0.42, 0.72, 0.72]),
    ("step/784-300-100-10/relu/sgd/64", [0.62, 0.78, 0.88]),
    ("step/784-300-100-10/elu-norm/adam/64", [0.54, 0.69, 0.78]),
    ("step/64-10x32-10/elu/adam/32", [0.43, 0.56, 0.61]),
];
