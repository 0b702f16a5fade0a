"""How far PyTorch's own float32 is from its float64, for the cases of generate.py and for layers of realistic sizes.

    /usr/bin/python3 errors.py > errors.json

Errors are the largest of a tensor, relative to the tensor's largest element, in units of 2^-24; "value" is the
output, "gradient" the worst gradient. `layers` has the worst of each layer in generate.py. `sizes` has single
cases, whose numbers both sides make by the same generator (`Draw`); a float64 reference is not stored, since tests
have one. One thread, so that the sums do not depend on the machine's processors.
"""
import contextlib
import io
import json
import re

import torch
import torch.nn.functional as F

import generate

NEGLIGIBLE = 1e-6  # a tensor that is zero but for rounding has no relative error


def error(expected, actual):
    scale = expected.abs().max().item()
    return None if scale < NEGLIGIBLE else (actual.double() - expected).abs().max().item() / scale * 2 ** 24


def run(function, given, states, incoming, dtype):
    convert = lambda t: t.detach().to(dtype) if t.dtype == torch.float64 else t
    leaves = {name: convert(t).clone() for name, t in given.items()}
    real = {name: t.requires_grad_() for name, t in leaves.items() if t.dtype == dtype}
    states = {name: convert(t).clone() for name, t in states.items()}
    out = function(*leaves.values(), *states.values())
    out.backward(convert(incoming))
    return {"out": out.detach(), **{"grad." + name: t.grad for name, t in real.items()}, **states}


def errors(expected, actual):
    each = {name: error(t.detach(), actual[name].detach()) for name, t in expected.items()}
    return {name: float("%.3g" % e) for name, e in each.items() if e is not None}


def layer_of(body):
    return re.match(r"(?:x \|> |token \|> )?(\w+)", body).group(1)


def layers():
    worst = {}

    def hear(case, function, incoming, expected):
        given = {**case.inputs, **case.parameters}
        try:
            actual = run(function, given, case.states, incoming, torch.float32)
        except RuntimeError:  # of class weights, which the function holds in float64
            actual = run(lambda *t: single_weights(function)(*t), given, case.states, incoming, torch.float32)
        of = worst.setdefault(layer_of(case.body), {"cases": 0, "value": 0.0, "gradient": 0.0})
        of["cases"] += 1
        for name, e in errors(expected, actual).items():
            kind = "gradient" if name.startswith("grad.") else "value"
            of[kind] = max(of[kind], e)

    generate.LISTENERS.append(hear)
    with contextlib.redirect_stdout(io.StringIO()):
        generate.main()
    return worst


def single_weights(function):
    """The function with its tensors of class weights in float32."""
    cells = [c for c in function.__closure__ if isinstance(c.cell_contents, torch.Tensor)]
    for cell in cells:
        cell.cell_contents = cell.cell_contents.float()
    return function


