//! Elementwise activations: ReLU and its variants, sigmoid, tanh, softplus, GELU, and others.

members! {
    checks check_activations;
    celu::Celu {
        celu: Celu { alpha: 1.0 }, range -1.0..=f64::INFINITY, kinks [0.0];
        celu_half: Celu { alpha: 0.5 }, range -0.5..=f64::INFINITY, kinks [0.0];
    }
    elu::Elu {
        elu: Elu { alpha: 1.0 }, range -1.0..=f64::INFINITY, kinks [0.0];
        elu_half: Elu { alpha: 0.5 }, range -0.5..=f64::INFINITY, kinks [0.0];
    }
    gelu::Gelu { gelu: Gelu; }
    gelu_tanh::GeluTanh { gelu_tanh: GeluTanh; }
    hard_shrink::HardShrink {
        hard_shrink: HardShrink { lambda: 0.5 }, kinks [-0.5, 0.5];
        hard_shrink_of_nothing: HardShrink { lambda: 0.0 }, kinks [0.0];
    }
    hard_sigmoid::HardSigmoid { hard_sigmoid: HardSigmoid, range 0.0..=1.0, kinks [-3.0, 3.0]; }
    hard_swish::HardSwish { hard_swish: HardSwish, range -0.375..=f64::INFINITY, kinks [-3.0, 3.0]; }
    hard_tanh::HardTanh {
        hard_tanh: HardTanh { lower: -1.0, upper: 1.0 }, range -1.0..=1.0, kinks [-1.0, 1.0];
        hard_tanh_aside: HardTanh { lower: 0.5, upper: 2.0 }, range 0.5..=2.0, kinks [0.5, 2.0];
    }
    identity::Identity { identity: Identity; }
    leaky_relu::LeakyRelu { leaky_relu: LeakyRelu { slope: 0.2 }, kinks [0.0]; }
    log_sigmoid::LogSigmoid { log_sigmoid: LogSigmoid, range f64::NEG_INFINITY..=0.0; }
    mish::Mish { mish: Mish; }
    relu::Relu { relu: Relu, range 0.0..=f64::INFINITY, kinks [0.0]; }
    relu6::Relu6 { relu6: Relu6, range 0.0..=6.0, kinks [0.0, 6.0]; }
    selu::Selu { selu: Selu, kinks [0.0]; }
    sigmoid::Sigmoid { sigmoid: Sigmoid, range 0.0..=1.0; }
    silu::Silu { silu: Silu; }
    soft_shrink::SoftShrink {
        soft_shrink: SoftShrink { lambda: 0.5 }, kinks [-0.5, 0.5];
        soft_shrink_of_nothing: SoftShrink { lambda: 0.0 }, kinks [0.0];
    }
    softplus::Softplus { softplus: Softplus, range 0.0..=f64::INFINITY; }
    softsign::Softsign { softsign: Softsign, range -1.0..=1.0, kinks [0.0]; }
    squareplus::Squareplus {
        squareplus: Squareplus { b: 4.0 }, range 0.0..=f64::INFINITY;
        squareplus_sharp: Squareplus { b: 0.25 }, range 0.0..=f64::INFINITY;
    }
    tanh::Tanh { tanh: Tanh, range -1.0..=1.0; }
    tanh_shrink::TanhShrink { tanh_shrink: TanhShrink; }
}
