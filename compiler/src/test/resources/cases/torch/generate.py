"""Draws attributes of every layer at random and writes what PyTorch computes with them, in float64.

    python3 generate.py > layers.jsonl

Each line is a case: `body`, the value of the model's output `out` in the language; `inputs` and `parameters`;
`incoming`, the gradient of `out`; `expected`, by their names in the model, the output, all gradients, and states
after the step. All numbers given are multiples of 1/16, so that float32 holds them, and equal ones are not rare.
"""
import itertools
import json
import random
import sys

import torch
import torch.nn.functional as F

DOUBLE = torch.float64
LISTENERS = []  # what else is to be done with each case


class Case:
    def __init__(self, body, inputs, parameters=None, states=None, training=False):
        self.body, self.inputs, self.training = body, inputs, training
        self.parameters, self.states = parameters or {}, states or {}

    def write(self, function):
        """The case as a line; False where PyTorch refuses it or the result is not finite."""
        given = {**self.inputs, **self.parameters}
        leaves = {name: t.clone().requires_grad_() for name, t in given.items() if t.dtype == DOUBLE}
        states = {name: t.clone() for name, t in self.states.items()}
        try:
            out = function(*[leaves.get(name, given[name]) for name in given], *states.values())
        except (RuntimeError, ValueError, IndexError):
            return False
        if out.numel() == 0 or out.numel() > 150 or not torch.isfinite(out).all():
            return False
        incoming = numbers(out.shape, 16)
        out.backward(incoming)
        expected = {"out": out, **{"grad." + name: leaf.grad for name, leaf in leaves.items()}}
        if self.training:
            expected.update(states)
        if not all(torch.isfinite(t).all() for t in expected.values()):
            return False
        tensors = lambda named: {name: tensor(t) for name, t in named.items()}
        line = {"body": self.body, "training": self.training, "inputs": tensors(self.inputs),
                "parameters": tensors({**self.parameters, **self.states}), "incoming": tensor(incoming),
                "expected": tensors(expected)}
        print(json.dumps(line, separators=(",", ":")))
        for hear in LISTENERS:
            hear(self, function, incoming, expected)
        return True


def tensor(t):
    flat = t.detach().reshape(-1).tolist()
    if t.dtype == DOUBLE:
        flat = [float("%.12g" % n) for n in flat]
        flat = [int(n) if n == int(n) and abs(n) < 1e9 else n for n in flat]
    return {"type": "f32" if t.dtype == DOUBLE else "i32", "shape": list(t.shape), "values": flat}


def numbers(shape, bound=32):
    """Multiples of 1/16 from -bound/16 to bound/16."""
    return torch.randint(-bound, bound + 1, tuple(shape)).to(DOUBLE) / 16


def positive(shape):
    return torch.randint(1, 49, tuple(shape)).to(DOUBLE) / 16


def between(low, high):
    return random.randint(low, high)


def axes(rank, low, high):
    return [between(low, high) for _ in range(rank)]


def value(v):
    """A value as the language writes it: (1, 2), true, "mean", 0.5."""
    if isinstance(v, bool):
        return str(v).lower()
    if isinstance(v, str):
        return '"' + v + '"'
    if isinstance(v, (list, tuple)):
        return value(v[0]) if len(v) == 1 else "(" + ", ".join(map(value, v)) + ")"
    return str(v)


def call(layer, *positional, **named):
    arguments = [value(v) for v in positional] + [name + " = " + value(v) for name, v in named.items()]
    return layer + ("(" + ", ".join(arguments) + ")" if arguments else "")


def draw(count, attempt):
    """Attempts until `count` of them gave a case."""
    tries = 0
    while count > 0:
        tries += 1
        assert tries < 5000, attempt
        count -= attempt()


def choose(*options):
    return random.choice(options)


