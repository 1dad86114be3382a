"""Input rows for make_torchao_golden.py: every edge of the quantization rules, by name.

All rows are float32 and finite, and so are their ranges (max - min): Nibble rejects other rows.
"""

import numpy as np

FLOAT_MAX = np.finfo(np.float32).max
DENORMAL = np.float32(1e-42)


def _row(width, values):
    """Repeats `values` to the width."""
    return np.resize(np.asarray(values, dtype=np.float32), width)


def _with(row, index, value):
    row = row.copy()
    row[index % len(row)] = value
    return row


def _halves(width, low, high):
    """Low and high first, so that the scale is (nearly) 1, then every tie between them."""
    steps = np.arange(low + 0.5, high, 7.0)
    return _row(width, np.concatenate([[low, high], steps]))


def division_pairs(levels, count, random):
    """(min, max) where rne(min / s) and rne(min * (1 / s)) differ, s = (max - min) / levels.

    The zero point comes from a true division and the quantized value from a multiplication by the
    reciprocal. These ranges tell the two apart.
    """
    step = random.uniform(0.001, 4.0, 400_000).astype(np.float32)
    tie = random.integers(0, levels, step.size).astype(np.float32) + np.float32(0.5)
    low = -(tie * step)
    high = low + np.float32(levels) * step
    usable = (low < 0) & (high > 0)
    low, high = low[usable], high[usable]
    scale = (high - low) / np.float32(levels)
    differs = np.rint(low / scale) != np.rint(low * (np.float32(1) / scale))
    low, high = low[differs][:count], high[differs][:count]
    assert len(low) == count, f"found {len(low)} of {count} ranges for {levels} levels"
    return list(zip(low, high))


def activation_rows(width, seed):
    random = np.random.default_rng(seed)
    normal = random.standard_normal((4, width)).astype(np.float32)
    rows = {
        "normal": normal[0],
        "normal_small": normal[1] * np.float32(1e-3),
        "normal_big": normal[2] * np.float32(1e4),
        "uniform": random.uniform(-1, 3, width).astype(np.float32),
        "all_zero": _row(width, [0.0]),
        "signed_zeros": _row(width, [-0.0, 0.0]),
        "negative_zero": _row(width, [-0.0]),
        "all_positive": np.abs(normal[3]) + np.float32(0.5),
        "all_negative": -np.abs(normal[3]) - np.float32(0.5),
        "constant_positive": _row(width, [3.7]),
        "constant_negative": _row(width, [-3.7]),
        "one_outlier": _with(normal[0] * np.float32(0.01), 5, 1000.0),
        "one_negative_outlier": _with(normal[0] * np.float32(0.01), 9, -1000.0),
        "one_nonzero": _with(_row(width, [0.0]), 7, 0.25),
        "denormal": _row(width, [DENORMAL, -DENORMAL, 0.0]),
        "below_least_scale": _row(width, [1e-6, -2e-6, 5e-7, 0.0]),
        "at_least_scale": _row(width, [127 * 2.0**-23, -(2.0**-23), 2.0**-24, 1.5 * 2.0**-23]),
        "float_max": _row(width, [FLOAT_MAX, 1.0, FLOAT_MAX / 2, 0.0]),
        "float_lowest": _row(width, [-FLOAT_MAX, -1.0, -FLOAT_MAX / 3, 0.0]),
        "widest_range": _row(width, [FLOAT_MAX / 2, -FLOAT_MAX / 2, 1e30, -1e37]),
        "ties_symmetric": _halves(width, -127.0, 127.0),
        "ties_asymmetric": _halves(width, -100.0, 155.0),
        "ties_zero_point_down": _halves(width, -100.5, 154.5),
        "ties_zero_point_up": _halves(width, -101.5, 153.5),
    }
    if width > 1:
        for i, (low, high) in enumerate(division_pairs(255, 3, random)):
            inner = random.uniform(low, high, width).astype(np.float32)
            rows[f"division_{i}"] = _with(_with(inner, 0, low), 1, high)
    return rows


def weight_rows(k, seed):
    """32 rows. Constant stretches of 32, 64 and 128 make whole groups of each size special."""
    random = np.random.default_rng(seed)
    normal = (random.standard_normal((12, k)) * 0.05).astype(np.float32)
    stretch = np.arange(k)
    rows = {f"normal_{i}": normal[i] for i in range(6)}
    rows |= {
        "all_zero": _row(k, [0.0]),
        "signed_zeros": _row(k, [-0.0, 0.0]),
        "zero_group_32": np.where((stretch // 32) % 2 == 1, np.float32(0), normal[6]),
        "zero_group_64": np.where((stretch // 64) % 2 == 0, np.float32(0), normal[6]),
        "zero_group_128": np.where((stretch // 128) % 2 == 1, np.float32(0), normal[6]),
        "constant_groups": ((stretch // 32) - 2).astype(np.float32),
        "constant_positive": _row(k, [0.11]),
        "constant_negative": _row(k, [-0.11]),
        "positive_range": np.abs(normal[7]) + np.float32(0.01),
        "negative_range": -np.abs(normal[7]) - np.float32(0.01),
        "sides_by_group": np.where((stretch // 32) % 2 == 0, 1, -1) * np.abs(normal[8]),
        "one_outlier": _with(normal[9], 40, 9.0),
        "one_negative_outlier": _with(normal[9], 70, -9.0),
        "one_nonzero": _with(_row(k, [0.0]), 33, -0.5),
        "denormal": _row(k, [DENORMAL, -DENORMAL, 0.0]),
        "below_least_scale": _row(k, [1e-6, -2e-6, 5e-7, 0.0]),
        "near_least_scale": _row(k, [7.5e-6, -7.5e-6, 1e-6, 0.5e-6, -1.5e-6]),
        "large": normal[10] * np.float32(1e36),
        "float_max": _row(k, [FLOAT_MAX, 0.0, FLOAT_MAX / 2]),
        "ties_zero_point_up": _row(k, [7.5, -7.5, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 6.5, -6.5]),
        "ties_zero_point_down": _row(k, [8.5, -6.5, 0.5, 1.5, 2.5, -0.5, -1.5, 7.5]),
        "alternating": _row(k, [1.0, -1.0]),
    }
    for i, (low, high) in enumerate(division_pairs(15, 32 - len(rows), random)):
        rows[f"division_{i}"] = _row(k, [low, high, low / 2, high / 3, high / 2, low / 7])
    assert len(rows) == 32, len(rows)
    return rows
