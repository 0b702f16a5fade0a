"""Makes the files beside this one with PyTorch: python3 make_networks.py (needs torch and safetensors).

Each network is trained from the same weights and examples by each optimizer, in float64 for the numbers that
count, and in float32 to see how far these numbers are float32's: with the examples of a batch in several orders,
so that sums are added up in several orders, and with two implementations of convolutions. A seed with which some
value comes so near to a kink (of relu, of max) that the order of a sum decides on which side it is, is passed over.
"""

import json
import pathlib
import struct

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

STEPS, BATCH, EXAMPLES, ORDERS, MOST_NOISE = 20, 8, 29, 8, 1e-6
HERE = pathlib.Path(__file__).parent


class LeNetRelu(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 8, 3)
        self.fc1, self.fc2 = nn.Linear(32, 20), nn.Linear(20, 5)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class LeNetTanh(LeNetRelu):
    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        return self.fc2(torch.tanh(self.fc1(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.plain = stride == 1 and channels == width
        if not self.plain:
            self.shortcut = nn.Conv2d(channels, width, 1, stride, bias=False)
            self.shortcut_bn = nn.BatchNorm2d(width)

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.plain else self.shortcut_bn(self.shortcut(x))))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.stem_bn = nn.Conv2d(3, 5, 3, padding=1, bias=False), nn.BatchNorm2d(5)
        self.block1, self.block2 = Block(5, 5), Block(5, 9, 2)
        self.head = nn.Linear(9, 5)

    def forward(self, x):
        return self.head(self.block2(self.block1(F.relu(self.stem_bn(self.stem(x))))).mean((2, 3)))


class Sentence(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(40, 6)
        self.short, self.long = nn.Conv1d(6, 7, 3), nn.Conv1d(6, 7, 4)
        self.head = nn.Linear(14, 2)

    def forward(self, tokens):
        words = self.embedding(tokens).transpose(1, 2)
        over_time = [F.max_pool1d(F.relu(c(words)), c(words).shape[2]) for c in (self.short, self.long)]
        return self.head(F.dropout(torch.cat(over_time, 1).flatten(1), 0.0))


def images(*shape):
    """Noisy copies of a picture for each class."""
    label = torch.randint(5, (EXAMPLES,))
    return {"image": torch.randn(5, *shape)[label] + torch.randn(EXAMPLES, *shape), "label": label}


def sentences():
    """The words of a sentence are mostly from the half of the vocabulary that its class prefers."""
    label = torch.randint(2, (EXAMPLES,))
    other = (torch.rand(EXAMPLES, 12) < 0.3).long()
    return {"tokens": torch.randint(20, (EXAMPLES, 12)) + 20 * (label[:, None] ^ other), "label": label}


NETWORKS = {
    "lenet_relu": (LeNetRelu, lambda: images(1, 16, 16)),
    "lenet_tanh": (LeNetTanh, lambda: images(1, 16, 16)),
    "resnet": (ResNet, lambda: images(3, 9, 9)),
    "sentence": (Sentence, sentences),
}

# name: (optimizer in a script, clip in a script, the same in PyTorch)
OPTIMIZERS = {
    "momentum": ("sgd(lr = 0.03, momentum = 0.9)", None,
                 lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9)),
    "nesterov": ("sgd(lr = 0.03, momentum = 0.9, nesterov = true, weight_decay = 0.001)", None,
                 lambda p: torch.optim.SGD(p, lr=0.03, momentum=0.9, nesterov=True, weight_decay=0.001)),
    "weight_decay": ("sgd(lr = 0.1, weight_decay = 0.02)", None,
                     lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.02)),
    "adam": ("adam(lr = 0.003)", None, lambda p: torch.optim.Adam(p, lr=0.003)),
    "adamw": ("adamw(lr = 0.003, weight_decay = 0.1)", None,
              lambda p: torch.optim.AdamW(p, lr=0.003, weight_decay=0.1)),
    "rmsprop": ("rmsprop(lr = 0.002)", None, lambda p: torch.optim.RMSprop(p, lr=0.002)),
    "rmsprop_centered": ("rmsprop(lr = 0.001, alpha = 0.9, momentum = 0.5, centered = true)", None,
                         lambda p: torch.optim.RMSprop(p, lr=0.001, alpha=0.9, momentum=0.5, centered=True)),
    "adagrad": ("adagrad(lr = 0.02, lr_decay = 0.01)", None,
                lambda p: torch.optim.Adagrad(p, lr=0.02, lr_decay=0.01)),
    "clip_norm": ("sgd(lr = 0.1)", "clip_norm(0.7)", lambda p: torch.optim.SGD(p, lr=0.1)),
    "clip_value": ("sgd(lr = 0.1)", "clip_value(0.05)", lambda p: torch.optim.SGD(p, lr=0.1)),
}


