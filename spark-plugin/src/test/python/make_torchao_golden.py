"""Writes src/test/resources/golden/torchao.safetensors: what torchao's own code answers.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/python make_torchao_golden.py ../resources/golden/torchao.safetensors

Source: torchao 0.18.0 (PyPI), torchao/prototype/quantization/int4/int4_opaque_tensor.py, which is
what Int8DynamicActivationInt4WeightConfig runs on a CPU:
  * activations: `_da8w4_linear` (per token), with the native product at its end intercepted;
  * weights: `Int4OpaqueTensor.from_hp_da8w4`, with the native prepacking at its end intercepted.
Interception gives the integers, scales and zero points with torchao's own parameters. That class
takes only whole groups of 32, 64 or 128, N % 32 == 0 and asymmetric weights; every other case calls
the same two primitives (choose_qparams_affine, quantize_affine) with the same parameters, group by
group, and where both roads are open they must agree.

Parameters (all float32): activations symmetric int8 [-127, 127], asymmetric uint8 [0, 255], least
scale 2^-23 (float32 eps); weights uint8 [0, 15], asymmetric or symmetric, least scale 1e-6.

The formulas, each operation in float32, rne = round to nearest, ties to even, lo = min(min x, 0),
hi = max(max x, 0):
  activation, symmetric    s = max(max|x| / 127, 2^-23)     q = clamp(rne(x * (1/s)), -127, 127)
  activation, asymmetric   s = max((hi - lo) / 255, 2^-23)  zp = clamp(0 - rne(lo / s), 0, 255)
                           q = clamp(rne(x * (1/s)) + zp, 0, 255) - 128
  weight, asymmetric       s = max((hi - lo) / 15, 1e-6)    z = clamp(0 - rne(lo / s), 0, 15)
                           u = clamp(rne(w * (1/s)) + z, 0, 15)
  weight, symmetric        s = max(max|w| / 7.5, 1e-6)      z = 8, u as above
The zero point divides by s; the quantized value multiplies by 1/s. `check` holds torchao to them.

Conversion to Nibble's convention: torchao's asymmetric activations are uint8, Nibble's are int8:
q = uint8 - 128, zero_point = zp - 128. Weights are the same in both.

Tensors (S = symmetric | asymmetric; g0 = per channel; the last group may be short):
  activation/w{width}/x              F32 [rows, width]
  activation/w{width}/S/q            I8  [rows, width]
  activation/w{width}/S/scale        F32 [rows]
  activation/w{width}/S/zero_point   I32 [rows]
  weight/k{k}/w                      F32 [32, k]
  weight/k{k}/g{group}/S/u           U8  [32, k]
  weight/k{k}/g{group}/S/scale       F32 [32, groups]
  weight/k{k}/g{group}/S/zero_point  U8  [32, groups]
__metadata__ has one entry, `golden`: JSON with the versions and, under `rows`, the rows' names.
"""

import json
import sys
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import numpy as np
import torch
import torchao
from safetensors.numpy import save_file
from torchao.prototype.quantization.int4 import int4_opaque_tensor as torchao_int4
from torchao.quantization.quant_primitives import (
    MappingType,
    choose_qparams_affine,
    quantize_affine,
)

from golden_rows import activation_rows, weight_rows

MODES = {"symmetric": MappingType.SYMMETRIC, "asymmetric": MappingType.ASYMMETRIC}
WIDTHS = (1, 31, 64, 100)
DEPTHS = (1, 100, 256)
GROUPS = (32, 64, 128, 0)
LEAST_WEIGHT_SCALE = 1e-6


@contextmanager
def intercepted(operator, replacement):
    """Replaces a native operator of torchao; the wheel need not contain it."""
    with mock.patch.object(torch.ops.torchao, operator, replacement, create=True):
        yield


def row_blocks(x):
    """torchao takes a block of one element for the whole tensor, so width 1 goes row by row."""
    return x.split(1 if x.shape[1] == 1 else x.shape[0])


def torchao_activation(x, mode):
    """q, scale, zero point of each row, as `_da8w4_linear` hands them to the native product."""
    seen = []

    def product(q, scale, zero_point, *rest):
        seen.append((q, scale, zero_point))
        return torch.zeros(q.shape[0], 1)

    weight = SimpleNamespace(
        act_mapping_type=mode,
        shape=torch.Size((1, x.shape[1])),
        qdata=None,
        scale_and_zero=None,
        qzeros=None,
        compensation=None,
    )
    with intercepted("da8w4_linear_cpu", SimpleNamespace(default=product)):
        for block in row_blocks(x):
            torchao_int4._da8w4_linear(block, weight, None)
    q, scale, zero_point = (torch.cat(parts) for parts in zip(*seen))
    offset = 128 if mode == "asymmetric" else 0
    return (
        (q.to(torch.int32) - offset).to(torch.int8).numpy(),
        scale.numpy(),
        zero_point.numpy() - np.int32(offset),
    )


