"""Writes weights.json: PyTorch's losses with weights of classes and samples, in every combination.

    python weights.py

Each entry holds the loss of each sample, the mean and the gradient of the mean with respect to the logits, and, for a linear
layer that gives the logits, its weights and bias after one step of plain gradient descent at a rate of 0.5 on that mean.
What PyTorch has no argument for is written with its operations, as `formula` says.
"""

import json
import pathlib

import torch
from torch.nn import functional

torch.set_default_dtype(torch.float64)
draw = torch.Generator().manual_seed(7)
RATE = 0.5


def normal(*shape):
    # Six digits, which are read back exactly.
    return torch.round(torch.randn(*shape, generator=draw), decimals=6)


def uniform(*shape):
    return torch.round(torch.rand(*shape, generator=draw), decimals=6)


SAMPLES, INPUTS = 7, 3
X = normal(SAMPLES, INPUTS)
LAYERS = {outputs: (normal(outputs, INPUTS), normal(outputs)) for outputs in (1, 2, 3, 4)}
CLASSES = {2: torch.tensor([0, 1, 1, 0, 1, 0, 1]), 4: torch.tensor([0, 3, 1, 2, 2, 0, 3])}
CLASS_WEIGHTS = {
    2: [[1.0, 1.0], [0.25, 3.5]],
    4: [[1.0, 1.0, 1.0, 1.0], [0.5, 2.0, 1.25, 4.0], [0.0, 2.0, 0.0, 0.125]],
}
SAMPLE_WEIGHTS = torch.tensor([1.0, 0.0, 2.5, 0.125, 4.0, 1.0, 0.75])
FACTORS = torch.tensor([1.0, -0.5, 2.5, -0.125, 0.0, 1.5, -4.0])


def dense(outputs):
    rows = uniform(SAMPLES, outputs)
    rows[0] = functional.one_hot(torch.tensor(outputs - 1), outputs)
    rows[1] /= 2 * rows[1].sum()  # Does not sum to one.
    return torch.round(rows, decimals=6)


entries = []


def add(name, outputs, targets, none, mean, formula=None, **given):
    """`none(logits)` are the losses of the samples, `mean(logits)` their mean."""
    weights, bias = (part.clone().requires_grad_() for part in LAYERS[outputs])
    logits = X @ weights.T + bias
    logits.retain_grad()
    value = mean(logits)
    value.backward()
    entries.append({
        "name": name,
        **({"formula": formula} if formula else {}),
        **given,
        "outputs": outputs,
        "targets": targets.tolist(),
        "per_sample": none(logits).tolist(),
        "mean": value.item(),
        "gradient": logits.grad.tolist(),
        "logits": logits.tolist(),
        "after_weights": (weights - RATE * weights.grad).tolist(),
        "after_bias": (bias - RATE * bias.grad).tolist(),
    })


for outputs, choices in CLASS_WEIGHTS.items():
    classes = CLASSES[outputs]
    for choice in choices:
        w = torch.tensor(choice)
        for smoothing in (0.0, 0.1, 0.75, 1.0):
            def loss(logits, reduction="mean"):
                return functional.cross_entropy(logits, classes, w, reduction=reduction, label_smoothing=smoothing)

            given = {"class_weights": choice, "smoothing": smoothing}
            add("cross_entropy", outputs, classes, lambda logits: loss(logits, "none"), loss, **given)
            for kind, factors in (("sample_weights", SAMPLE_WEIGHTS), ("factors", FACTORS)):
                own = torch.ones(SAMPLES) if kind == "factors" else SAMPLE_WEIGHTS
                add(
                    "cross_entropy", outputs, classes,
                    lambda logits: loss(logits, "none"),
                    lambda logits: (factors * loss(logits, "none")).sum() / (own * w[classes]).sum(),
                    formula="sum(factor * loss) / sum(weight of the sample * weight of its class)",
                    **given, **{kind: factors.tolist()},
                )
        distributions = dense(outputs)

        def loss(logits, reduction="mean"):
            return functional.cross_entropy(logits, distributions, w, reduction=reduction)

        add("cross_entropy_dense", outputs, distributions, lambda logits: loss(logits, "none"), loss, class_weights=choice)
        add(
            "cross_entropy_dense", outputs, distributions,
            lambda logits: loss(logits, "none"),
            lambda logits: (SAMPLE_WEIGHTS * loss(logits, "none")).sum() / SAMPLE_WEIGHTS.sum(),
            formula="sum(weight * loss) / sum(weight)",
            class_weights=choice, sample_weights=SAMPLE_WEIGHTS.tolist(),
        )

for outputs, choices in {1: [[1.0], [7.5], [0.0]], 3: [[1.0, 1.0, 1.0], [0.5, 8.0, 0.0]]}.items():
    for choice in choices:
        for soft in (False, True):
            answers = uniform(SAMPLES, outputs)
            answers = answers if soft else (answers > 0.5).to(torch.float64)

            def loss(logits, reduction="mean"):
                w = torch.tensor(choice)
                return functional.binary_cross_entropy_with_logits(logits, answers, reduction=reduction, pos_weight=w)

            each = lambda logits: loss(logits, "none").mean(1)
            add("binary_cross_entropy", outputs, answers, each, loss, class_weights=choice)
            add(
                "binary_cross_entropy", outputs, answers, each,
                lambda logits: (SAMPLE_WEIGHTS * each(logits)).sum() / SAMPLE_WEIGHTS.sum(),
                formula="sum(weight * loss) / sum(weight)",
                class_weights=choice, sample_weights=SAMPLE_WEIGHTS.tolist(),
            )

no, yes = 0.25, 6.0
answers = torch.tensor([[0.0], [1.0], [1.0], [0.0], [1.0], [0.0], [0.0]])
element = torch.where(answers == 1.0, yes, no)
loss = lambda logits, reduction="mean": functional.binary_cross_entropy_with_logits(
    logits, answers, weight=element, reduction=reduction
)
add("binary_cross_entropy", 1, answers, lambda logits: loss(logits, "none").mean(1), loss, class_weights=[no, yes])

for outputs, choices in {1: [[1.0], [3.0], [0.25, 3.0]], 3: [[0.5, 8.0, 0.0]]}.items():
    for choice in choices:
        signs = torch.where(uniform(SAMPLES, outputs) > 0.5, 1.0, -1.0)
        pair = choice if len(choice) == 2 and outputs == 1 else None
        positive = torch.tensor(choice if pair is None else [pair[1]])
        weights = torch.where(signs > 0, positive, 1.0 if pair is None else pair[0])
        each = lambda logits: (weights * functional.relu(1 - signs * logits)).mean(1)
        add(
            "hinge", outputs, signs, each, lambda logits: each(logits).mean(),
            formula="mean(weight of the class * relu(1 - target * x))", class_weights=choice,
        )

head = {
    "versions": {"torch": torch.__version__},
    "rate": RATE,
    "inputs": X.tolist(),
    "layers": {outputs: {"weights": w.tolist(), "bias": b.tolist()} for outputs, (w, b) in LAYERS.items()},
}
lines = [f'"{key}": {json.dumps(value)}' for key, value in head.items()]
body = ",\n".join("  " + json.dumps(entry) for entry in entries)
path = pathlib.Path(__file__).with_name("weights.json")
path.write_text("{\n" + ",\n".join(lines + ['"entries": [\n' + body + "\n]"]) + "}\n")
