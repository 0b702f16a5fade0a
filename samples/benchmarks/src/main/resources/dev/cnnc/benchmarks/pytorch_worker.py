"""PyTorch as a worker: the same arguments, commands and answers as dev.cnnc.benchmarks.worker.Worker.

Arguments: engine (pytorch), folder, network, train or infer, threads. Of the two memory formats
that PyTorch has for images, the faster one is taken, by a short trial at the first timed command.
"""

import gc
import json
import sys
import time

import numpy
import torch
import torch.nn.functional as F

LEARNING_RATE, MOMENTUM, EPSILON = 1e-4, 0.9, 1e-5
TRIAL_SECONDS = 0.5
FORMATS = (torch.contiguous_format, torch.channels_last)
STATISTICS = (".running_mean", ".running_var")


def read(path):
    """A safetensors file: arrays by name, and the metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        kind = {"F32": numpy.float32, "I32": numpy.int32}[entry["dtype"]]
        arrays[name] = numpy.frombuffer(data[begin:end], kind).reshape(entry["shape"]).copy()
    return arrays, metadata


class Network(torch.nn.Module):
    """The operations of the weight file's metadata, one a line: kind, name, inputs, numbers."""

    def __init__(self, weights, operations):
        super().__init__()
        self.operations = [line.split() for line in operations.splitlines()]
        for name, array in weights.items():
            tensor = torch.from_numpy(array.copy())
            if name.endswith(STATISTICS):
                self.register_buffer(name.replace(".", "_"), tensor)
            else:
                self.register_parameter(name.replace(".", "_"), torch.nn.Parameter(tensor))

    def get(self, name, part):
        return getattr(self, (name + "_" + part).replace(".", "_"), None)

    def forward(self, image):
        values = {"image": image}
        for kind, name, *rest in self.operations:
            x = values[rest[0]]
            if kind == "convolution":
                y = F.conv2d(x, self.get(name, "weight"), self.get(name, "bias"), int(rest[4]), int(rest[5]))
            elif kind == "batch_norm":
                y = F.batch_norm(
                    x, self.get(name, "running_mean"), self.get(name, "running_var"),
                    self.get(name, "weight"), self.get(name, "bias"), self.training, 0.1, EPSILON)
            elif kind == "relu":
                y = F.relu(x)
            elif kind == "max_pool":
                y = F.max_pool2d(x, int(rest[1]))
            elif kind == "global_mean":
                y = x.mean((2, 3))
            elif kind == "flatten":
                y = x.flatten(1)
            elif kind == "dense":
                y = F.linear(x, self.get(name, "weight"), self.get(name, "bias"))
            elif kind == "add":
                y = x + values[rest[1]]
            else:
                raise ValueError(kind)
            values[name] = y
        return y


class Engine:
    """A network in one memory format."""

    def __init__(self, folder, name, training, memory_format):
        weights, metadata = read(f"{folder}/{name}.weights.safetensors")
        examples, _ = read(f"{folder}/{name}.examples.safetensors")
        self.network = Network(weights, metadata["operations"]).to(memory_format=memory_format)
        self.network.train(training)
        self.images = torch.from_numpy(examples["images"])
        self.labels = torch.from_numpy(examples["labels"]).long()
        self.memory_format = memory_format
        self.batches = {}
        self.traced = {}
        if training:
            self.optimizer = torch.optim.SGD(self.network.parameters(), LEARNING_RATE, MOMENTUM)

    def batch(self, size):
        if size not in self.batches:
            images = self.images[:size].contiguous(memory_format=self.memory_format)
            self.batches[size] = (images, self.labels[:size].clone())
        return self.batches[size]

    def infer(self, size):
        images, _ = self.batch(size)
        with torch.inference_mode():
            if size not in self.traced:
                traced = torch.jit.freeze(torch.jit.trace(self.network, images))
                for _ in range(3):
                    traced(images)
                self.traced[size] = traced
            return self.traced[size](images)

    def train(self, size):
        images, labels = self.batch(size)
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.network(images), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def turn(work, seconds):
    """Calls until the time is over, one at least: their number and the median of their seconds."""
    times = []
    begin = now = time.perf_counter()
    while not times or now - begin < seconds:
        work()
        end = time.perf_counter()
        times.append(end - now)
        now = end
    return len(times), sorted(times)[len(times) // 2]


def fastest(create, command, batch):
    """The engine that is fastest in a short trial, one for each memory format; the others are freed."""
    best, best_seconds = None, float("inf")
    for memory_format in FORMATS:
        engine = create(memory_format)
        work = lambda engine=engine: getattr(engine, command)(batch)
        turn(work, TRIAL_SECONDS)
        _, seconds = turn(work, TRIAL_SECONDS)
        if seconds < best_seconds:
            best, best_seconds = engine, seconds
    print(command, batch, best.memory_format, file=sys.stderr)
    return best


def forget_peak_memory():
    """What the trial took is no part of the peak."""
    gc.collect()
    with open("/proc/self/clear_refs", "w") as counters:
        counters.write("5")


def peak_memory():
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def main():
    _, _, folder, name, mode, threads = sys.argv
    torch.set_num_threads(int(threads))
    torch.set_num_interop_threads(1)
    create = lambda memory_format: Engine(folder, name, mode == "train", memory_format)
    chosen = {}
    print("@answer ready", flush=True)
    for line in sys.stdin:
        command, *arguments = line.split()
        batch = int(arguments[0]) if arguments else 0
        if command == "logits":
            answer = create(FORMATS[0]).infer(batch).flatten().tolist()
        elif command == "losses":
            engine = create(FORMATS[0])
            answer = [engine.train(batch) for _ in range(int(arguments[1]))]
        elif command in ("infer", "train"):
            if (command, batch) not in chosen:
                engine = None
                chosen[command, batch] = fastest(create, command, batch)
                forget_peak_memory()
            engine = chosen[command, batch]
            answer = turn(lambda: getattr(engine, command)(batch), float(arguments[1]))
        elif command == "memory":
            answer = [peak_memory()]
        else:
            raise ValueError(command)
        print("@answer", *answer, flush=True)


if __name__ == "__main__":
    main()