def convolution(rank, depthwise=False):
    def attempt():
        groups = choose(1, 1, 2, 3)
        inside, outside = (1, choose(1, 2)) if depthwise else (between(1, 2), between(1, 2))
        channels, filters = groups * inside, groups * outside
        kernel, stride = axes(rank, 1, 4 if rank < 3 else 3), axes(rank, 1, 3)
        padding, dilation = axes(rank, 0, 3 if rank < 3 else 2), axes(rank, 1, 2)
        size, bias, batch = axes(rank, 1, 6 if rank < 3 else 3), choose(True, True, False), between(1, 2)
        if batch * channels * torch.Size(size).numel() > 80:
            return False
        attributes = dict(kernel=kernel, stride=stride, padding=padding, dilation=dilation, bias=bias)
        if depthwise:
            body = "x |> " + call("depthwise_conv2d", multiplier=outside, **attributes) + " as op"
        else:
            body = "x |> " + call("conv%dd" % rank, filters, groups=groups, **attributes) + " as op"
        op = "op.conv" if depthwise else "op"
        parameters = {op + ".weight": numbers([filters, inside] + kernel)}
        if bias:
            parameters[op + ".bias"] = numbers([filters])
        function = getattr(F, "conv%dd" % rank)
        return Case(body, {"x": numbers([batch, channels] + size)}, parameters).write(
            lambda x, w, b=None: function(x, w, b, stride, padding, dilation, groups))
    return attempt


def transposed():
    groups = choose(1, 1, 2, 3)
    inside, outside = between(1, 2), between(1, 2)
    kernel, stride, dilation = axes(2, 1, 4), axes(2, 1, 3), axes(2, 1, 2)
    padding, size, bias = axes(2, 0, 2), axes(2, 1, 4), choose(True, False)
    output_padding = [between(0, max(s, d) - 1) for s, d in zip(stride, dilation)]
    body = "x |> " + call("conv_transpose2d", groups * outside, kernel=kernel, stride=stride, padding=padding,
                          output_padding=output_padding, groups=groups, bias=bias, dilation=dilation) + " as op"
    parameters = {"op.weight": numbers([groups * inside, outside] + kernel)}
    if bias:
        parameters["op.bias"] = numbers([groups * outside])
    x = numbers([between(1, 2), groups * inside] + size)
    return Case(body, {"x": x}, parameters).write(
        lambda x, w, b=None: F.conv_transpose2d(x, w, b, stride, padding, output_padding, groups, dilation))


