"""Cuts the complete reference files down to what the tests read: trim.py SOURCE, writes beside itself."""

import json
import pathlib
import sys

SOURCE, HERE = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent

NETWORKS = [
    "slides_2_4_3_sigmoid",
    "elu_4_8_8_3_softmax_adam",
    "tanh_5_6_6_2_mse_momentum",
    "clip_by_global_norm_4_5_2",
    "slides_dropout_fixed_mask_2_4_3",
]
ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu(0.01)", "leaky_relu(0.2)", "elu(1.0)", "elu(0.5)"]
LOSSES = ["sigmoid_cross_entropy", "softmax_cross_entropy_sparse", "mse"]
OPTIMIZERS = [("tf1", "sgd"), ("tf1", "momentum"), ("torch", "adam")]
INITIALIZERS = [
    f"{name}_{distribution}"
    for name in ["glorot", "he", "lecun"]
    for distribution in ["uniform", "normal_truncated"]
]


def named(names):
    return lambda entry: entry["name"] in names


def optimizer(entry):
    other_rule = {"weight_decay", "amsgrad"} & entry["hyperparameters"].keys()
    return (entry["framework"], entry["optimizer"]) in OPTIMIZERS and not other_rule


def trim(name, keep, *unused):
    with open(SOURCE / name) as file:
        whole = json.load(file)
    entries = [{key: value for key, value in entry.items() if key not in unused} for entry in whole["entries"] if keep(entry)]
    rest = {key: whole[key] for key in ["versions", "x", "problems"] if key in whole}
    lines = [f'"{key}": {json.dumps(value)}' for key, value in rest.items()]
    body = ",\n".join("  " + json.dumps(entry) for entry in entries)
    with open(HERE / name, "w") as file:
        file.write("{\n" + ",\n".join(lines) + ',\n"entries": [\n' + body + "\n]}\n")


trim("activations.json", named(ACTIVATIONS), "frameworks")
trim("losses.json", named(LOSSES), "frameworks", "sum")
trim("networks.json", named(NETWORKS), "cross_check", "loss_penalty", "loss_total")
trim("init_stats.json", named(INITIALIZERS), "samples")
for problem in ["sequence", "quadratic", "rosenbrock"]:
    trim(f"optimizers_{problem}.json", optimizer, "numpy_max_rel_diff")
