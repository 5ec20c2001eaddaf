"""Files of layers that lack some of their tensors, as PyTorch and Keras write them, and what they give.

    python3 tests/files/data/without.py

Needs NumPy. Writes the files beside this program and `without.json`, in which `x` is what goes in and `logits` what comes out,
calculated in 64 bits: dense, normalization, hyperbolic tangent, dense.
"""

import json
import struct
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
random = np.random.default_rng(13)


def draw(*shape):
    return random.standard_normal(shape).astype(np.float32)


def write(name, tensors, metadata=None):
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for key, array in tensors.items():
        dtype = {"float32": "F32", "int64": "I64"}[array.dtype.name]
        header[key] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += np.ascontiguousarray(array).tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (HERE / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


INPUTS, HIDDEN, OUTPUTS, SAMPLES = 3, 4, 2, 5
x = draw(SAMPLES, INPUTS).astype(np.float64)
hidden, hidden_bias = draw(HIDDEN, INPUTS), draw(HIDDEN)
output, output_bias = draw(OUTPUTS, HIDDEN), draw(OUTPUTS)
mean, variance, shift, scale = draw(HIDDEN), np.abs(draw(HIDDEN)) + np.float32(0.5), draw(HIDDEN), draw(HIDDEN)
epsilon = 1e-5


def end(values):
    return (np.tanh(values) @ output.T.astype(np.float64) + output_bias).tolist()


before = x @ hidden.T.astype(np.float64)
biased = before + hidden_bias
normalized = (biased - mean) / np.sqrt(variance.astype(np.float64) + epsilon)
layer = biased - biased.mean(axis=1, keepdims=True)
layer = layer / np.sqrt((layer**2).mean(axis=1, keepdims=True) + epsilon)

last = {"output.weight": output, "output.bias": output_bias}
first = {"hidden.weight": hidden, "hidden.bias": hidden_bias}
statistics = {"norm.running_mean": mean, "norm.running_var": variance, "norm.num_batches_tracked": np.array(7)}
write("no_bias.safetensors", {"hidden.weight": hidden, **last})
write("bn_no_affine.safetensors", {**first, **statistics, **last}, {"format": "pt"})
write("bn_no_shift.safetensors", {**first, **statistics, "norm.weight": scale, **last}, {"format": "pt"})
write("ln_no_bias.safetensors", {**first, "norm.weight": scale, **last}, {"format": "pt"})
write("ln_no_affine.safetensors", {**first, **last}, {"format": "pt"})
keras = {
    "hidden/kernel:0": hidden.T,
    "hidden/bias:0": hidden_bias,
    "norm/beta:0": shift,
    "norm/moving_mean:0": mean,
    "norm/moving_variance:0": variance,
    "output/kernel:0": output.T,
    "output/bias:0": output_bias,
}
write("bn_no_scale.safetensors", {"sequential/" + name: array for name, array in keras.items()})
logits = {
    "no_bias": end(before),
    "bn_no_affine": end(normalized),
    "bn_no_shift": end(normalized * scale),
    "bn_no_scale": end(normalized + shift),
    "ln_no_bias": end(layer * scale),
    "ln_no_affine": end(layer),
}
(HERE / "without.json").write_text(json.dumps({"x": x.tolist(), "logits": logits}, indent=1) + "\n")
