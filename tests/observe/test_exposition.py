from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.observe.exposition import BUCKETS_S, Family, exposition


def test_a_counter_is_a_help_a_type_and_a_line_for_each_set_of_labels() -> None:
    family = Family("calls_total", "counter", "Calls so far.")
    family.add(1, b="2", a="1")
    family.add(2, a="1", b="2")
    family.add(0.5)
    assert exposition([family]) == (
        "# HELP calls_total Calls so far.\n"
        "# TYPE calls_total counter\n"
        'calls_total{a="1",b="2"} 3\n'
        "calls_total 0.5\n"
    )


def test_a_gauge_tells_the_last_value() -> None:
    family = Family("open", "gauge", "Open ones.")
    family.set(3)
    family.set(2)
    assert exposition([family]).endswith("\nopen 2\n")


def test_buckets_of_a_histogram_count_all_below_their_bound() -> None:
    family = Family("wait_seconds", "histogram", "Waits.")
    for seconds in (0.05, 0.06, 0.1, 99.0):
        family.observe(seconds)
    told = exposition([family]).splitlines()[2:]
    assert told[:3] == [
        'wait_seconds_bucket{le="0.05"} 1',
        'wait_seconds_bucket{le="0.1"} 3',
        'wait_seconds_bucket{le="0.2"} 3',
    ]
    assert told[-4:] == [
        'wait_seconds_bucket{le="10"} 3',
        'wait_seconds_bucket{le="+Inf"} 4',
        "wait_seconds_sum 99.21",
        "wait_seconds_count 4",
    ]
    assert len(told) == len(BUCKETS_S) + 3


@pytest.mark.parametrize(
    ("label", "written"), [('a"b', 'a\\"b'), ("a\nb", "a\\nb"), ("a\\b", "a\\\\b"), ("ä", "ä")]
)
def test_labels_may_be_any_text(label: str, written: str) -> None:
    family = Family("x", "gauge", "Y.")
    family.set(1, l=label)
    assert f'x{{l="{written}"}} 1' in exposition([family])


@given(st.lists(st.floats(0, 1e6, allow_nan=False)), st.text())
def test_every_line_is_of_the_format(values: list[float], label: str) -> None:
    family = Family("x", "histogram", "Y.")
    for value in values:
        family.observe(value, l=label)
    for line in exposition([family]).rstrip("\n").split("\n")[2:]:
        assert re.fullmatch(r'x_(bucket|sum|count)\{l="(.|[^\n])*"\} [0-9.e+-]+', line), line
