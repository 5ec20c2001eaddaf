"""The peers that live in Python, one thread each, checked and timed as `src/runner.rs` does it.

    peers.py PEER FOLDER PROGRAM [PART OF A WORKLOAD'S NAME]

FOLDER is what `peers write FOLDER` wrote; PROGRAM is the program that wrote it, which also measures the peak.
"""

import os

# Before any of them starts threads.
for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import importlib.metadata
import pathlib
import re
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np

warnings.filterwarnings("ignore")

# As in `src/runner.rs`.
BURST, BURSTS, LIMIT, FEWEST = 100e-6, 4000, 1.5, 30
TOLERANCE = 1e-3
# As in `src/reference.rs`.
RATE, STEPS = 0.01, 3
IDLE_RATE = 1e-9
# How many steps a compiled loop takes in one call, about: what calling costs is then nothing.
LOOP = 5e-3
# More than one core in use would be another comparison.
BUSY = 1.2


@dataclass
class Workload:
    name: str
    widths: list
    activation: str
    batch_norm: bool
    kind: str
    rule: str
    samples: int
    layers: list
    data: np.ndarray
    targets: np.ndarray
    expected: np.ndarray


def workloads(folder):
    for line in (folder / "workloads.tsv").read_text().splitlines():
        index, name, widths, activation, batch_norm, task = line.split("\t")
        kind, *details = re.findall(r"\w+", task)
        widths = [int(width) for width in widths.split()]
        batch_norm = batch_norm == "true"
        folder_of = folder / index
        values = np.fromfile(folder_of / "layers.f32", "<f4")
        layers = []
        for place, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
            weights, values = values[: inputs * outputs].reshape(outputs, inputs), values[inputs * outputs :]
            bias = None
            if not batch_norm or place == len(widths) - 2:
                bias, values = values[:outputs], values[outputs:]
            layers.append((weights, bias))
        data = np.fromfile(folder_of / "data.f32", "<f4").reshape(-1, widths[0])
        yield Workload(
            name, widths, activation, batch_norm, kind, details[0] if kind == "Train" else "", len(data), layers, data,
            np.fromfile(folder_of / "targets.i64", "<i8"), np.fromfile(folder_of / "expected.f64", "<f8"),
        )  # fmt: skip


class Runner:
    def __init__(self, peer, version, program, part):
        self.peer, self.version, self.program, self.part = peer, version, program, part
        self.failed = False

    def wants(self, work):
        return self.part in work.name

    def agrees(self, work, found):
        found = np.asarray(found, np.float64).ravel()
        agrees = found.shape == work.expected.shape and np.all(
            np.abs(found - work.expected) <= TOLERANCE * np.maximum(np.abs(work.expected), 1)
        )
        if not agrees:
            self.failed = True
            print(f"{self.peer}: {work.name}: {found[:4]} …, not {work.expected[:4]} …", file=sys.stderr)
        return agrees

    def peak(self):
        return float(subprocess.run([self.program, "peak"], capture_output=True, check=True, text=True).stdout)

    def time(self, work, call, steps=1):
        """Times `call`, which takes `steps` steps."""
        peak = self.peak()

        def burst(calls):
            start = time.perf_counter()
            for _ in range(calls):
                call()
            return time.perf_counter() - start

        calls = 1
        while (took := burst(calls)) < BURST:
            calls *= 8 if took < BURST / 16 else 2
        bursts = []
        begin, begin_busy = time.perf_counter(), time.process_time()
        while len(bursts) < FEWEST or (len(bursts) < BURSTS and time.perf_counter() - begin < LIMIT):
            bursts.append(burst(calls) / calls / steps * 1e9)
        busy = (time.process_time() - begin_busy) / (time.perf_counter() - begin)
        if busy > BUSY:
            print(f"{self.peer}: {work.name}: {busy:.1f} cores in use", file=sys.stderr)
            self.failed = True
            return
        peak = max(peak, self.peak())
        print(f"{self.peer}\t{work.name}\t{min(bursts):.2f}\t{np.median(bursts):.2f}\t{peak:.1f}\t{self.version}", flush=True)


def steps_of(seconds):
    """How many steps of a compiled loop fill a call, given what one takes."""
    return int(min(max(LOOP / seconds, 4), 20_000))


# PyTorch -----------------------------------------------------------------------------------------------------------


