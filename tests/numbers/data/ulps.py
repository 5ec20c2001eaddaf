"""Writes ulps.json: activations, losses and their derivatives to 1,000 digits, rounded to f64. Needs mpmath: python3 ulps.py

Numbers of which f64 has no normal one are rounded as f64 rounds them, to subnormal numbers and zero.
"""

import json
import pathlib

from mpmath import erfc, exp, expm1, fabs, log1p, mp, mpf, pi, sqrt, tanh

mp.dps = 1000  # x - tanh x of 1e-300 cancels 600 of them.

sigma = lambda x: 1 / (1 + exp(-x))
softplus = lambda x: log1p(exp(x))
phi = lambda x: exp(-x * x / 2) / sqrt(2 * pi)
Phi = lambda x: erfc(-x / sqrt(mpf(2))) / 2
K, C = 2 * sqrt(2 / pi), mpf(0.044715)


def elu(alpha, inner=mpf(1), outer=mpf(1)):
    value = lambda x: outer * x if x > 0 else outer * alpha * expm1(x / inner)
    return value, lambda x: outer if x > 0 else outer * alpha / inner * exp(x / inner)


def mish(x):
    return x * tanh(softplus(x))


def mish_slope(x):
    t = tanh(softplus(x))
    return t + x * sigma(x) * (1 - t * t)


def gelu_tanh_slope(x):
    v = K * (x + C * x**3)
    return sigma(v) + x * sigma(v) * sigma(-v) * K * (1 + 3 * C * x * x)


def squareplus(b):
    root = lambda x: sqrt(x * x + b)
    return (lambda x: (x + root(x)) / 2 if x > 0 else b / (root(x) - x) / 2), (
        lambda x: (1 + x / root(x)) / 2 if x > 0 else b / (root(x) - x) / root(x) / 2
    )


SCALE, ALPHA = mpf(1.0507009873554805), mpf(1.6732632423543772)
SMOOTHING = mpf(0.1)
MEMBERS = {
    "sigmoid": (sigma, lambda x: sigma(x) * sigma(-x)),
    "tanh": (tanh, lambda x: 4 * sigma(2 * x) * sigma(-2 * x)),
    "elu": elu(mpf(1)),
    "elu_half": elu(mpf(0.5)),
    "celu_half": elu(mpf(0.5), inner=mpf(0.5)),
    "selu": elu(ALPHA, outer=SCALE),
    "gelu": (lambda x: x * Phi(x), lambda x: Phi(x) + x * phi(x)),
    "gelu_tanh": (lambda x: x * sigma(K * (x + C * x**3)), gelu_tanh_slope),
    "silu": (lambda x: x * sigma(x), lambda x: sigma(x) * (1 + x * sigma(-x))),
    "mish": (mish, mish_slope),
    "softplus": (softplus, sigma),
    "log_sigmoid": (lambda x: -softplus(-x), lambda x: sigma(-x)),
    "softsign": (lambda x: x / (1 + fabs(x)), lambda x: 1 / (1 + fabs(x)) ** 2),
    "tanh_shrink": (lambda x: x - tanh(x), lambda x: tanh(x) ** 2),
    "squareplus": squareplus(mpf(4)),
    # The loss of the logit x with this target, and its derivative.
    "sigmoid_cross_entropy_of_1": (lambda x: softplus(-x), lambda x: -sigma(-x)),
    "sigmoid_cross_entropy_of_0": (softplus, sigma),
    "sigmoid_cross_entropy_of_a_quarter": (
        lambda x: softplus(-x) / 4 + 3 * softplus(x) / 4,
        lambda x: sigma(x) - mpf(0.25),
    ),
    # Of the logits x and 0 with the first class; the derivative is that with respect to x.
    "softmax_cross_entropy": (lambda x: softplus(-x), lambda x: -sigma(-x)),
    "label_smoothing": (
        lambda x: (1 - SMOOTHING / 2) * softplus(-x) + SMOOTHING / 2 * softplus(x),
        lambda x: sigma(x) - (1 - SMOOTHING / 2),
    ),
    "soft_cross_entropy": (
        lambda x: softplus(-x) / 4 + 3 * softplus(x) / 4,
        lambda x: sigma(x) - mpf(0.25),
    ),
}

SIZES = [
    1e-300, 1e-30, 1e-8, 1e-3, 0.0625, 0.1, 0.25, 0.5, 0.54, 0.56, 0.7, 0.9, 1.1, 1.3, 1.5, 1.9, 2.1, 2.6, 3.2, 4.1, 5.3, 6.0,
    7.7, 8.5, 9.1, 10.0, 11.5, 12.0, 14.3, 15.0, 17.2, 20.0, 25.4, 30.0, 36.6, 38.1, 44.0, 55.0, 70.7, 87.0, 103.5, 200.1, 500.0,
    700.3, 744.0, 800.0, 1e4, 1e10, 1e30, 1e150,
]
GRID = sorted([sign * size for size in SIZES for sign in (-1, 1)])

entries = [
    {"name": name, "y": [float(value(mpf(x))) for x in GRID], "dy": [float(slope(mpf(x))) for x in GRID]}
    for name, (value, slope) in MEMBERS.items()
]
body = ",\n".join("  " + json.dumps(entry) for entry in entries)
path = pathlib.Path(__file__).with_name("ulps.json")
path.write_text('{\n"x": ' + json.dumps(GRID) + ',\n"entries": [\n' + body + "\n]}\n")
