"""Trains the network of this example in PyTorch and writes amplifier.safetensors beside itself.

    pip install torch safetensors
    python3 train.py

The file in the repository was written with PyTorch 1.13.1 and safetensors 0.8.0.
"""

import math
import pathlib

import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
WINDOW = 24
torch.set_num_threads(1)
torch.manual_seed(0)


def amplifier(signal):
    """A preamplifier: a low-pass filter, a valve that saturates unevenly, another low-pass filter."""
    first, second, output = 0.0, 0.0, []
    for value in signal.tolist():
        first += 0.4 * (value - first)
        valve = math.tanh(3.0 * first + 0.3) - 0.2913126
        second += 0.6 * (valve - second)
        output.append(second)
    return torch.tensor(output)


# Two seconds of chords that swell and fade, so that the network sees loud and quiet.
time = torch.arange(96_000) / 48_000
pitches = 2 ** (torch.randint(-24, 25, (12,)) / 12) * 220
swell = torch.sin(2 * torch.pi * torch.rand(12, 1) * 4 * time + 6 * torch.rand(12, 1)).clamp(min=0)
signal = (swell * torch.sin(2 * torch.pi * pitches[:, None] * time)).sum(0) / 3 + 0.02 * torch.randn(len(time))
target = amplifier(signal)

windows = signal.unfold(0, WINDOW, 1)
target = target[WINDOW - 1 :, None]
network = torch.nn.Sequential(
    torch.nn.Linear(WINDOW, 16), torch.nn.Tanh(), torch.nn.Linear(16, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
)
epochs, rows = 12, len(windows)
optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * (rows // 256 + 1))
for epoch in range(epochs):
    for batch in torch.randperm(rows).split(256):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(network(windows[batch]), target[batch])
        loss.backward()
        optimizer.step()
        schedule.step()
with torch.no_grad():
    error = ((network(windows) - target) ** 2).sum() / (target**2).sum()
print(f"error to signal: {error:.5f}")
save_file({name: tensor.contiguous() for name, tensor in network.state_dict().items()}, HERE / "amplifier.safetensors")