def torch_network(work):
    import torch

    activations = {"Relu": torch.nn.ReLU, "Tanh": torch.nn.Tanh, "Sigmoid": torch.nn.Sigmoid, "Elu": torch.nn.ELU}
    entries = []
    for place, (weights, bias) in enumerate(work.layers):
        outputs, inputs = weights.shape
        layer = torch.nn.Linear(inputs, outputs, bias=bias is not None)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights))
            if bias is not None:
                layer.bias.copy_(torch.from_numpy(bias))
        entries.append(layer)
        if place + 1 < len(work.layers):
            if work.batch_norm:
                entries.append(torch.nn.BatchNorm1d(outputs))
            entries.append(activations[work.activation]())
    return torch.nn.Sequential(*entries)


def run_torch(runner, works, script=False):
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    for work in works:
        inputs = torch.from_numpy(work.data)
        if work.kind in ("One", "Batch"):
            network = torch_network(work).eval()
            with torch.inference_mode():
                if script:
                    network = torch.jit.freeze(torch.jit.trace(network, inputs))
                    for _ in range(20):
                        network(inputs)
                if runner.agrees(work, network(inputs)):
                    runner.time(work, lambda: network(inputs))
        elif work.kind == "Train" and not script:
            targets = torch.from_numpy(work.targets)

            def make(rate):
                network = torch_network(work).train()
                kind = torch.optim.SGD if work.rule == "Sgd" else torch.optim.Adam
                optimizer = kind(network.parameters(), lr=rate, fused=True)

                def step():
                    optimizer.zero_grad(set_to_none=True)
                    loss = torch.nn.functional.cross_entropy(network(inputs), targets)
                    loss.backward()
                    optimizer.step()
                    return loss

                return step

            step = make(RATE)
            if runner.agrees(work, [step().item() for _ in range(STEPS)]):
                runner.time(work, make(IDLE_RATE))


# JAX ---------------------------------------------------------------------------------------------------------------


def run_jax(runner, works):
    import jax
    import jax.numpy as jnp
    from jax import lax

    functions = {"Relu": jax.nn.relu, "Tanh": jnp.tanh, "Sigmoid": jax.nn.sigmoid, "Elu": jax.nn.elu}

    def start(work):
        layers = []
        for place, (weights, bias) in enumerate(work.layers):
            layer = [jnp.asarray(np.ascontiguousarray(weights.T))]
            if bias is not None:
                layer.append(jnp.asarray(bias))
            elif work.batch_norm:
                layer += [jnp.ones(len(weights)), jnp.zeros(len(weights))]
            layers.append(layer)
        running = [[jnp.zeros(width), jnp.ones(width)] for width in work.widths[1:-1]] if work.batch_norm else []
        return layers, running

    def forward(work, layers, running, x):
        moved = []
        for place, layer in enumerate(layers):
            x = x @ layer[0]
            last = place + 1 == len(layers)
            if work.batch_norm and not last:
                mean, variance = x.mean(0), x.var(0)
                unbiased = variance * (work.samples / (work.samples - 1))
                moved.append([0.9 * old + 0.1 * new for old, new in zip(running[place], (mean, unbiased))])
                x = (x - mean) * lax.rsqrt(variance + 1e-5) * layer[1] + layer[2]
            else:
                x = x + layer[1]
            if not last:
                x = functions[work.activation](x)
        return x, moved

    def predict(work):
        layers, _ = start(work)

        def loop(count, layers, x):
            first = x[0, 0]

            def step(_, carried):
                x, _ = carried
                y, _ = forward(work, layers, [], x)
                # As much of a dependence as `Runner::chain` has, so that no step can be left out.
                return x.at[0, 0].set(first + 1e-20 * y[0, 0]), y

            return lax.fori_loop(0, count, step, (x, jnp.zeros((work.samples, work.widths[-1]))))

        loop = jax.jit(loop)
        x = jnp.asarray(work.data)
        if runner.agrees(work, loop(1, layers, x)[1]):
            compiled_loop(runner, work, lambda count: jax.block_until_ready(loop(count, layers, x)))

    def train(work):
        def loss_of(layers, running, x, targets):
            logits, moved = forward(work, layers, running, x)
            own = jnp.take_along_axis(logits, targets[:, None], 1)[:, 0]
            return jnp.mean(jax.nn.logsumexp(logits, axis=1) - own), moved

        def step(state, rate, x, targets):
            layers, running, first, second, powers = state
            (loss, running), gradient = jax.value_and_grad(loss_of, has_aux=True)(layers, running, x, targets)
            if work.rule == "Sgd":
                layers = jax.tree.map(lambda p, g: p - rate * g, layers, gradient)
            else:
                powers = powers * jnp.array([0.9, 0.999])
                scale, correction = rate / (1 - powers[0]), 1 / (1 - powers[1])
                first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
                second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
                layers = jax.tree.map(
                    lambda p, m, v: p - scale * m / (jnp.sqrt(v * correction) + 1e-8), layers, first, second
                )
            return (layers, running, first, second, powers), loss

        def epoch(state, rate, x, targets, count):
            return lax.scan(lambda state, _: step(state, rate, x, targets), state, None, count)

        epoch = jax.jit(epoch, static_argnums=4, donate_argnums=0)

        def fresh():
            layers, running = start(work)
            moments = [jax.tree.map(jnp.zeros_like, layers) for _ in range(2)] if work.rule == "Adam" else [[], []]
            return layers, running, *moments, jnp.ones(2)

        x, targets = jnp.asarray(work.data), jnp.asarray(work.targets)
        _, losses = epoch(fresh(), RATE, x, targets, STEPS)
        if runner.agrees(work, losses):
            state = fresh()

            def call(count):
                nonlocal state
                state, losses = epoch(state, IDLE_RATE, x, targets, count)
                jax.block_until_ready((state, losses))

            compiled_loop(runner, work, call)

    for work in works:
        train(work) if work.kind == "Train" else predict(work)


