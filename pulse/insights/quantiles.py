"""Student's t quantile from the standard library."""

from functools import cache
from math import atan, cos, exp, lgamma, log, log1p, pi, sin, sqrt
from statistics import NormalDist

LARGE = 400
"""From here on the expansion around the normal quantile is exact to about 1e-14."""


@cache
def t_quantile(probability: float, freedom: int) -> float:
    """Return the quantile of a probability of 0.5 or more with whole degrees of freedom, to about 1e-12.

    Few degrees of freedom: Newton's steps on the finite series of Abramowitz & Stegun 26.7.3-4; many: 26.7.5.
    """
    if freedom < 1 or not 0.5 <= probability < 1:
        raise ValueError("A t quantile needs a degree of freedom and a probability from 0.5 to below 1.")
    estimate = _expansion(NormalDist().inv_cdf(probability), freedom)
    if freedom >= LARGE:
        return estimate
    for _ in range(60):
        step = (_within(estimate, freedom) - (2 * probability - 1)) / (2 * _density(estimate, freedom))
        estimate -= step
        if abs(step) < 1e-13 * max(1.0, abs(estimate)):
            break
    return estimate


def _within(t: float, freedom: int) -> float:
    """Return the probability of a value between -t and t."""
    angle = atan(t / sqrt(freedom))
    squared = cos(angle) ** 2
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = 0.0
    for step in range(1 + odd, freedom, 2):
        total += term
        term *= squared * step / (step + 1)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def _density(t: float, freedom: int) -> float:
    half = freedom / 2
    return exp(lgamma(half + 0.5) - lgamma(half) - 0.5 * log(freedom * pi) - (half + 0.5) * log1p(t * t / freedom))


def _expansion(z: float, freedom: int) -> float:
    square = z * z
    terms = (
        (square + 1) / 4,
        ((5 * square + 16) * square + 3) / 96,
        (((3 * square + 19) * square + 17) * square - 15) / 384,
        ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160,
    )
    return z * (1 + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1)))
