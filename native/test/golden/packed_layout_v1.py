#!/usr/bin/env python3
"""Prints packed_layout_v1.txt, from docs/packed-layout.md alone: no code of the library is used.

  cd native/test/golden
  ./packed_layout_v1.py > packed_layout_v1.txt
  ./packed_layout_v1.py bfloat16 > packed_layout_v1_bfloat16.txt
  ./packed_layout_v1.py int8 > packed_layout_v1_int8.txt

Version 1 is frozen: what this prints must never differ from the committed files.
"""

import random
import struct
import sys
import textwrap

PANEL = 32
SYMMETRIC_ZERO = 8

# n, k, group size (0 is per channel), zero points
INT4_CASES = [
    (1, 1, 32, False),
    (32, 64, 32, True),
    (33, 40, 32, True),
    (17, 70, 64, False),
    (48, 64, 64, True),
    (20, 130, 128, True),
    (3, 256, 128, False),
    (31, 100, 0, True),
    (33, 33, 0, False),
]
FLOAT32_CASES = [(35, 7)]
INT8_ZERO = 128
INT8_CASES = [(1, 1, 0), (33, 40, 32), (17, 70, 64), (20, 130, 128), (31, 100, 0)]
BFLOAT16_CASES = [(33, 40, 32, True), (17, 70, 64, False), (31, 100, 0, True)]


def bits(x):
    return "%08x" % struct.unpack("<I", struct.pack("<f", x))[0]


def float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def bfloat16(x):
    """The number with the upper half of x's bits."""
    return struct.unpack("<f", b"\0\0" + struct.pack("<f", x)[2:])[0]


def bfloat16_bits(x):
    return bits(x)[:4]


def ceiling(a, b):
    return -(-a // b)


def show(name, words):
    print(name)
    print(textwrap.fill(" ".join(words), width=96, initial_indent="  ", subsequent_indent="  "))


def digits(values):
    """Values of 0…15, one hexadecimal digit each, in words of 32."""
    text = "".join("%x" % v for v in values)
    return [text[i : i + 32] for i in range(0, len(text), 32)]


def octets(values):
    """Bytes in the order of memory, in words of 16."""
    return [bytes(values[i : i + 16]).hex() for i in range(0, len(values), 16)]


def int4_case(rng, n, k, group, asymmetric, scale=float32, scale_bits=bits):
    length = group or ceiling(k, 32) * 32
    groups = ceiling(k, length)
    panels = ceiling(n, PANEL)
    padded_k = groups * length

    u = [[rng.randrange(16) for _ in range(k)] for _ in range(n)]
    s = [[scale(rng.uniform(0.001, 0.1)) for _ in range(groups)] for _ in range(n)]
    z = [[rng.randrange(16) if asymmetric else SYMMETRIC_ZERO for _ in range(groups)] for _ in range(n)]

    nibbles = [0] * (panels * 16 * padded_k)
    scales = [0.0] * (panels * groups * PANEL)
    zero_points = [SYMMETRIC_ZERO] * (panels * groups * PANEL)
    comp = [0.0] * (panels * PANEL)
    for column in range(panels * PANEL):
        p, c = divmod(column, PANEL)
        for i in range(padded_k):
            if column >= n:
                value = SYMMETRIC_ZERO
            elif i >= k:
                value = z[column][i // length]
            else:
                value = u[column][i]
            at = p * 16 * padded_k + (i // 4) * 64 + (c % 16) * 4 + i % 4
            nibbles[at] |= value << (0 if c < 16 else 4)
        if column >= n:
            continue
        for g in range(groups):
            at = (p * groups + g) * PANEL + c
            scales[at] = s[column][g]
            zero_points[at] = z[column][g]
            group_values = u[column][g * length : min((g + 1) * length, k)]
            comp[column] += s[column][g] * (sum(group_values) - len(group_values) * z[column][g])

    print(f"int4 n={n} k={k} group={group} asymmetric={int(asymmetric)}")
    show("values", digits(sum(u, [])))
    show("scales", map(bits, sum(s, [])))
    if asymmetric:
        show("zero_points", digits(sum(z, [])))
    show("packed_nibbles", octets(nibbles))
    show("packed_scales", map(scale_bits, scales))
    if asymmetric:
        show("packed_zero_points", octets(zero_points))
    show("comp", map(bits, comp))
    print()


def int8_case(rng, n, k, group):
    length = group or ceiling(k, 32) * 32
    groups = ceiling(k, length)
    panels = ceiling(n, PANEL)
    padded_k = groups * length

    w = [[rng.randrange(-128, 128) for _ in range(k)] for _ in range(n)]
    s = [[float32(rng.uniform(0.001, 0.1)) for _ in range(groups)] for _ in range(n)]

    weights = [INT8_ZERO] * (panels * 32 * padded_k)
    scales = [0.0] * (panels * groups * PANEL)
    comp = [0.0] * (panels * PANEL)
    for column in range(n):
        p, c = divmod(column, PANEL)
        for i in range(k):
            weights[p * 32 * padded_k + (i // 4) * 128 + c * 4 + i % 4] += w[column][i]
        for g in range(groups):
            scales[(p * groups + g) * PANEL + c] = s[column][g]
            comp[column] += s[column][g] * sum(w[column][g * length : (g + 1) * length])

    print(f"int8 n={n} k={k} group={group}")
    show("values", octets([v % 256 for v in sum(w, [])]))
    show("scales", map(bits, sum(s, [])))
    show("packed_weights", octets(weights))
    show("packed_scales", map(bits, scales))
    show("comp", map(bits, comp))
    print()


def float32_case(rng, n, k):
    weight = [[float32(rng.uniform(-1, 1)) for _ in range(k)] for _ in range(n)]
    packed = [0.0] * (ceiling(n, PANEL) * PANEL * k)
    for column in range(n):
        for i in range(k):
            packed[(column // PANEL * k + i) * PANEL + column % PANEL] = weight[column][i]
    print(f"float32 n={n} k={k}")
    show("weight", map(bits, sum(weight, [])))
    show("packed", map(bits, packed))
    print()


def main():
    rng = random.Random(1)
    print("# Packed layout, version 1, frozen. docs/packed-layout.md says how to read this file.\n")
    if sys.argv[1:] == ["bfloat16"]:
        for case in BFLOAT16_CASES:
            int4_case(rng, *case, bfloat16, bfloat16_bits)
        return
    if sys.argv[1:] == ["int8"]:
        for case in INT8_CASES:
            int8_case(rng, *case)
        return
    for case in INT4_CASES:
        int4_case(rng, *case)
    for case in FLOAT32_CASES:
        float32_case(rng, *case)


main()
