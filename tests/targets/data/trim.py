"""Cuts the complete file of training results down to what the tests read: trim.py SOURCE, writes beside itself."""

import json
import pathlib
import sys

SOURCE, HERE = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
FIGURES = ["mean", "std", "min", "max"]


def result(entry):
    kept = {key: entry[key] for key in ["section", "name", "framework", "optimizer"]}
    kept |= {key: entry["model"][key] for key in ["sizes", "init", "scaling", "epochs", "batch"]}
    return kept | {key: {figure: entry[key][figure] for figure in FIGURES} for key in ["final_train_loss", "test_accuracy"]}


def norms(entry):
    return {key: entry[key] for key in ["name", "per_seed"]}


with open(SOURCE / "training_targets.json") as file:
    whole = json.load(file)
parts = {"results": map(result, whole["results"]), "gradient_norms_at_init": map(norms, whole["gradient_norms_at_init"])}
rest = [f'"{key}": {json.dumps(whole[key])}' for key in ["versions", "split", "class_counts"]]
lists = [f'"{key}": [\n' + ",\n".join("  " + json.dumps(entry) for entry in part) + "\n]" for key, part in parts.items()]
with open(HERE / "training_targets.json", "w") as file:
    file.write("{\n" + ",\n".join(rest + lists) + "\n}\n")
