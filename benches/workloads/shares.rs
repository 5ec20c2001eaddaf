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
    ("one/1-16-16-1/relu", [0.51, 0.39, 0.42]),
    ("one/4-16-16-2/tanh", [0.22, 0.30, 0.28]),
    ("one/64-32-10/relu", [0.76, 0.70, 0.76]),
    ("one/18-64-64-4/tanh", [0.42, 0.60, 0.73]),
    ("one/784-128-10/relu", [0.63, 0.97, 0.97]),
    ("one/784-300-100-10/sigmoid", [0.39, 0.65, 0.69]),
    ("chain/1-16-16-1/relu", [0.48, 0.52, 0.44]),
    ("chain/4-16-16-2/tanh", [0.23, 0.35, 0.33]),
    ("forward/64-32-10/relu/64", [0.59, 0.75, 0.77]),
    ("forward/784-128-10/relu/64", [0.60, 0.86, 0.98]),
    ("forward/784-300-100-10/sigmoid/64", [0.52, 0.61, 0.92]),
    ("step/64-32-10/relu/sgd/32", [0.53, 0.67, 0.65]),
    ("step/64-32-10/relu/adam/32", [0.46, 0.54, 0.53]),
    ("step/784-128-10/relu/sgd/64", [0.64, 0.88, 0.91]),
    ("step/784-128-10/relu/adam/64", [0.58, 0.78, 0.79]),
    ("step/784-128-10/relu/sgd/1", [0.20, 0.34, 0.35]),
    ("step/784-300-100-10/relu/sgd/64", [0.56, 0.77, 0.88]),
    ("step/784-300-100-10/elu-norm/adam/64", [0.51, 0.69, 0.76]),
    ("step/64-10x32-10/elu/adam/32", [0.43, 0.55, 0.57]),
];
