"""Writes metrics.json: what scikit-learn says of drawn answers, with ties.

    python metrics.py
"""

import json
import pathlib

import numpy
import sklearn
from sklearn import calibration, metrics

draw = numpy.random.default_rng(13)
entries = []


def labels(name, truth, probability, threshold):
    truth, probability = numpy.array(truth), numpy.array(probability)
    answer = (probability > threshold).astype(int)
    # A single column would be two classes.
    which = {"labels": [1]} if truth.shape[1] == 1 else {}
    score = lambda average: [
        float(value)
        for value in metrics.precision_recall_fscore_support(
            truth, answer, average=average, zero_division=0, **which
        )[:3]
    ]
    per_label = metrics.precision_recall_fscore_support(truth, answer, average=None, zero_division=0, **which)
    entries.append({
        "name": name, "kind": "labels", "truth": truth.tolist(), "probability": probability.tolist(),
        "threshold": threshold,
        "scores": [[float(value[label]) for value in per_label] for label in range(truth.shape[1])],
        "micro": score("micro"), "macro": score("macro"), "weighted": score("weighted"),
        "roc_auc": [metrics.roc_auc_score(truth[:, label], probability[:, label]) for label in range(truth.shape[1])],
        "average_precision": [
            metrics.average_precision_score(truth[:, label], probability[:, label]) for label in range(truth.shape[1])
        ],
        "log_loss": metrics.log_loss(truth.ravel(), probability.ravel()),
        "brier": metrics.brier_score_loss(truth.ravel(), probability.ravel()),
        "bins": bins(truth.ravel(), probability.ravel()),
    })


def bins(right, probability, count=10):
    frequency, mean = calibration.calibration_curve(right, probability, n_bins=count, strategy="uniform")
    return {"count": count, "frequency": frequency.tolist(), "mean": mean.tolist()}


def classes(name, truth, probability):
    truth, probability = numpy.array(truth), numpy.array(probability)
    every = list(range(probability.shape[1]))
    entries.append({
        "name": name, "kind": "classes", "truth": truth.tolist(), "probability": probability.tolist(),
        "log_loss": metrics.log_loss(truth, probability, labels=every),
        "brier": metrics.brier_score_loss(truth, probability, labels=every, scale_by_half=False),
        "bins": bins(probability.argmax(axis=1) == truth, probability.max(axis=1)),
    })


truth = draw.integers(0, 2, (60, 3))
truth[:, 2] = draw.random(60) < 0.1
noisy = numpy.clip(0.25 + 0.4 * truth + 0.3 * draw.standard_normal((60, 3)), 0.02, 0.98)
labels("noisy", truth, noisy, 0.5)
labels("threshold", truth, noisy, 0.3)
labels("ties", truth, numpy.clip(numpy.round(noisy, 1), 0.1, 0.9), 0.5)
labels("one label", truth[:, 2:], noisy[:, 2:], 0.5)
labels("wrong way round", truth, 1 - noisy, 0.5)

logits = 1.5 * draw.standard_normal((80, 4))
probability = numpy.exp(logits) / numpy.exp(logits).sum(axis=1, keepdims=True)
classes("drawn from them", [int(draw.choice(4, p=row)) for row in probability], probability)
classes("too sure", draw.integers(0, 4, 80), probability)
two = numpy.stack([noisy[:, 0], 1 - noisy[:, 0]], axis=1)
classes("two classes", 1 - truth[:, 0], two)

with open(pathlib.Path(__file__).parent / "metrics.json", "w") as file:
    json.dump({"scikit-learn": sklearn.__version__, "entries": entries}, file, separators=(",", ":"))
    file.write("\n")
