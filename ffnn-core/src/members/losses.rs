//! Losses for classification, binary labels and regression, and wrappers that weight classes or samples.

/// The methods of a loss around `self.0` with targets `(target, number)` that the inner loss answers alone, and those of its
/// [`ClassLoss`](crate::ClassLoss).
macro_rules! answered_by_the_inner_loss {
    (loss) => {
        fn check_settings<V: Vector>(&self) -> Result<(), SettingError> {
            self.0.check_settings::<V>()
        }

        #[inline(always)]
        fn value<V: Vector>(&self, level: impl Level, logits: &V, (target, _): &Self::Target<V>) -> V::Scalar {
            self.0.value(level, logits, target)
        }

        #[inline(always)]
        fn gradient<V: Vector>(
            &self,
            level: impl Level,
            logits: &V,
            (target, _): &Self::Target<V>,
            scale: V::Scalar,
            gradient: &mut V,
        ) -> V::Scalar {
            self.0.gradient(level, logits, target, scale, gradient)
        }

        #[inline(always)]
        fn score<V: Vector>(&self, logits: &V, (target, _): &Self::Target<V>) -> f64 {
            self.0.score(logits, target)
        }

        #[inline(always)]
        fn stratum<V: Vector>(&self, (target, _): &Self::Target<V>) -> usize {
            self.0.stratum::<V>(target)
        }

        #[inline(always)]
        fn label<V: Vector>(&self, (target, _): &Self::Target<V>, output: usize) -> Option<bool> {
            self.0.label::<V>(target, output)
        }
    };
    (class loss) => {
        #[inline(always)]
        fn weighted_value<V: Vector>(
            &self,
            level: impl Level,
            logits: &V,
            (target, _): &Self::Target<V>,
            weights: &[f64],
        ) -> V::Scalar {
            self.0.weighted_value(level, logits, target, weights)
        }

        #[inline(always)]
        fn weighted_gradient<V: Vector>(
            &self,
            level: impl Level,
            logits: &V,
            (target, _): &Self::Target<V>,
            weights: &[f64],
            scale: V::Scalar,
            gradient: &mut V,
        ) -> V::Scalar {
            self.0.weighted_gradient(level, logits, target, weights, scale, gradient)
        }
    };
}

members! {
    checks check_losses;
    hinge::Hinge { hinge: Hinge, for Linear, target [1.0, -1.0, -1.0, 1.0], best [1.5, -2.0, -1.0, 9.0]; }
    huber::Huber {
        huber: Huber { delta: 0.7 }, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    }
    label_smoothing::LabelSmoothing { label_smoothing: LabelSmoothing { smoothing: 0.1 }, for Softmax, target 2; }
    mean_absolute_error::MeanAbsoluteError {
        mean_absolute_error: MeanAbsoluteError, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    }
    mean_squared_error::MeanSquaredError {
        mean_squared_error: MeanSquaredError, for Linear, target [0.5, -2.0, 0.0, 1.0], best [0.5, -2.0, 0.0, 1.0];
    }
    scaled_by_sample::ScaledBySample {
        scaled_by_sample: ScaledBySample(SoftmaxCrossEntropy), for Softmax, target (2, -0.5), best [-40.0, -40.0, 40.0, -40.0];
    }
    sigmoid_cross_entropy::SigmoidCrossEntropy {
        sigmoid_cross_entropy: SigmoidCrossEntropy, for Sigmoid, target [0.0, 1.0, 1.0, 0.0], best [-40.0, 40.0, 40.0, -40.0];
    }
    soft_cross_entropy::SoftCrossEntropy {
        soft_cross_entropy: SoftCrossEntropy, for Softmax, target [0.5, 0.0, 0.25, 0.25];
    }
    softmax_cross_entropy::SoftmaxCrossEntropy {
        softmax_cross_entropy: SoftmaxCrossEntropy, for Softmax, target 2, best [-40.0, -40.0, 40.0, -40.0];
    }
    weighted_by_class::WeightedByClass {
        weighted_by_class: WeightedByClass { loss: SoftmaxCrossEntropy, weights: [1.0, 2.0, 0.5, 0.0] }, for Softmax, target 1, best [-40.0, 40.0, -40.0, -40.0];
        label_smoothing_weighted_by_class: WeightedByClass { loss: LabelSmoothing { smoothing: 0.1 }, weights: [1.0, 2.0, 0.5, 0.0] }, for Softmax, target 3;
        soft_cross_entropy_weighted_by_class: WeightedByClass { loss: SoftCrossEntropy, weights: &[1.0, 2.0, 0.5, 0.0] }, for Softmax, target [0.5, 0.0, 0.25, 0.25];
        sigmoid_cross_entropy_weighted_by_class: WeightedByClass { loss: SigmoidCrossEntropy, weights: [1.0, 20.0, 0.5, 0.0] }, for Sigmoid, target [0.0, 1.0, 0.75, 1.0];
        hinge_weighted_by_class: WeightedByClass { loss: Hinge, weights: [1.0, 20.0, 0.5, 0.0] }, for Linear, target [1.0, -1.0, -1.0, 1.0], best [1.5, -2.0, -1.0, 9.0];
        both_weights: WeightedByClass { loss: WeightedBySample(LabelSmoothing { smoothing: 0.1 }), weights: [1.0, 2.0, 0.5, 0.0] }, for Softmax, target (1, 3.0);
    }
    weighted_by_sample::WeightedBySample {
        weighted_by_sample: WeightedBySample(SoftmaxCrossEntropy), for Softmax, target (2, 0.5), best [-40.0, -40.0, 40.0, -40.0];
    }
}