class Draw:
    """Numbers that are multiples of 2^-15 in [-1, 1): the high half of a linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self, shape, scale=1.0, offset=0.0):
        flat = []
        for _ in range(torch.Size(shape).numel()):
            self.state = (self.state * 1664525 + 1013904223) % 2 ** 32
            flat.append(((self.state >> 16) / 2 ** 15 - 1) * scale + offset)
        return torch.tensor(flat, dtype=torch.float64).reshape(shape)


def size(name, body, function, inputs, parameters=(), states=(), labels=0, training=False):
    """inputs, parameters and states are [name, shape, scale, offset]; with labels, so many classes are drawn."""
    draw = Draw(1)
    tensors = lambda drawn: {name: draw(*rest) for name, *rest in drawn}
    given, kept = {**tensors(inputs), **tensors(parameters)}, tensors(states)
    batch = inputs[0][1][0]
    if labels:
        label = ((draw([batch]) + 1) / 2 * labels).floor().to(torch.int64)
        given["label"] = label
    shape = function(*given.values(), *[t.clone() for t in kept.values()]).shape
    incoming = draw(list(shape))
    exact = run(function, given, kept, incoming, torch.float64)
    actual = run(function, given, kept, incoming, torch.float32)
    return {"name": name, "body": body, "training": training, "inputs": inputs, "parameters": list(parameters),
            "states": list(states), "labels": labels, "out": list(shape), "errors": errors(exact, actual)}


def conv(batch, channels, extent, filters, kernel, padding):
    return size(
        f"conv2d, {channels} × {extent}×{extent} → {filters}, {kernel}×{kernel}",
        f"x |> conv2d({filters}, kernel = {kernel}, padding = {padding}) as op",
        lambda x, w, b: F.conv2d(x, w, b, padding=padding),
        [["x", [batch, channels, extent, extent], 1, 0]],
        [["op.weight", [filters, channels, kernel, kernel], 0.125, 0], ["op.bias", [filters], 1, 0]])


def affine(name, body, function, shape, normalized, offset):
    return size(name, body, function, [["x", shape, 1, offset]],
                [["op.weight", normalized, 1, 0], ["op.bias", normalized, 1, 0]])


def sizes():
    image = [8, 64, 16, 16]
    yield conv(1, 64, 16, 64, 3, 1)
    yield conv(1, 3, 32, 64, 3, 1)
    yield conv(1, 256, 4, 256, 3, 1)
    yield conv(2, 20, 12, 50, 5, 0)
    yield size("linear, 800 → 500", "x |> linear(500) as op", F.linear, [["x", [16, 800], 1, 0]],
               [["op.weight", [500, 800], 0.0625, 0], ["op.bias", [500], 1, 0]])
    for offset in (0, 8):
        yield size(f"batchnorm, 64 × 16×16, mean {offset}", "x |> batchnorm as op",
                   lambda x, w, b, mean, var: F.batch_norm(x, mean, var, w, b, True), [["x", image, 1, offset]],
                   [["op.weight", [64], 1, 0], ["op.bias", [64], 1, 0]],
                   [["op.running_mean", [64], 1, 0], ["op.running_var", [64], 0.5, 1]], training=True)
        yield affine(f"layernorm, 512, mean {offset}", "x |> layernorm as op",
                     lambda x, w, b: F.layer_norm(x, [512], w, b), [16, 512], [512], offset)
    yield affine("groupnorm, 8 groups of 64 × 16×16", "x |> groupnorm(8) as op",
                 lambda x, w, b: F.group_norm(x, 8, w, b), image, [64], 0)
    yield size("softmax, 1,000", "x |> softmax", lambda x: F.softmax(x, -1), [["x", [16, 1000], 8, 0]])
    yield size("log_softmax, 1,000", "x |> log_softmax", lambda x: F.log_softmax(x, -1), [["x", [16, 1000], 8, 0]])
    for batch, classes in ((64, 10), (16, 1000)):
        yield size(f"cross_entropy, {batch} examples, {classes:,} classes", "cross_entropy(x, label)",
                   F.cross_entropy, [["x", [batch, classes], 8, 0]], labels=classes)
    for name, function in (("maxpool2d", F.max_pool2d), ("avgpool2d", F.avg_pool2d)):
        yield size(f"{name}, 3×3, stride 2, of 64 × 16×16", f"x |> {name}(3, stride = 2)",
                   lambda x: function(x, 3, 2), [["x", image, 1, 0]])
    yield size("globalavgpool2d, 64 × 16×16", "x |> globalavgpool2d", lambda x: F.adaptive_avg_pool2d(x, 1),
               [["x", image, 1, 0]])
    for name, function in (("gelu", F.gelu), ("tanh", torch.tanh), ("sigmoid", torch.sigmoid), ("silu", F.silu),
                           ("softplus", F.softplus), ("mish", F.mish)):
        yield size(f"{name}, 16,384 numbers from −8 to 8", f"x |> {name}", function, [["x", [16, 1024], 8, 0]])


def main():
    torch.set_num_threads(1)
    line = lambda value: json.dumps(value, ensure_ascii=False)
    print('{"torch": %s,\n"layers": {' % line(torch.__version__))
    print(",\n".join(line(name) + ": " + line(of) for name, of in layers().items()))
    print('},\n"sizes": [')
    print(",\n".join(map(line, sizes())))
    print("]}")


if __name__ == "__main__":
    main()
