"""A share of what ``python -m tests.cycles`` does, and that it finds what is left behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension

from .growth import Growth
from .inventory import Inventory
from .kits import kit_of
from .leaky import LEAKS, clean_up, leaky_addon
from .run import Outcome, run, what_is_missing

COUNT, WARM_UP, EVERY = 40, 10, 10


def _cheap() -> list[AddonSpec]:
    """Those in virtual time that need no model, which takes seconds to load."""
    registry = AddonRegistry()
    specs = (registry.get(name) for name in registry.names())
    return [
        spec
        for spec in specs
        if not spec.known_weights
        and not what_is_missing(spec)
        and not kit_of(spec).new_provider().real_time
    ]


def _few(addon: AddonSpec) -> Outcome:
    return run(addon, count=COUNT, warm_up=WARM_UP, every=EVERY)


@pytest.mark.parametrize("addon", _cheap(), ids=lambda addon: addon.name)
def test_starts_and_stops_leave_nothing_behind(addon: AddonSpec) -> None:
    outcome = _few(addon)
    assert not outcome.skipped
    assert not outcome.wrong


@pytest.fixture
def left() -> Iterator[None]:
    yield
    clean_up()


@pytest.mark.parametrize("word", LEAKS)
def test_what_is_left_behind_is_told(word: str, left: None) -> None:
    outcome = _few(leaky_addon(LEAKS[word]))
    assert any(word in wrong for wrong in outcome.wrong), outcome.wrong


class Failing(Extension[AddonConfig]):
    async def start(self) -> None:
        raise ValueError("on purpose")

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


def test_an_addon_that_does_not_start_is_told() -> None:
    assert _few(leaky_addon(Failing)).wrong == ["ValueError: on purpose"]


def test_the_size_of_a_cache_is_no_growth() -> None:
    numbers = [100, 200, 300, 400, 400, 400, 400, 400]
    growth = Growth(10, [Inventory(0, 1, 3, blocks, 1000) for blocks in numbers])
    assert growth.wrong() == []


@pytest.mark.parametrize(("kb_a_cycle", "is_told"), [(1, False), (3, True)])
def test_two_kb_a_cycle_may_be_noise_and_three_are_a_leak(kb_a_cycle: int, is_told: bool) -> None:
    taken = [Inventory(0, 1, 3, 100, 50_000 + 100 * kb_a_cycle * n) for n in range(11)]
    assert bool(Growth(100, taken).wrong()) is is_told


def test_memory_that_is_taken_twice_and_kept_is_no_leak() -> None:
    taken = [Inventory(0, 1, 3, 100, 50_000 + 9_000 * (n > 3) + 9_000 * (n > 8)) for n in range(13)]
    assert Growth(100, taken).wrong() == []
