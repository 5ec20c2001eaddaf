"""Writes schedules.json: the factors that PyTorch's schedulers give on a rate of 1, step by step.

    python schedules.py

Every `factors[t]` is the rate of step t, the scheduler having been stepped t times. In the `plateau` entries it is the
rate after `losses[..t]`.
"""

import json
import warnings

import torch
from torch.optim import lr_scheduler as schedulers

warnings.filterwarnings("ignore")


def rates(make, steps, losses=None):
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler = make(optimizer)
    found = []
    for step in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        if losses is None:
            scheduler.step()
        else:
            scheduler.step(losses[step])
    return found


def warm(optimizer):
    rise = schedulers.LinearLR(optimizer, start_factor=0.25, total_iters=8)
    fall = schedulers.CosineAnnealingLR(optimizer, T_max=20)
    return schedulers.SequentialLR(optimizer, [rise, fall], milestones=[8])


LOSSES = [1.0, 0.9, 0.95, 0.8999, 0.9, 0.91, 0.7, 0.7, 0.69999, 0.7, 0.75, 0.71, 0.72, 0.6, 0.5995, 0.599, 0.5985, 0.7, 0.6,
          0.6, 0.6, 0.59, 0.58999, 0.58998, 0.58997, 0.58, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]


def plateau(**settings):
    return lambda optimizer: schedulers.ReduceLROnPlateau(optimizer, **settings)


ENTRIES = {
    "step": (lambda o: schedulers.StepLR(o, step_size=7, gamma=0.1), 30, None),
    "multi_step": (lambda o: schedulers.MultiStepLR(o, milestones=[5, 12], gamma=0.1), 20, None),
    "exponential": (lambda o: schedulers.ExponentialLR(o, gamma=0.9), 30, None),
    "polynomial": (lambda o: schedulers.PolynomialLR(o, total_iters=20, power=2.0), 30, None),
    "linear": (lambda o: schedulers.PolynomialLR(o, total_iters=20), 30, None),
    "cosine": (lambda o: schedulers.CosineAnnealingLR(o, T_max=20, eta_min=0.05), 21, None),
    "restarts": (lambda o: schedulers.CosineAnnealingWarmRestarts(o, T_0=5, eta_min=0.01), 30, None),
    "restarts_growing": (lambda o: schedulers.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2), 46, None),
    "warmup": (warm, 28, None),
    "one_cycle": (lambda o: schedulers.OneCycleLR(o, max_lr=1.0, total_steps=50), 50, None),
    "one_cycle_other": (
        lambda o: schedulers.OneCycleLR(o, max_lr=1.0, total_steps=33, pct_start=0.5, div_factor=10, final_div_factor=100),
        33,
        None,
    ),
    # PyTorch lowers the rate in the epoch after `patience`, this library in the last of them.
    "plateau_relative": (plateau(patience=2, threshold=1e-2, threshold_mode="rel"), len(LOSSES), LOSSES),
    "plateau_absolute": (plateau(patience=1, factor=0.5, threshold=1e-3, threshold_mode="abs"), len(LOSSES), LOSSES),
    "plateau_cooldown": (plateau(patience=1, factor=0.5, cooldown=3, min_lr=0.2), len(LOSSES), LOSSES),
}

entries = [
    {"name": name, "factors": rates(*entry)} | ({"losses": entry[2]} if entry[2] else {}) for name, entry in ENTRIES.items()
]
with open("schedules.json", "w") as file:
    rows = ",\n".join(json.dumps(entry) for entry in entries)
    file.write(f'{{"versions": {{"torch": "{torch.__version__.split("+")[0]}"}}, "entries": [\n{rows}\n]}}\n')