def compiled_loop(runner, work, call):
    """Times `call(count)`, with a count that makes the call long."""
    for count in (10, 10):
        call(count)
        start = time.perf_counter()
        call(count)
        took = (time.perf_counter() - start) / count
    count = steps_of(took)
    call(count)
    start = time.perf_counter()
    call(count)
    count = steps_of((time.perf_counter() - start) / count)
    call(count)
    runner.time(work, lambda: call(count), count)


# TensorFlow --------------------------------------------------------------------------------------------------------


def run_tensorflow(runner, works):
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    functions = {"Relu": tf.nn.relu, "Tanh": tf.tanh, "Sigmoid": tf.sigmoid, "Elu": tf.nn.elu}

    def start(work):
        parameters = []
        for weights, bias in work.layers:
            parameters.append(tf.constant(np.ascontiguousarray(weights.T)))
            if bias is not None:
                parameters.append(tf.constant(bias))
            else:
                parameters += [tf.ones(len(weights)), tf.zeros(len(weights))]
        running = [value for width in work.widths[1:-1] for value in (tf.zeros(width), tf.ones(width))]
        return parameters, running if work.batch_norm else []

    def forward(work, parameters, running, x):
        parameters, moved = list(parameters), []
        for place in range(len(work.layers)):
            x = x @ parameters.pop(0)
            last = place + 1 == len(work.layers)
            if work.batch_norm and not last:
                mean, variance = tf.nn.moments(x, 0)
                unbiased = variance * (work.samples / (work.samples - 1))
                old = running[2 * place : 2 * place + 2]
                moved += [0.9 * old[0] + 0.1 * mean, 0.9 * old[1] + 0.1 * unbiased]
                x = (x - mean) * tf.math.rsqrt(variance + 1e-5) * parameters.pop(0) + parameters.pop(0)
            else:
                x = x + parameters.pop(0)
            if not last:
                x = functions[work.activation](x)
        return x, moved

    def predict(work):
        parameters, _ = start(work)
        call = tf.function(lambda x: forward(work, parameters, [], x)[0], jit_compile=True)
        x = tf.constant(work.data)
        if runner.agrees(work, call(x)):
            runner.time(work, lambda: call(x))

    def train(work):
        x, targets = tf.constant(work.data), tf.constant(work.targets)

        def step(parameters, running, first, second, powers, rate):
            with tf.GradientTape() as tape:
                tape.watch(parameters)
                logits, running = forward(work, parameters, running, x)
                loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(targets, logits))
            gradient = tape.gradient(loss, parameters)
            if work.rule == "Sgd":
                parameters = [p - rate * g for p, g in zip(parameters, gradient)]
            else:
                powers = powers * tf.constant([0.9, 0.999])
                scale, correction = rate / (1 - powers[0]), 1 / (1 - powers[1])
                first = [0.9 * m + 0.1 * g for m, g in zip(first, gradient)]
                second = [0.999 * v + 0.001 * g * g for v, g in zip(second, gradient)]
                parameters = [
                    p - scale * m / (tf.sqrt(v * correction) + 1e-8) for p, m, v in zip(parameters, first, second)
                ]
            return parameters, running, first, second, powers, loss

        @tf.function(jit_compile=True)
        def epoch(parameters, running, first, second, powers, rate, count):
            def body(index, parameters, running, first, second, powers, _):
                return index + 1, *step(parameters, running, first, second, powers, rate)

            start = (tf.constant(0), parameters, running, first, second, powers, tf.constant(0.0))
            return tf.while_loop(lambda index, *_: index < count, body, start)[1:]

        def fresh():
            parameters, running = start(work)
            moments = [[tf.zeros_like(p) for p in parameters] for _ in range(2)] if work.rule == "Adam" else [[], []]
            return parameters, running, *moments, tf.ones(2)

        state, losses = fresh(), []
        for _ in range(STEPS):
            *state, loss = epoch(*state, tf.constant(RATE), tf.constant(1))
            losses.append(float(loss))
        if runner.agrees(work, losses):
            state = fresh()

            def call(count):
                nonlocal state
                *state, loss = epoch(*state, tf.constant(IDLE_RATE), tf.constant(count))
                loss.numpy()

            compiled_loop(runner, work, call)

    for work in works:
        if work.kind == "Train":
            train(work)
        elif work.kind != "Chain":
            predict(work)


