"""The table of tanh by pieces, as `tanh.rs` has it. Needs mpmath and numpy: python3 fit.py

Four pieces an octave. The center of each is a number whose hyperbolic tangent is nearly one of f32, so that the first
coefficient has no rounding to speak of and neighbouring pieces meet; the others are fits through Chebyshev's points, each
rounded to f32 before the next is fitted.
"""
import mpmath
import numpy

mpmath.mp.dps = 40
DEGREE = 5
LAST = 9.02  # From here on the nearest number of f32 is 1.
POINTS = 64


def rounded(x):
    return mpmath.mpf(float(numpy.float32(float(x))))


def neighbour(x, steps):
    return (numpy.float32(x).view(numpy.int32) + numpy.int32(steps)).view(numpy.float32)


def center(start, end):
    """Of the middle of the piece, the number whose tangent is nearest to one of f32."""
    middle = numpy.float32((start + end) / 2)
    if start < 1:
        candidates = [neighbour(middle, step) for step in range(-2000, 2001)]
    else:
        # Few numbers of f32 lie where the tangent is nearly flat: their inverses are tried.
        value = numpy.float32(float(mpmath.tanh(float(middle))))
        values = [neighbour(value, step) for step in range(-200, 201)]
        candidates = [numpy.float32(float(mpmath.atanh(float(y)))) for y in values if y < 1]
    within = [x for x in candidates if abs(float(x) - (start + end) / 2) <= (end - start) / 5]
    return mpmath.mpf(float(min(within, key=lambda x: abs(mpmath.tanh(float(x)) - rounded(mpmath.tanh(float(x)))))))


def fit(function, weight, start, end, powers):
    """Least squares of the weighted error."""
    nodes = [mpmath.cos(mpmath.pi * (k + mpmath.mpf(0.5)) / POINTS) for k in range(POINTS)]
    nodes = [(start + end) / 2 + (end - start) / 2 * node for node in nodes]
    matrix = mpmath.matrix([[weight(r) * r**power for power in powers] for r in nodes])
    return mpmath.lu_solve(matrix, mpmath.matrix([weight(r) * function(r) for r in nodes]))


def piece(start, end, first):
    if first:
        # `tanh x - x`, relative to x, so that small numbers keep all their digits.
        middle, fixed, low = mpmath.mpf(0), [mpmath.mpf(0)] * 2, mpmath.mpf(2) ** -10
        function, weight = (lambda r: mpmath.tanh(r) - r), (lambda r: 1 / r)
    else:
        middle = center(start, end)
        fixed, low = [rounded(mpmath.tanh(middle))], start - middle
        function, weight = (lambda r: mpmath.tanh(middle + r)), (lambda r: mpmath.mpf(1))
    while len(fixed) <= DEGREE:
        known = list(fixed)
        rest = lambda r: function(r) - sum(c * r**power for power, c in enumerate(known))
        fixed.append(rounded(fit(rest, weight, low, end - middle, range(len(fixed), DEGREE + 1))[0]))
    return [middle, *fixed]


for quarter in range(4 * -4, 4 * 3 + 1):
    start, end = (2.0 ** (q // 4) * (1 + q % 4 / 4) for q in (quarter, quarter + 1))
    numbers = piece(start, min(end, LAST), quarter == 4 * -4)
    print("    [" + ", ".join(numpy.format_float_scientific(numpy.float32(float(x)), trim="0") for x in numbers) + "],")
