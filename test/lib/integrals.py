"""Integrals of functions that are given by their logarithms, with 60 digits (mpmath).

Composite Gauss-Legendre quadrature on a mesh that is graded towards every place where the integrand may turn, taken again on a mesh twice as
fine: if the two differ, the integral is Unsure.
"""
from functools import lru_cache

from mpmath import mp, mpf

mp.dps = 60
NODES = 16
AGREE = mpf(10) ** -12
NEGLIGIBLE = 42                 # natural logarithms below the greatest value


class Unsure(Exception):
    pass


@lru_cache(maxsize=None)
def legendre(n):
    """Nodes and weights on (-1, 1)."""
    rule = []
    for i in range(n):
        x = mp.cos(mp.pi * (i + mpf(3) / 4) / (n + mpf(1) / 2))
        for _ in range(8):
            p, q = mpf(1), mpf(0)
            for k in range(1, n + 1):
                p, q = ((2 * k - 1) * x * p - (k - 1) * q) / k, p
            slope = n * (x * p - q) / (x * x - 1)
            x -= p / slope
        rule.append((x, 2 / ((1 - x * x) * slope * slope)))
    return rule


def panels(low, high, turns):
    """Ends of panels from low to high, as wide as half the distance from the nearest turn, a place and a width, but not less than the width."""
    ends = [low]
    while ends[-1] < high:
        at = ends[-1]
        step = min(max(mpf(width), abs(place - at) / (2 if place > at else 1)) for place, width in turns)
        ends.append(at + step if at + step < high else high)
    return ends


def composite(log_f, ends, split):
    """The integral of exp(log_f) as its logarithm."""
    points = []
    for from_, to in zip(ends, ends[1:]):
        for i in range(split):
            low, high = from_ + (to - from_) * i / split, from_ + (to - from_) * (i + 1) / split
            points += [((low + high + x * (high - low)) / 2, w * (high - low) / 2) for x, w in legendre(NODES)]
    values = [(log_f(x), w) for x, w in points]
    top = max(v for v, _ in values)
    return top + mp.log(mp.fsum(w * mp.exp(v - top) for v, w in values if v - top > -2 * NEGLIGIBLE))


def ends_of(log_f, low, high, turns):
    """Low and high moved together as far as log_f is negligible beyond; it has its greatest value near one of the turns."""
    inside = [min(max(mpf(place), low), high) for place, _ in turns]
    top = max(log_f(x) for x in inside)
    out = []
    for end, start, side in ((low, min(inside), -1), (high, max(inside), 1)):
        step = mpf(1) / 1024
        while side * (start + side * step - end) < 0 and log_f(start + side * step) > top - NEGLIGIBLE:
            step *= 2
        out.append(start + side * step if side * (start + side * step - end) < 0 else end)
    return out


def log_integral(log_f, low, high, turns, inside=False):
    """Checked by twice as many panels; an integral inside another one is checked with it."""
    low, high = ends_of(log_f, mpf(low), mpf(high), turns)
    ends = panels(low, high, turns)
    once = composite(log_f, ends, 1)
    if inside:
        return once
    twice = composite(log_f, ends, 2)
    if not abs(once - twice) < AGREE:
        twice, once = composite(log_f, ends, 4), twice
    if not abs(once - twice) < AGREE:
        raise Unsure('an integral')
    return twice
