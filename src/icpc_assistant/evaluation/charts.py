"""Numbers → the geometry of the report's charts, in SVG user units; the template draws it.

Every value plotted is a share in 0..1, so that a plot needs no more than its points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 360, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12, 12, 40
_DOT = 7.0  # radius of the dot that stands for the most answers
_CEILINGS = (0.25, 0.5, 1.0)  # how far up a plot of risks reaches: the first that holds them all
_MOST_POINTS = 400  # a curve of more is thinned; the eye sees no difference


@dataclass(frozen=True, slots=True)
class Tick:
    """A value written beside an axis, at its place."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a plot, its radius, and the words that explain it."""

    x: float
    y: float
    radius: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot: axes with ticks, lines (SVG path data, the run's own first), and dots."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...] = ()
    note: str = ""
    diagonal: bool = False

    left = _LEFT
    right = WIDTH - _RIGHT
    top = _TOP
    bottom = HEIGHT - _BOTTOM


@dataclass(frozen=True, slots=True)
class Bar:
    """A slice's mean and interval as shares of the bar's length, in percent.

    ``low`` and ``high`` are ``None`` where no interval is known; ``few`` greys a small sample.
    """

    label: str
    mean: float
    low: float | None
    high: float | None
    n: int
    few: bool

    @property
    def width(self) -> float:
        """The bar's length in percent."""
        return round(100 * min(max(self.mean, 0), 1), 2)


def risk_coverage(
    curves: Sequence[Sequence[Sequence[float]]],
    shipped: tuple[float | None, float | None] = (None, None),
) -> Plot:
    """Return the plot of risk against coverage; each curve is a list of ``[coverage, risk]``.

    The error rate among the answers kept, as more and more of them are kept, the most confident
    first (El-Yaniv and Wiener 2010). ``shipped`` is the point the system works at.
    """
    coverage, risk = shipped
    at = [] if coverage is None or risk is None else [(coverage, risk)]
    highest = max([point[1] for curve in (*curves, at) for point in curve], default=0.0)
    ceiling = next((c for c in _CEILINGS if highest <= c), 1.0)
    dots = tuple(
        Dot(_x(c), _y(r, ceiling), 4.5, f"as shipped: coverage {c:.2f}, risk {r:.2f}")
        for c, r in at
    )
    notes = ["The dot is the threshold as shipped."] * bool(at)
    notes += ["The grey line is the other run."] * (len(curves) > 1)
    return Plot(
        _across(),
        _up(ceiling),
        tuple(_path([(_x(c), _y(r, ceiling)) for c, r in _thinned(curve)]) for curve in curves),
        dots,
        " ".join(notes),
    )


def reliability(bins: Sequence[Sequence[float]]) -> Plot:
    """Return the plot of accuracy against confidence; each bin is ``[confidence, accuracy, n]``.

    A dot's area is its share of the answers; dots on the diagonal mean a confidence that can be
    taken at its word (Niculescu-Mizil and Caruana 2005).
    """
    shown = [(c, a, n) for c, a, n in bins if n]
    most = max((n for _, _, n in shown), default=1)
    dots = tuple(
        Dot(_x(c), _y(a), round(max(1.8, _DOT * (n / most) ** 0.5), 2), _dot_label(c, a, n))
        for c, a, n in shown
    )
    line = _path([(dot.x, dot.y) for dot in dots])
    return Plot(_across(), _up(1.0), (line,), dots, diagonal=True)


def bars(
    slices: dict[str, dict[str, dict[str, Any]]], measure: str, few: int
) -> dict[str, list[Bar]]:
    """Return, for each dimension of ``slices`` (``lang=en``, …), the bars of one measure.

    Slices without that measure are left out; those with fewer than ``few`` turns are greyed.
    """
    found: dict[str, list[Bar]] = {}
    for name, measures in slices.items():
        value = measures.get(measure)
        if not value or value.get("mean") is None:
            continue
        dimension, _, label = name.partition("=")
        n = int(value.get("n") or 0)
        bar = Bar(label, value["mean"], value.get("low"), value.get("high"), n, n < few)
        found.setdefault(dimension, []).append(bar)
    return found


def _dot_label(confidence: float, accuracy: float, n: float) -> str:
    return f"confidence {confidence:.2f}: {accuracy:.2f} right, n = {n:g}"


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 2)


def _y(share: float, ceiling: float = 1.0) -> float:
    return round(HEIGHT - _BOTTOM - share / ceiling * (HEIGHT - _TOP - _BOTTOM), 2)


def _across() -> tuple[Tick, ...]:
    return tuple(Tick(_x(share), f"{share:g}") for share in (0, 0.25, 0.5, 0.75, 1))


def _up(ceiling: float) -> tuple[Tick, ...]:
    steps = (0, 0.25, 0.5, 0.75, 1) if ceiling == 1 else (0, 0.2, 0.4, 0.6, 0.8, 1)
    return tuple(Tick(_y(step * ceiling, ceiling), f"{step * ceiling:g}") for step in steps)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) if points else ""


def _thinned(curve: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    if len(curve) <= _MOST_POINTS:
        return list(curve)
    step = (len(curve) - 1) / (_MOST_POINTS - 1)
    return [curve[round(i * step)] for i in range(_MOST_POINTS)]