# ONNX Runtime ------------------------------------------------------------------------------------------------------


def run_onnxruntime(runner, works):
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    def model(work):
        nodes, constants, value = [], [], "input"
        for place, (weights, bias) in enumerate(work.layers):
            constants += [numpy_helper.from_array(weights, f"w{place}"), numpy_helper.from_array(bias, f"b{place}")]
            nodes.append(helper.make_node("Gemm", [value, f"w{place}", f"b{place}"], [f"z{place}"], transB=1))
            value = f"z{place}"
            if place + 1 < len(work.layers):
                nodes.append(helper.make_node(work.activation, [value], [f"y{place}"]))
                value = f"y{place}"
        shape = lambda name, width: helper.make_tensor_value_info(name, TensorProto.FLOAT, [work.samples, width])
        graph = helper.make_graph(nodes, "g", [shape("input", work.widths[0])], [shape(value, work.widths[-1])], constants)
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        made.ir_version = 8
        onnx.checker.check_model(made)
        return made.SerializeToString(), value

    for work in works:
        if work.kind not in ("One", "Batch"):
            continue
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        content, name = model(work)
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        # Bound once, so that a call is no more than the work.
        bound = session.io_binding()
        bound.bind_ortvalue_input("input", onnxruntime.OrtValue.ortvalue_from_numpy(work.data))
        output = onnxruntime.OrtValue.ortvalue_from_numpy(np.zeros((work.samples, work.widths[-1]), np.float32))
        bound.bind_ortvalue_output(name, output)
        call = lambda: session.run_with_iobinding(bound)
        call()
        if runner.agrees(work, output.numpy()):
            runner.time(work, call)


PEERS = {
    "torch": ("PyTorch", "torch", run_torch),
    "torchscript": ("TorchScript", "torch", lambda runner, works: run_torch(runner, works, script=True)),
    "jax": ("JAX", "jax", run_jax),
    "tensorflow": ("TensorFlow", "tensorflow-cpu", run_tensorflow),
    "onnxruntime": ("ONNX Runtime", "onnxruntime", run_onnxruntime),
}


def main():
    name, folder, program, *part = sys.argv[1:]
    column, package, run = PEERS[name]
    try:
        version = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        print(f"{name}: skipped: {package} is not installed", file=sys.stderr)
        return 0
    runner = Runner(column, version, program, part[0] if part else "")
    run(runner, [work for work in workloads(pathlib.Path(folder)) if runner.wants(work)])
    return int(runner.failed)


if __name__ == "__main__":
    sys.exit(main())
