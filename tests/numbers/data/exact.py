"""Calculates to 60 digits what no complete reference file holds: exact.py, writes beside itself. Needs mpmath."""

import json
import pathlib
import random

from mpmath import exp, mp, mpf, sqrt, tanh

HERE = pathlib.Path(__file__).parent
mp.dps = 60


def clipped(value, low, high):
    return min(max(value, low), high)


def celu(alpha):
    alpha = mpf(alpha)
    return (lambda x: x if x > 0 else alpha * (exp(x / alpha) - 1)), (lambda x: mpf(1) if x > 0 else exp(x / alpha))


def hard_tanh(lower, upper):
    return (lambda x: clipped(x, mpf(lower), mpf(upper))), (lambda x: mpf(lower < x < upper))


def soft_shrink(limit):
    return (lambda x: x - clipped(x, mpf(-limit), mpf(limit))), (lambda x: mpf(abs(x) > limit))


def hard_shrink(limit):
    return (lambda x: x if abs(x) > limit else mpf(0)), (lambda x: mpf(abs(x) > limit))


def squareplus(b):
    return (lambda x: (x + sqrt(x * x + b)) / 2), (lambda x: (1 + x / sqrt(x * x + b)) / 2)


TANH_SHRINK = (lambda x: x - tanh(x)), (lambda x: tanh(x) ** 2)

# At a kink the slope is that of PyTorch (JAX for squareplus).
ACTIVATIONS = {
    "celu(1.0)": celu(1.0),
    "celu(0.5)": celu(0.5),
    "hard_tanh(-0.5,2.0)": hard_tanh(-0.5, 2.0),
    "tanh_shrink": TANH_SHRINK,
    "soft_shrink(0.5)": soft_shrink(0.5),
    "soft_shrink(0.25)": soft_shrink(0.25),
    "hard_shrink(0.5)": hard_shrink(0.5),
    "hard_shrink(0.25)": hard_shrink(0.25),
    "squareplus(4.0)": squareplus(4),
    "squareplus(0.25)": squareplus(0.25),
}


def floats(values):
    return [floats(value) if isinstance(value, list) else float(value) for value in values]


def activation(name, grid):
    value, slope = ACTIVATIONS[name]
    return {"name": name, "kinks": [], "y": floats(value(x) for x in grid), "dy": floats(slope(x) for x in grid)}


def layer_norm(name, epsilon, rows, seed):
    """Inputs are multiples of 1/1024, which single precision holds up to 16384."""
    draw, count = random.Random(seed), len(rows[0])
    numbers = lambda: [round(draw.gauss(0, 1), 6) for _ in range(count)]
    scale, shift, upstream = numbers(), numbers(), [numbers() for _ in rows]
    outputs, by_input, normalized = [], [], []
    for row, above in zip(rows, upstream):
        mean = sum(map(mpf, row)) / count
        variance = sum((x - mean) ** 2 for x in row) / count
        factor = 1 / sqrt(variance + mpf(epsilon))
        normal = [(x - mean) * factor for x in row]
        gradient = [mpf(s) * dy for s, dy in zip(scale, above)]
        along = sum(g * x for g, x in zip(gradient, normal)) / count
        by_input.append([factor * (g - sum(gradient) / count - x * along) for g, x in zip(gradient, normal)])
        outputs.append([mpf(s) * x + b for s, x, b in zip(scale, normal, shift)])
        normalized.append(normal)
    by_scale = [sum(mpf(dy[i]) * x[i] for dy, x in zip(upstream, normalized)) for i in range(count)]
    by_shift = [sum(mpf(dy[i]) for dy in upstream) for i in range(count)]
    given = {"name": name, "epsilon": epsilon, "x": rows, "parameters": scale + shift, "upstream": upstream}
    return given | {"y": floats(outputs), "dx": floats(by_input), "dparameters": floats(by_scale + by_shift)}


def rows(seed, count, mean_and_deviation):
    draw = random.Random(seed)
    return [[round(1024 * draw.gauss(*pair)) / 1024 for _ in range(count)] for pair in mean_and_deviation]


def write(name, entries, **rest):
    lines = [f'"{key}": {json.dumps(value)}' for key, value in rest.items()]
    body = ",\n".join("  " + json.dumps(entry) for entry in entries)
    with open(HERE / name, "w") as file:
        file.write("{\n" + ",\n".join(lines + ['"entries": [\n' + body + "\n]"]) + "}\n")


with open(HERE / "activations.json") as file:
    GRID = json.load(file)["x"]
GRID = sorted(GRID + [-0.5, 0.5])
write("activations_exact.json", [activation(name, list(map(mpf, GRID))) for name in ACTIVATIONS], x=GRID)

CASES = [(0, 1), (0, 1), (3, 0.01), (-1000, 5), (8000, 0.5)]
write("layer_norm.json", [
    layer_norm("5", 1e-5, rows(1, 5, CASES) + [[0.0] * 5, [7.25] * 5], 2),
    layer_norm("5, as in Keras", 1e-3, rows(3, 5, CASES) + [[0.0] * 5, [7.25] * 5], 4),
    layer_norm("1", 1e-5, [[0.0], [-3.5], [8000.25]], 5),
    layer_norm("70", 1e-5, rows(6, 70, CASES), 7),
])
