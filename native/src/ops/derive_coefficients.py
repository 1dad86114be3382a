"""Derives the polynomial coefficients of Nibble's activation functions (docs/operators.md).

Each polynomial is the minimax solution, by Remez exchange at 60 digits, of a relative-error problem, with
its coefficients then rounded to float32. Needs mpmath and numpy; prints hexadecimal floats:

    python3 derive_coefficients.py
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 60


def remez(f, base, basis, lo, hi, rounds=12, grid=2000):
    """Coefficients c that minimize max |1 − (base + Σ c·basis) / f| on [lo, hi], and that maximum."""
    lo, hi = mp.mpf(lo), mp.mpf(hi)
    n = len(basis)
    nodes = [(lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n + 2)) for i in range(n + 1)]
    points = [(lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * i / grid) for i in range(grid + 1)]
    target = [(1 - base(x) / f(x), [b(x) / f(x) for b in basis]) for x in points]
    for _ in range(rounds):
        a = mp.matrix(n + 1, n + 1)
        rhs = mp.matrix(n + 1, 1)
        for i, x in enumerate(nodes):
            fx = f(x)
            for j, b in enumerate(basis):
                a[i, j] = b(x) / fx
            a[i, n] = (-1) ** i
            rhs[i] = 1 - base(x) / fx
        c = mp.lu_solve(a, rhs)
        errors = [t - sum(c[j] * b[j] for j in range(n)) for t, b in target]
        nodes = alternating_extrema(points, errors, n + 1)
    return [c[j] for j in range(n)], max(abs(e) for e in errors)


def alternating_extrema(points, errors, count):
    """The largest error of each run of equal sign, trimmed from the ends to `count` points."""
    best = []
    for x, e in zip(points, errors):
        if best and mp.sign(best[-1][1]) == mp.sign(e):
            if abs(e) > abs(best[-1][1]):
                best[-1] = (x, e)
        else:
            best.append((x, e))
    while len(best) > count:
        best.pop(0 if abs(best[0][1]) < abs(best[-1][1]) else -1)
    return [x for x, _ in best]


def show(title, coefficients, error):
    print(f"{title}: relative error {mp.nstr(error, 3)}")
    for i, c in enumerate(coefficients):
        rounded = np.float32(mp.nstr(c, 30))
        print(f"  c{i} = {float(rounded).hex()}  // {mp.nstr(c, 12)}")


def power(i):
    return lambda x: x**i


def main():
    ln2 = mp.log(2)
    high = mp.mpf(int(ln2 * 2**15)) / 2**15  # 15 bits: n·high is exact for |n| ≤ 512
    print("log2(e)  =", float(np.float32(float(1 / ln2))).hex())
    print("ln2 high =", float(high).hex(), " ln2 low =", float(np.float32(float(ln2 - high))).hex())
    show(
        "exp(r) = 1 + r + r²·(c0 + c1·r + …), |r| ≤ ln2/2",
        *remez(mp.exp, lambda r: 1 + r, [power(2 + i) for i in range(5)], -0.3467, 0.3467),
    )
    show(
        "tanh(a) = a + a³·(c0 + c1·a² + …), a ≤ 0.625",
        *remez(mp.tanh, lambda a: a, [power(3 + 2 * i) for i in range(5)], "1e-4", 0.625),
    )
    # Q(a) = exp(−a²/2)·P(t), t = 1 / (1 + a/4): the upper tail of the normal distribution.
    step = mp.mpf(1) / 4
    tail = lambda t: mp.erfc((1 / t - 1) / step / mp.sqrt(2)) / 2 * mp.exp(((1 / t - 1) / step) ** 2 / 2)
    show(
        "P(t) = t·(c0 + c1·t + …), a ≤ 14.5",
        *remez(tail, lambda t: mp.mpf(0), [power(1 + i) for i in range(10)], 1 / (1 + step * mp.mpf("14.5")), 1),
    )
    print("2·sqrt(2/π) =", float(np.float32(float(2 * mp.sqrt(2 / mp.pi)))).hex())
    print("  · 0.044715 =", float(np.float32(float(2 * mp.sqrt(2 / mp.pi) * mp.mpf("0.044715")))).hex())


if __name__ == "__main__":
    main()
