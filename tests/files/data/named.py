"""Files whose tensors are called as other tools call them: python3 tests/files/data/named.py

Three inputs, four hidden values, two outputs; each file holds the same numbers. Needs nothing but Python.
"""

import json
import struct
from pathlib import Path

HERE = Path(__file__).parent / "named"
HERE.mkdir(exist_ok=True)


def matrix(rows, columns, first):
    return [[(first + row * columns + column) / 8 for column in range(columns)] for row in range(rows)]


def turned(values):
    return [list(row) for row in zip(*values)]


hidden, hidden_bias = matrix(4, 3, -5), [0.5, -0.25, 1.0, 0.0]
output, output_bias = matrix(2, 4, -3), [0.75, -0.5]


def shape(values):
    return [len(values), *shape(values[0])] if isinstance(values, list) else []


def flat(values):
    return [number for row in values for number in flat(row)] if isinstance(values, list) else [values]


def write(name, tensors, metadata=None):
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for key, values in tensors.items():
        dtype, code = ("I64", "q") if isinstance(values, int) else ("F32", "f")
        packed = struct.pack(f"<{len(flat(values))}{code}", *flat(values))
        header[key] = {"dtype": dtype, "shape": shape(values), "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (HERE / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


own = {"hidden.weight": hidden, "hidden.bias": hidden_bias, "output.weight": output, "output.bias": output_bias}
values = list(own.values())
inputs_first = [turned(hidden), hidden_bias, turned(output), output_bias]


def named(names, values=values):
    return dict(zip(names, values))


write("ddp", {"module." + name: values for name, values in own.items()})
write("compiled", {"_orig_mod." + name: values for name, values in own.items()})
write("net_sequential", named(["net.0.weight", "net.0.bias", "net.2.weight", "net.2.bias"]))
write("lstm_extra", {**own, "lstm.weight_ih_l0": matrix(4, 3, 0), "lstm.bias_ih_l0": [0.0] * 4})
write("optimizer", {**own, "optimizer.step": 7})
write("encoder", {**{"encoder." + name: values for name, values in own.items()}, "decoder.weight": matrix(3, 2, 0)})
keras = ["hidden/kernel", "hidden/bias", "output/kernel", "output/bias"]
write("keras_path", named(["sequential/" + name for name in keras], inputs_first))
write("keras_colon", named([name + ":0" for name in keras], inputs_first))
write("flax", named(["params/" + name for name in keras], inputs_first))
flax = ["params/Dense_0/kernel", "params/Dense_0/bias", "params/Dense_1/kernel", "params/Dense_1/bias"]
write("flax_numbered", named(flax, inputs_first))
write("burn", named(list(own), inputs_first), {"format": "safetensors", "producer": "burn"})
write("transposed", named(list(own), inputs_first))
write("unicode", named(["größe.weight", "größe.bias", "output.weight", "output.bias"]))
square = {"a.weight": [[1.0, 2.0], [3.0, 4.0]], "a.bias": [0.0, 0.0]}
write("square_burn", square, {"format": "safetensors", "producer": "burn"})
write("square_torch", square, {"format": "pt"})
write("square", square)
