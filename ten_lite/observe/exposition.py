"""Counters, gauges and histograms, and their text form for Prometheus.

The format is the text exposition format 0.0.4. It is written by hand as the base takes no library
for a hundred lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["Family", "Histogram", "exposition"]

Labels = tuple[tuple[str, str], ...]

BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Where what a user waits for in a conversation differs."""


@dataclass(slots=True)
class Histogram:
    """How often what took how long.

    Attributes:
        counts: For each bound the observations up to it that are above the one before; the last
            one is of those above all bounds.
        total_s: All of them together.
    """

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS_S) + 1))
    total_s: float = 0.0

    def observe(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BUCKETS_S, seconds)] += 1
        self.total_s += seconds


@dataclass(slots=True)
class Family:
    """What is measured under one name, by labels.

    Attributes:
        name: With the unit in it; a counter's ends with ``_total``.
        kind: ``counter``, ``gauge`` or ``histogram``.
        help: One sentence.
        labels: Names of the labels that each value has, sorted.
        values: By labels, which are sorted.
    """

    name: str
    kind: str
    help: str
    labels: tuple[str, ...] = ()
    values: dict[Labels, float] = field(default_factory=dict)
    histograms: dict[Labels, Histogram] = field(default_factory=dict)

    def add(self, amount: float, **labels: str) -> None:
        """Count ``amount`` more."""
        key = tuple(sorted(labels.items()))
        self.values[key] = self.values.get(key, 0) + amount

    def set(self, value: float, **labels: str) -> None:
        """That is how much there is now."""
        self.values[tuple(sorted(labels.items()))] = value

    def observe(self, seconds: float, **labels: str) -> None:
        """Count one observation of a histogram."""
        self.histograms.setdefault(tuple(sorted(labels.items())), Histogram()).observe(seconds)


def exposition(families: Sequence[Family]) -> str:
    """All that was measured, as a page for Prometheus to read."""
    return "".join(f"{line}\n" for family in families for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    yield f"# HELP {family.name} {_escaped(family.help)}"
    yield f"# TYPE {family.name} {family.kind}"
    for labels, value in family.values.items():
        yield f"{family.name}{_written(labels)} {_number(value)}"
    for labels, histogram in family.histograms.items():
        so_far = 0
        for bound, count in zip((*BUCKETS_S, float("inf")), histogram.counts, strict=True):
            so_far += count
            bounded = _written((*labels, ("le", _number(bound))))
            yield f"{family.name}_bucket{bounded} {so_far}"
        yield f"{family.name}_sum{_written(labels)} {_number(histogram.total_s)}"
        yield f"{family.name}_count{_written(labels)} {so_far}"


def _written(labels: Labels) -> str:
    pairs = ",".join(f'{name}="{_quoted(value)}"' for name, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', '\\"')


def _number(value: float) -> str:
    if value == float("inf"):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(round(value, 6))