def torchao_weight(w, group):
    """u, scale, zero point as `from_hp_da8w4` hands them to the native prepacking."""
    seen = []

    def prepack(u, scale, zero_point):
        seen.append((u, scale, zero_point))
        return u, scale, zero_point, scale

    with intercepted("da8w4_linear_prepack_cpu", prepack):
        torchao_int4.Int4OpaqueTensor.from_hp_da8w4(w, group)
    ((u, scale, zero_point),) = seen
    return u.numpy(), scale.numpy(), zero_point.numpy().astype(np.uint8)


def weight_group(w, mode):
    """One group of every row through torchao's two primitives."""
    parts = [weight_block(block, mode) for block in row_blocks(w)]
    return tuple(np.concatenate(columns) for columns in zip(*parts))


def weight_block(w, mode):
    block = (1, w.shape[1])
    scale, zero_point = choose_qparams_affine(
        w,
        MODES[mode],
        block,
        torch.uint8,
        quant_min=0,
        quant_max=15,
        eps=LEAST_WEIGHT_SCALE,
        scale_dtype=torch.float32,
        zero_point_dtype=torch.int32,
    )
    u = quantize_affine(w, block, scale, zero_point, torch.uint8, quant_min=0, quant_max=15)
    rows = w.shape[0]
    return u.numpy(), scale.numpy().reshape(rows, 1), zero_point.numpy().reshape(rows, 1)


def quantized_weight(w, group, mode):
    length = group or w.shape[1]
    parts = [weight_group(part.contiguous(), mode) for part in w.split(length, dim=1)]
    u, scale, zero_point = (np.concatenate(columns, axis=1) for columns in zip(*parts))
    zero_point = zero_point.astype(np.uint8)
    if mode == "asymmetric" and group and w.shape[1] % group == 0:
        for ours, theirs in zip((u, scale, zero_point), torchao_weight(w, group)):
            np.testing.assert_array_equal(ours, theirs)
    return u, scale, zero_point


def formula(x, mode, low, high, least_scale):
    """The formulas of the docstring for one group per row: integers, scale, zero point."""
    lo = np.minimum(x.min(axis=1), np.float32(0))
    hi = np.maximum(x.max(axis=1), np.float32(0))
    if mode == "symmetric":
        scale = np.maximum(-lo, hi) / np.float32((high - low) / 2)
        scale = np.maximum(scale, np.float32(least_scale))
        zero_point = np.full_like(scale, (low + high + 1) // 2)
    else:
        scale = np.maximum((hi - lo) / np.float32(high - low), np.float32(least_scale))
        zero_point = np.clip(np.float32(low) - np.rint(lo / scale), low, high)
    inverse = (np.float32(1) / scale)[:, None]
    return np.clip(np.rint(x * inverse) + zero_point[:, None], low, high), scale, zero_point


def check(expected, actual, offset=0):
    """Bit equality of torchao's answer with the formula's."""
    integers, scale, zero_point = expected
    np.testing.assert_array_equal(integers - offset, actual[0])
    np.testing.assert_array_equal(scale.view(np.int32), actual[1].view(np.int32))
    np.testing.assert_array_equal(zero_point - offset, actual[2])


def add_activations(tensors, names):
    for width in WIDTHS:
        rows = activation_rows(width, seed=1000 + width)
        x = np.stack(list(rows.values()))
        prefix = f"activation/w{width}"
        tensors[f"{prefix}/x"] = x
        names[prefix] = list(rows)
        for mode in MODES:
            result = torchao_activation(torch.from_numpy(x), mode)
            low, high, offset = (-127, 127, 0) if mode == "symmetric" else (0, 255, 128)
            check(formula(x, mode, low, high, 2.0**-23), result, offset)
            for name, value in zip(("q", "scale", "zero_point"), result):
                tensors[f"{prefix}/{mode}/{name}"] = value


def add_weights(tensors, names):
    for k in DEPTHS:
        rows = weight_rows(k, seed=2000 + k)
        w = np.stack(list(rows.values())).astype(np.float32)
        prefix = f"weight/k{k}"
        tensors[f"{prefix}/w"] = w
        names[prefix] = list(rows)
        for group in GROUPS:
            for mode in MODES:
                result = quantized_weight(torch.from_numpy(w), group, mode)
                for g, start in enumerate(range(0, k, group or k)):
                    columns = slice(start, start + (group or k))
                    part = (result[0][:, columns], result[1][:, g], result[2][:, g])
                    check(formula(w[:, columns], mode, 0, 15, LEAST_WEIGHT_SCALE), part)
                for name, value in zip(("u", "scale", "zero_point"), result):
                    tensors[f"{prefix}/g{group}/{mode}/{name}"] = value


def main(target):
    torch.set_num_threads(1)
    tensors = {}
    rows = {}
    add_activations(tensors, rows)
    add_weights(tensors, rows)
    golden = {
        "made by": "make_torchao_golden.py",
        "torch": torch.__version__.split("+")[0],
        "torchao": torchao.__version__,
        "rows": rows,
    }
    # One entry only: the writer orders several at random.
    save_file(
        {name: np.ascontiguousarray(value) for name, value in tensors.items()},
        target,
        {"golden": json.dumps(golden)},
    )
    print(f"{target}: {len(tensors)} tensors, {sum(t.nbytes for t in tensors.values())} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
