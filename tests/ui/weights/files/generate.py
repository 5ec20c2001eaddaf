"""Writes the files of weights that the cases beside this folder name, each wrong in one way: python3 generate.py"""

import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
FORMATS = {"F32": "f", "F64": "d", "I32": "i", "I64": "q"}


def tensor(name, shape, values, dtype="F32"):
    return name, shape, struct.pack(f"<{len(values)}{FORMATS[dtype]}", *values), dtype


def small(**changes):
    """The tensors of `Small: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }`, some of them others."""
    tensors = {
        "hidden_weight": tensor("hidden.weight", [3, 2], [1, 2, 3, 4, 5, 6]),
        "hidden_bias": tensor("hidden.bias", [3], [7, 8, 9]),
        "output_weight": tensor("output.weight", [1, 3], [10, 11, 12]),
        "output_bias": tensor("output.bias", [1], [13]),
    }
    tensors.update(changes)
    return [tensor for tensor in tensors.values() if tensor]


def header(tensors, **metadata):
    entries, end = {"__metadata__": metadata} if metadata else {}, 0
    for name, shape, data, dtype in tensors:
        entries[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + len(data)]}
        end += len(data)
    return entries


def file(entries, data):
    text = entries if isinstance(entries, bytes) else json.dumps(entries, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


def data(tensors):
    return b"".join(data for _, _, data, _ in tensors)


def write(name, content):
    (HERE / f"{name}.safetensors").write_bytes(content)


def write_tensors(name, tensors, **metadata):
    write(name, file(header(tensors, **metadata), data(tensors)))


def write_with(name, change):
    """Sound tensors under a header that `change` was done to."""
    entries = header(small())
    change(entries)
    write(name, file(entries, data(small())))


# Not one tensor is wrong.
write_tensors("small", small())

# The file is none.
whole = file(header(small()), data(small()))
write("empty", b"")
write("cut_short", whole[:-1])
write("goes_on", whole + b"\0\0\0\0")
write("long_header", struct.pack("<Q", 1 << 63) + whole[8:])
write("pickle", b"PK\x03\x04\0\0\0\0\0\0\0\0" + b"archive/data.pkl")
write("nests", file(b'{"hidden.weight":' + b"[" * 1000 + b"]" * 1000 + b"}", b""))
write_with("overlap", lambda entries: entries["hidden.bias"].update(data_offsets=[20, 32]))
write_with("gap", lambda entries: entries.pop("hidden.bias"))
write_with("size", lambda entries: entries["hidden.bias"].update(shape=[4]))
write_with("unknown_type", lambda entries: entries["hidden.bias"].update(dtype="FLOAT"))
write_with("beyond", lambda entries: entries["output.bias"].update(data_offsets=[48, 52 + 4], shape=[2]))
twice = json.dumps(header(small()), separators=(",", ":")).replace('"output.weight"', '"hidden.weight"').encode()
write("twice", file(twice, data(small())))

# The tensors are others.
write_tensors("missing", small(output_bias=None))
write_tensors("misspelled", small(hidden_weight=tensor("hiden.weight", [3, 2], [1, 2, 3, 4, 5, 6])))
write_tensors("extra", small(more=tensor("output.scale", [1], [1])))
write_tensors("shape", small(hidden_bias=tensor("hidden.bias", [4], [7, 8, 9, 10])))
write_tensors("turned", small(hidden_weight=tensor("hidden.weight", [2, 3], [1, 2, 3, 4, 5, 6])))
write_tensors("whole_numbers", small(hidden_bias=tensor("hidden.bias", [3], [7, 8, 9], "I32")))
write_tensors("nan", small(output_weight=tensor("output.weight", [1, 3], [10, float("nan"), 12])))
write_tensors("infinite", small(output_bias=tensor("output.bias", [1], [float("inf")])))
write_tensors("too_large", small(output_bias=tensor("output.bias", [1], [1e39], "F64")))
write_tensors("other_list", small(), **{"ffnn.fingerprint": "00000000000000ff"})
write_tensors("fingerprint", small(), **{"ffnn.fingerprint": "none"})

# The names are others.
places = ["0.weight", "0.bias", "2.weight", "2.bias"]
write_tensors("sequential", [(name, *rest) for name, (_, *rest) in zip(places, small())])
write_tensors("keras", [
    tensor("hidden.kernel", [2, 3], [1, 3, 5, 2, 4, 6]),
    tensor("hidden.bias", [3], [7, 8, 9]),
    tensor("output.kernel", [3, 1], [10, 11, 12]),
    tensor("output.bias", [1], [13]),
])
write_tensors("prefixed", [("module." + name, *rest) for name, *rest in small()])
layers = {"hidden": "fc1", "output": "fc2"}
renamed = [name.split(".") for name, *_ in small()]
write_tensors("renamed", [(f"{layers[layer]}.{own}", *rest) for (layer, own), (_, *rest) in zip(renamed, small())])
write_tensors("besides", small(step=tensor("optimizer.step", [], [7], "I64"), moment=tensor("optimizer.m", [1], [1])))
write_tensors("no_bias", small(hidden_bias=None))

# The only weight is square; without a word of who wrote it, and from burn.
square = [tensor("a.weight", [2, 2], [1, 2, 3, 4]), tensor("a.bias", [2], [0, 0])]
write_tensors("square", square)

# With batch normalization after `hidden`.
norm = {
    "norm_weight": tensor("norm.weight", [3], [1, 1, 1]),
    "norm_bias": tensor("norm.bias", [3], [0, 0, 0]),
    "norm_mean": tensor("norm.running_mean", [3], [0, 0, 0]),
    "norm_variance": tensor("norm.running_var", [3], [1, 1, 1]),
}
write_tensors("bias_before_norm", small(hidden_bias=tensor("hidden.bias", [1], [7]), **norm))
write_tensors("counter", small(**norm, counter=tensor("norm.num_batches_tracked", [2], [5, 5], "I64")))
negative = tensor("norm.running_var", [3], [1, -0.5, 1])
write_tensors("negative_variance", small(**{**norm, "norm_variance": negative}))
write_tensors("own_text", small(), **{"ffnn.fingerprnt": "00000000000000ff"})
write_tensors("no_statistics", small(**{**norm, "norm_variance": None}))