def train(network, start, data, optimizer, clip, dtype, order):
    """The loss before each step, and what the network is after the last."""
    network = network().to(dtype)
    network.load_state_dict({n: t.to(dtype) if t.is_floating_point() else t for n, t in start.items()})
    network.train()
    stepper = optimizer(network.parameters())
    inputs, label = [t.to(dtype) if t.is_floating_point() else t for t in data.values()]
    losses = []
    for step in range(STEPS):
        begin = step * BATCH % (-(-EXAMPLES // BATCH) * BATCH)
        rows = torch.arange(begin, min(begin + BATCH, EXAMPLES))
        rows = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(order))] if order else rows
        loss = F.cross_entropy(network(inputs[rows]), label[rows])
        losses.append(loss.item())
        stepper.zero_grad()
        loss.backward()
        if clip == "clip_norm(0.7)":
            nn.utils.clip_grad_norm_(network.parameters(), 0.7)
        elif clip == "clip_value(0.05)":
            nn.utils.clip_grad_value_(network.parameters(), 0.05)
        stepper.step()
    return losses, {n: t.detach().clone() for n, t in network.state_dict().items()}


def save_unusual(file, tensors, metadata):
    """As the format allows and save_file never does: names unsorted, data in another order than the header."""
    formats = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float64: "F64", torch.float32: "F32"}
    header, data = {}, b""
    for name, tensor in tensors.items():
        flat = tensor.contiguous()
        bytes_ = (flat.view(torch.int16) if tensor.dtype == torch.bfloat16 else flat).numpy().tobytes()
        header[name] = {"shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(bytes_)],
                        "dtype": formats[tensor.dtype]}
        data += bytes_
    names = sorted(header, key=lambda n: n[::-1])
    text = json.dumps({names[0]: header.pop(names[0]), "__metadata__": metadata,
                       **{n: header[n] for n in names[1:]}}, indent=1).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + data)


def logits(network, state, data):
    network = network().double()
    network.load_state_dict({n: t.double() if t.is_floating_point() else t for n, t in state.items()})
    inputs = next(iter(data.values()))
    return network.eval()(inputs.double() if inputs.is_floating_point() else inputs).detach().float()


def runs(network, start, data):
    """What each optimizer makes of the network, with the noise of float32; and the ends by run."""
    results, ends = {}, {}
    for run, (script, clip, optimizer) in OPTIMIZERS.items():
        losses, end = train(network, start, data, optimizer, clip, torch.float64, 0)
        loss_noise, end_noise = [0.0] * STEPS, 0.0
        for order in range(2 * ORDERS):
            with torch.backends.mkldnn.flags(enabled=order % 2 == 0):
                other, other_end = train(network, start, data, optimizer, clip, torch.float32, order // 2)
            loss_noise = [max(n, abs(a - b) / b) for n, a, b in zip(loss_noise, other, losses)]
            end_noise = max(end_noise, *[(other_end[n] - end[n]).abs().max().item() for n in end])
        print(f"{run:17} loss {losses[0]:.4f} to {losses[-1]:.4f}"
              f" noise {max(loss_noise):.1e} end {end_noise:.1e}")
        if max(loss_noise) > MOST_NOISE:
            return None
        results[run] = {
            "optimizer": script,
            **({"clip": clip} if clip else {}),
            "loss": losses,
            "relative_float32_noise_of_loss": [float(f"{n:.1e}") for n in loss_noise],
            "float32_noise_of_end": float(f"{end_noise:.1e}"),
        }
        ends.update({f"{run}/{n}": t.float() for n, t in end.items() if t.is_floating_point()})
    return results, ends


def make(name, network, examples):
    for seed in range(100):
        print(name, "seed", seed)
        torch.manual_seed(seed)
        data, start = examples(), {n: t.clone() for n, t in network().state_dict().items()}
        made = runs(network, start, data)
        if made:
            break
    folder, outputs = HERE / name, {"logits": logits(network, start, data)}
    save_file(start, folder / "start.safetensors", metadata={"format": "pt"})
    if name == "lenet_relu":
        widths = [torch.float16, torch.bfloat16, torch.float64, torch.float32]
        mixed = {n: t.to(widths[i % 4]) for i, (n, t) in enumerate(start.items())}
        save_unusual(folder / "mixed.safetensors", mixed, {"format": "pt"})
        outputs["mixed_logits"] = logits(network, mixed, data)
    save_file({**data, **outputs}, folder / "data.safetensors")
    save_file(made[1], folder / "ends.safetensors")
    (folder / "runs.json").write_text(json.dumps({"batch": BATCH, "runs": made[0]}, indent=1) + "\n")


for network_name, parts in NETWORKS.items():
    make(network_name, *parts)