def pool(kind, rank):
    def attempt():
        kernel, stride = axes(rank, 1, 4 if rank < 3 else 3), axes(rank, 1, 5 if rank < 3 else 3)
        padding = [between(0, k // 2) for k in kernel]
        ceil_mode, batch, channels = choose(True, False), between(1, 2), choose(1, 2, 3)
        size = axes(rank, 1, 7 if rank < 3 else 4)
        if batch * channels * torch.Size(size).numel() > 90:
            return False
        attributes = dict(kernel=kernel, stride=stride, padding=padding, ceil_mode=ceil_mode)
        x = numbers([batch, channels] + size)
        function = getattr(F, "%s_pool%dd" % (kind, rank))
        if kind == "max":
            dilation = attributes["dilation"] = axes(rank, 1, 3)
            run = lambda x: function(x, kernel, stride, padding, dilation, ceil_mode)
        else:
            include = attributes["count_include_pad"] = choose(True, False)
            run = lambda x: function(x, kernel, stride, padding, ceil_mode, include)
        return Case("x |> " + call("%spool%dd" % (kind, rank), **attributes), {"x": x}).write(run)
    return attempt


def lppool():
    kernel, stride, ceil_mode, p = axes(2, 1, 4), axes(2, 1, 4), choose(True, False), choose(1, 2, 3, 1.5)
    x = positive([between(1, 2), choose(1, 3)] + axes(2, 1, 6))
    return Case("x |> " + call("lppool2d", p, kernel=kernel, stride=stride, ceil_mode=ceil_mode),
                {"x": x}).write(lambda x: F.lp_pool2d(x, p, kernel, stride, ceil_mode))


def whole(layer, function):
    def attempt():
        x = numbers([between(1, 3), between(1, 3)] + axes(2, 1, 4))
        return Case("x |> " + layer, {"x": x}).write(function)
    return attempt


def linear():
    shape, features, bias = axes(between(1, 3), 1, 4), between(1, 5), choose(True, False)
    parameters = {"op.weight": numbers([features, shape[-1]])}
    if bias:
        parameters["op.bias"] = numbers([features])
    return Case("x |> " + call("linear", features, bias=bias) + " as op",
                {"x": numbers([between(1, 3)] + shape)}, parameters).write(F.linear)


def embedding():
    vocabulary, features = between(1, 7), between(1, 4)
    token = torch.randint(0, vocabulary, [between(1, 3)] + axes(between(0, 2), 1, 4), dtype=torch.int32)
    return Case("token |> " + call("embedding", vocabulary, features) + " as op", {"token": token},
                {"op.weight": numbers([vocabulary, features])}).write(lambda t, w: F.embedding(t, w))


def reshape():
    a, b, c = axes(3, 1, 4)
    shape = choose([a * b, c], [c, a, b], [-1, b], [a * b * c], [b, -1])
    return Case("x |> reshape(" + value(shape) + ")", {"x": numbers([between(1, 3), a, b, c])}).write(
        lambda x: x.reshape([x.shape[0]] + shape))


def transpose():
    rank = between(2, 4)
    order = random.sample(range(rank), rank)
    return Case("x |> transpose(" + value(order) + ")", {"x": numbers([between(1, 3)] + axes(rank, 1, 3))}).write(
        lambda x: x.permute([0] + [axis + 1 for axis in order]))


def cut():
    shape = axes(between(1, 3), 1, 5)
    axis = between(0, len(shape) - 1)
    start = between(0, shape[axis] - 1)
    end = between(start + 1, shape[axis])
    return Case("x |> slice(" + value([axis, start, end])[1:-1] + ")", {"x": numbers([between(1, 3)] + shape)}).write(
        lambda x: x.narrow(axis + 1, start, end - start))


def concat():
    shape, count, batch = axes(between(1, 3), 1, 3), between(2, 3), between(1, 3)
    axis = between(0, len(shape) - 1)
    inputs = {}
    for name in "abc"[:count]:
        shape[axis] = between(1, 4)
        inputs[name] = numbers([batch] + shape)
    return Case("concat(%s, axis = %d)" % (", ".join(inputs), axis), inputs).write(
        lambda *parts: torch.cat(parts, axis + 1))


def pad2d():
    top, bottom, left, right = axes(4, -2, 3)
    fill = choose(0, 0, 1.5, -2)
    body = "x |> " + call("pad2d", top=top, bottom=bottom, left=left, right=right, value=fill)
    return Case(body, {"x": numbers([between(1, 2), between(1, 3)] + axes(2, 1, 5))}).write(
        lambda x: F.pad(x, (left, right, top, bottom), value=float(fill)))


def pad_channels():
    before, after = axes(2, 0, 3)
    return Case("x |> pad_channels(%d, %d)" % (before, after),
                {"x": numbers([between(1, 2), between(1, 3)] + axes(2, 1, 3))}).write(
        lambda x: F.pad(x, (0, 0, 0, 0, before, after)))


def upsample():
    scale = axes(2, 1, 3)
    return Case("x |> " + call("upsample_nearest2d", scale),
                {"x": numbers([between(1, 2), between(1, 3)] + axes(2, 1, 3))}).write(
        lambda x: x.repeat_interleave(scale[0], 2).repeat_interleave(scale[1], 3))


def activation(body, function):
    """Near zero, at the kinks, and far out, where an exponential would overflow."""
    far = torch.tensor([0, 3, -3, 6, 19.5, 20, 20.5, -20, 88, 100, -100, 800, -800, 10000, -10000], dtype=DOUBLE)
    x = torch.cat([far, numbers([9], 64)]).reshape(2, 3, 4)
    assert Case("x |> " + body, {"x": x}).write(function), body


def prelu():
    channels = between(1, 4)
    return Case("x |> prelu as op", {"x": numbers([between(1, 2), channels] + axes(between(0, 2), 1, 4))},
                {"op.weight": numbers([channels])}).write(F.prelu)


def along_axis(layer, function):
    def attempt():
        shape = axes(between(1, 3), 1, 5)
        axis = between(-len(shape), len(shape) - 1)
        x = numbers([between(1, 2)] + shape) * choose(1, 1, 64, 512)
        return Case("x |> " + call(layer, axis=axis), {"x": x}).write(
            lambda x: function(x, axis if axis < 0 else axis + 1))
    return attempt


def batchnorm(training):
    def attempt():
        channels, momentum, eps = between(1, 3), choose(0.1, 0.25, 1.0), choose(1e-5, 1e-3)
        x = numbers([between(1, 4), channels] + axes(choose(0, 1, 2), 1, 3))
        states = {"op.running_mean": numbers([channels]), "op.running_var": positive([channels])}
        parameters = {"op.weight": numbers([channels]), "op.bias": numbers([channels])}
        if training and x.numel() // channels < 3:
            return False  # of two values the normalized ones are 1 and -1, and their gradients all but vanish
        return Case("x |> " + call("batchnorm", momentum=momentum, eps=eps) + " as op", {"x": x}, parameters, states,
                    training).write(
            lambda x, w, b, mean, var: F.batch_norm(x, mean, var, w, b, training, momentum, eps))
    return attempt


def layernorm():
    shape, eps = axes(between(1, 3), 2, 4), choose(1e-5, 1e-3)
    return Case("x |> " + call("layernorm", eps=eps) + " as op", {"x": numbers([between(1, 3)] + shape)},
                {"op.weight": numbers(shape), "op.bias": numbers(shape)}).write(
        lambda x, w, b: F.layer_norm(x, shape, w, b, eps))


def groupnorm():
    groups, eps = between(1, 3), choose(1e-5, 1e-3)
    channels = groups * between(1, 3)
    shape = [channels] + axes(between(0, 3), 1, 3)
    if torch.Size(shape).numel() < 3 * groups:
        return False
    return Case("x |> " + call("groupnorm", groups, eps=eps) + " as op", {"x": numbers([between(1, 2)] + shape)},
                {"op.weight": numbers([channels]), "op.bias": numbers([channels])}).write(
        lambda x, w, b: F.group_norm(x, groups, w, b, eps))


def instancenorm():
    channels, affine, eps = between(1, 3), choose(True, False), choose(1e-5, 1e-3)
    size = axes(between(1, 3), 1, 4)
    if torch.Size(size).numel() < 3:
        return False
    parameters = {"op.weight": numbers([channels]), "op.bias": numbers([channels])} if affine else {}
    return Case("x |> " + call("instancenorm", eps=eps, affine=affine) + " as op",
                {"x": numbers([between(1, 2), channels] + size)}, parameters).write(
        lambda x, w=None, b=None: F.instance_norm(x, None, None, w, b, True, 0.1, eps))


def lrn():
    size, alpha, beta, k = between(1, 5), choose(1e-4, 0.5, 2), choose(0.75, 1, 0.5), choose(1, 2, 0.5)
    x = numbers([between(1, 2), between(1, 6)] + axes(between(1, 2), 1, 3))
    return Case("x |> " + call("lrn", size, alpha=alpha, beta=beta, k=k), {"x": x}).write(
        lambda x: F.local_response_norm(x, size, alpha, beta, k))


def class_loss(layer):
    def attempt():
        classes, reduction = between(1, 5), choose("mean", "mean", "sum", "none")
        further, batch = axes(between(0, 2), 1, 3), between(1, 4)
        logits = numbers([batch, classes] + further) * choose(1, 1, 1, 256)
        label = torch.randint(0, classes, [batch] + further)
        arguments = {"reduction": reduction}
        smoothing, ignored, weight = 0.0, -100, None
        if layer == "cross_entropy" and choose(True, False):
            smoothing = arguments["label_smoothing"] = choose(0.1, 0.5, 1.0)
        if classes > 1 and choose(True, False):
            weight = positive([classes])
            arguments["weights"] = weight.tolist()
        if choose(True, False):
            ignored = arguments["ignore_index"] = choose(-100, -1, 0, classes - 1)
            label[torch.rand(label.shape) < 0.4] = ignored
        body = call("%s(scores, label" % layer, **arguments).replace("label(", "label, ")
        more = {"label_smoothing": smoothing} if layer == "cross_entropy" else {}
        function = F.cross_entropy if layer == "cross_entropy" else F.nll_loss
        return Case(body, {"scores": logits, "label": label.to(torch.int32)}).write(
            lambda x, t: function(x, t.long(), weight, ignore_index=ignored, reduction=reduction, **more))
    return attempt


def loss(layer, function, target=numbers, scale=(1,), **drawn):
    def attempt():
        shape = [between(1, 3)] + axes(between(0, 3), 1, 3)
        reduction = choose("mean", "sum", "none")
        arguments = {name: choose(*options) for name, options in drawn.items()}
        body = call("%s(a, b" % layer, **arguments, reduction=reduction).replace("b(", "b, ")
        return Case(body, {"a": numbers(shape) * choose(*scale), "b": target(shape)}).write(
            lambda a, b: function(a, b, reduction=reduction, **arguments))
    return attempt


def probability(shape):
    return torch.randint(0, 17, tuple(shape)).to(DOUBLE) / 16


def main():
    random.seed(1)
    torch.manual_seed(1)
    draw(12, convolution(1))
    draw(24, convolution(2))
    draw(12, convolution(3))
    draw(8, convolution(2, depthwise=True))
    draw(20, transposed)
    for kind, (rank, count) in itertools.product(("max", "avg"), ((1, 8), (2, 16), (3, 8))):
        draw(count, pool(kind, rank))
    draw(10, lppool)
    draw(3, whole("globalavgpool2d", lambda x: F.adaptive_avg_pool2d(x, 1)))
    draw(3, whole("globalmaxpool2d", lambda x: F.adaptive_max_pool2d(x, 1)))
    draw(2, whole("flatten", lambda x: x.flatten(1)))
    draw(1, whole("identity", lambda x: x * 1))
    draw(1, whole("add(x)", lambda x: x + x))
    for count, attempt in ((6, linear), (4, embedding), (4, reshape), (4, transpose), (5, cut), (5, concat), (7, pad2d),
                           (3, pad_channels), (3, upsample), (4, prelu)):
        draw(count, attempt)
    for body, function in (
            ("relu", F.relu), ("relu6", F.relu6), ("leaky_relu", F.leaky_relu),
            ("leaky_relu(slope = 0.25)", lambda x: F.leaky_relu(x, 0.25)), ("elu", F.elu),
            ("elu(alpha = 0.5)", lambda x: F.elu(x, 0.5)), ("selu", F.selu), ("gelu", F.gelu),
            ("gelu(approximate = \"tanh\")", lambda x: F.gelu(x, approximate="tanh")), ("silu", F.silu),
            ("mish", F.mish), ("softplus", F.softplus),
            ("softplus(beta = 2, threshold = 5)", lambda x: F.softplus(x, 2, 5)),
            # not F.hardsigmoid, whose gradient takes 1/6 from float32
            ("hard_sigmoid", lambda x: F.hardtanh(x + 3, 0, 6) / 6), ("hard_swish", F.hardswish), ("tanh", torch.tanh),
            ("sigmoid", torch.sigmoid)):
        activation(body, function)
    draw(6, along_axis("softmax", F.softmax))
    draw(6, along_axis("log_softmax", F.log_softmax))
    draw(6, batchnorm(True))
    draw(3, batchnorm(False))
    for count, attempt in ((4, layernorm), (6, groupnorm), (5, instancenorm), (8, lrn)):
        draw(count, attempt)
    draw(24, class_loss("cross_entropy"))
    draw(12, class_loss("nll"))
    draw(5, loss("bce_with_logits", F.binary_cross_entropy_with_logits, probability, scale=(1, 1, 512)))
    draw(3, loss("mse", F.mse_loss))
    draw(3, loss("l1", F.l1_loss))
    draw(5, loss("huber", F.huber_loss, delta=(0.5, 1, 2)))


if __name__ == "__main__":
    sys.exit(main())
