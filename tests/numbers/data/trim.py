"""Cuts the complete reference files down to what the tests read: trim.py SOURCE, writes beside itself."""

import json
import pathlib
import sys

SOURCE, HERE = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent

ACTIVATIONS = [
    "sigmoid", "tanh", "relu", "leaky_relu(0.01)", "leaky_relu(0.2)", "elu(1.0)", "elu(0.5)", "selu", "gelu", "gelu_tanh",
    "silu", "softplus", "mish", "hard_sigmoid", "relu6", "log_sigmoid", "softsign", "hard_swish", "hard_tanh",
    "rrelu_eval(0.125,0.3333333333333333)",
]
# Optimizers that the library does not have, or has by another formula; a clipped norm is tested by whole networks.
OTHER_OPTIMIZERS = ["adamax", "adadelta", "lamb", "radam", "rprop", "yogi", "adabelief", "sgd clipnorm"]
OTHER_OPTAX = ["nadam", "adam amsgrad"]
OPTIMIZERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "nadam"]
# Biases start at zero, also under PyTorch's default for the weights.
OTHER_INITIALIZERS = ["torch_linear_default_bias"]


def named(names):
    return lambda entry: entry["name"] in names


def optimizer(entry):
    return entry["optimizer"] in OPTIMIZERS


def trajectories(name, steps):
    """Gradients are stored once where they are given, and not at all where they follow from the parameters."""
    with open(SOURCE / name) as file:
        whole = json.load(file)
    for problem in whole["problems"]:
        if problem["kind"] == "sequence":
            problem["gradients"] = whole["entries"][0]["grads"]
    entries = []
    for entry in filter(optimizer, whole["entries"]):
        kept = {key: entry[key] for key in ["framework", "optimizer", "hyperparameters", "problem"]}
        entries.append(kept | {"after": {step: entry["w"][step - 1] for step in steps}})
    write(name, whole, entries)


def trim(name, keep, *unused):
    with open(SOURCE / name) as file:
        whole = json.load(file)
    kept = filter(keep, whole["entries"])
    write(name, whole, [{key: value for key, value in entry.items() if key not in unused} for entry in kept])


def write(name, whole, entries):
    rest = {key: whole[key] for key in ["versions", "x", "problems", "prelu_entries"] if key in whole}
    lines = [f'"{key}": {json.dumps(value)}' for key, value in rest.items()]
    body = ",\n".join("  " + json.dumps(entry) for entry in entries)
    with open(HERE / name, "w") as file:
        file.write("{\n" + ",\n".join(lines) + ',\n"entries": [\n' + body + "\n]}\n")


def recordings():
    with open(HERE / "optimizer_dialects.json", "w") as file:
        frameworks = []
        for framework in ["tf1", "keras", "torch", "optax"]:
            with open(SOURCE / "optimizer_dialects" / f"{framework}.json") as source:
                whole = json.load(source)
            other = tuple(OTHER_OPTIMIZERS + (OTHER_OPTAX if framework == "optax" else []))
            results = {name: after for name, after in whole["results"].items() if not name.startswith(other)}
            lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(after)}" for name, after in results.items())
            frameworks.append(f'  "{framework}": {{\n{lines}\n  }}')
        start = f'"start": {json.dumps(whole["W0"])},\n"gradients": {json.dumps(whole["G"])},\n'
        file.write("{\n" + start + '"results": {\n' + ",\n".join(frameworks) + "\n}}\n")


trim("activations.json", named(ACTIVATIONS), "frameworks")
trim("losses.json", lambda _: True, "frameworks", "sum")
trim("networks.json", lambda _: True, "about", "cross_check", "loss_total")
trim("init_stats.json", lambda entry: entry["name"] not in OTHER_INITIALIZERS, "samples")
trajectories("optimizers_sequence.json", range(1, 21))
trajectories("optimizers_quadratic.json", [1, 2, 5, 20])
trajectories("optimizers_rosenbrock.json", [1, 2, 5, 20])
recordings()
