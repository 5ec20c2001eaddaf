"""Trains the network of this example in PyTorch and writes digits.safetensors beside itself.

    pip install torch==2.15.0 safetensors==0.8.0 numpy
    python3 export.py

The file in the repository was written in these steps, with these versions.
"""

import pathlib

import numpy
import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
torch.set_num_threads(1)

table = numpy.loadtxt(HERE / "../data/digits.csv", delimiter=",")
pixels, labels = (table[:, :64] / 16).astype(numpy.float32), table[:, 64].astype(numpy.int64)
# Every fifth row is kept for the test.
test = numpy.arange(len(labels)) % 5 == 0
x, y = torch.tensor(pixels[~test]), torch.tensor(labels[~test])

torch.manual_seed(0)
network = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
network.train()
for epoch in range(30):
    for batch in torch.randperm(len(y)).split(32):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x[batch]), y[batch]).backward()
        optimizer.step()

network.eval()
with torch.no_grad():
    answers = network(torch.tensor(pixels[test])).argmax(1).numpy()
print(f"test accuracy: {(answers == labels[test]).mean():.4f}")
# The last layer gives logits: the head of the network in Rust, `Softmax`, is no layer here.
tensors = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
save_file(tensors, HERE / "digits.safetensors", metadata={"format": "pt"})
