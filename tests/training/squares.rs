//! An optimizer with squared gradients rejects a gradient whose square is infinite, because it would silently freeze
//! the parameter forever. The error names the tensor, and the next step updates everything.

use ffnn::optimizers::{AmsGrad, ClipByNorm, ClipByValue, Lion, Nadam};
use ffnn::prelude::*;
use ffnn::{Optimizer, Place, TrainError};

network! { struct Small: 4 -> 1 { hidden: Dense<6>, LeakyRelu, output: Dense<1>, Linear } }
// The gradient of its first layer stays an unevaluated product until the optimizer consumes it.
network! { struct Wide: 64 -> 1 { hidden: Dense<128>, output: Dense<1>, Linear } }

fn inputs<const N: usize>() -> Vec<[f32; N]> {
    (0..8).map(|n| std::array::from_fn(|i| ((n * 7 + i * 3) as f32 * 0.37).sin() + 0.1)).collect()
}

fn squares_do_not_overflow<N, const IN: usize>(optimizer: impl Optimizer)
where
    N: Network<Scalar = f32, Input = [f32; IN], Logits = [f32; 1], Head = Linear>,
{
    let case = format!("{optimizer:?}, {IN} inputs");
    let targets = vec![[0.5]; 8];
    for threads in [false, true] {
        let builder = Trainer::<N>::builder().optimizer(optimizer.clone()).batch(8).seed(1);
        let mut trainer = if threads { builder.threads(2) } else { builder }.build().expect("a trainer");
        trainer.step(&inputs(), &targets).expect("a step");
        let before = trainer.save_bytes();
        let mut huge = inputs::<IN>();
        huge[3] = [1e10; IN];
        let mut far = targets.clone();
        far[3] = [1e14];
        let error = trainer.step(&huge, &far).expect_err("a square of 1e40 and more");
        let TrainError::NotFinite { place: Place::Square { layer: "hidden" | "output", tensor }, step: 1 } = error
        else {
            panic!("{case}: {error}")
        };
        assert!(matches!(tensor, "weights" | "bias"), "{case}: {error}");
        assert!(trainer.save_bytes() == before, "{case}: {error}");
        let weights = trainer.network().as_slice().to_vec();
        for _ in 0..30 {
            trainer.step(&inputs(), &targets).expect("a step");
        }
        let still = trainer.network().as_slice().iter().zip(&weights).filter(|(now, before)| now == before).count();
        assert_eq!(still, 0, "{case}: parameters that do not move");
    }
}

macro_rules! optimizers {
    ($($name:ident: $optimizer:expr;)+) => {
        $(
            #[test]
            fn $name() {
                squares_do_not_overflow::<Small, 4>($optimizer);
                squares_do_not_overflow::<Wide, 64>($optimizer);
            }
        )+
    };
}

optimizers! {
    ada_grad: AdaGrad::new(0.01);
    rms_prop: RmsProp::new(0.01);
    rms_prop_centred: RmsProp { centred: true, momentum: 0.9, ..RmsProp::new(0.01) };
    adam: Adam::new(0.01);
    adam_w: AdamW::new(0.01);
    ams_grad: AmsGrad::new(0.01);
    nadam: Nadam::new(0.01);
    adam_after_a_decay: (DecayWeights::new(1e-4), Adam::new(0.01));
}

#[test]
fn a_clip_before_it_lets_any_finite_gradient_pass() {
    fn steps(optimizer: impl Optimizer) {
        let mut trainer = Trainer::<Small>::builder().optimizer(optimizer).batch(8).build().expect("a trainer");
        let mut huge = inputs::<4>();
        huge[3] = [1e10; 4];
        let mut far = vec![[0.5]; 8];
        far[3] = [1e14];
        trainer.step(&huge, &far).expect("a clipped step");
    }
    steps((ClipByGlobalNorm(1.0), Adam::new(0.01)));
    steps((ClipByNorm(1.0), DecayWeights::new(1e-4), RmsProp::new(0.01)));
    steps((ClipByValue(1.0), (DecayWeights::new(1e-4), AmsGrad::new(0.01))));
    // An optimizer without squares accepts the gradient.
    steps(Lion::new(0.01));
    steps(GradientDescent::new(1e-30));
}

#[test]
fn a_sum_of_squares_ends_at_the_largest_number() {
    let optimizer = AdaGrad::new(1.0);
    let mut trainer = Trainer::<Small>::builder().optimizer(optimizer).batch(1).build().expect("a trainer");
    for _ in 0..100 {
        trainer.compute(&[[0.5; 4]], &[[1.0]]).expect("a gradient");
        trainer.process(|gradient, _| gradient.as_mut_slice().fill(9e18));
        let before = trainer.network().as_slice().to_vec();
        trainer.apply().expect("a step");
        assert!(trainer.network().as_slice().iter().zip(before).all(|(now, before)| *now < before));
    }
}
