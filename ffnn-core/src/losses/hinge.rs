use crate::heads::Linear;
use crate::loss::TargetError;
use crate::{Level, Loss, Options, Scalar, Vector};

/// The hinge of support vector machines, averaged over the outputs: an answer is right when its sign is, and certain
/// enough when it is at least 1. Targets are -1 or 1.
///
/// ```text
/// loss = mean_k max(0, 1 - t[k] x[k])
/// d/dx[k] = -t[k] / N where t[k] x[k] < 1, else 0
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Hinge;

impl Options for Hinge {
    const DEFAULT: Self = Self;
}

impl Loss<Linear> for Hinge {
    type Target<V: Vector> = V;
    const METRIC: &'static str = "accuracy per output";

    fn check<V: Vector>(&self, target: &V) -> Result<(), TargetError> {
        let mut values = target.as_ref().iter().map(|value| value.to_f64()).enumerate();
        match values.find(|(_, value)| value.abs() != 1.0) {
            None => Ok(()),
            Some((output, found)) => Err(TargetError::Sign { output, found }),
        }
    }

    #[inline(always)]
    fn value<V: Vector>(&self, _: impl Level, logits: &V, target: &V) -> V::Scalar {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        let terms = pairs.map(|(&x, &t)| {
            let missing = V::Scalar::ONE - t * x;
            // Not `at_least`, which would turn a NaN into a zero.
            if missing < V::Scalar::ZERO { V::Scalar::ZERO } else { missing }
        });
        terms.sum::<V::Scalar>() / V::Scalar::from_f64(V::LEN as f64)
    }

    #[inline(always)]
    fn gradient<V: Vector>(
        &self,
        level: impl Level,
        logits: &V,
        target: &V,
        scale: V::Scalar,
        gradient: &mut V,
    ) -> V::Scalar {
        let scale = scale / V::Scalar::from_f64(V::LEN as f64);
        for ((dx, &x), &t) in gradient.as_mut().iter_mut().zip(logits.as_ref()).zip(target.as_ref()) {
            *dx = if t * x < V::Scalar::ONE { -t * scale } else { V::Scalar::ZERO };
        }
        self.value(level, logits, target)
    }

    fn label<V: Vector>(&self, target: &V, output: usize) -> Option<bool> {
        Some(target.as_ref().get(output)?.to_f64() > 0.0)
    }

    #[inline(always)]
    fn score<V: Vector>(&self, logits: &V, target: &V) -> f64 {
        let pairs = logits.as_ref().iter().zip(target.as_ref());
        pairs.filter(|&(&x, &t)| x * t > V::Scalar::ZERO).count() as f64 / V::LEN as f64
    }
}
