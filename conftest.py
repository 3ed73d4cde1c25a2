"""For every test of ``tests/`` and ``extensions/*/tests``.

Virtual time and the search for what was left behind are those of the pytest plugin. A test marked
``real_time`` waits for threads and processes that are not ours, so one that fails is run once more
before it counts. What is wrong fails twice; the report tells of every second run.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from ten_lite.weights import WeightsError, WeightStore, pull
from ten_lite_local import pins

# how long an example takes says more about the machine than about the code
settings.register_profile(
    "ten_lite", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("ten_lite"), max_examples=1000)
settings.load_profile("ten_lite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("real_time"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """For tests that send log records somewhere, as the command line does."""
    root, own = logging.getLogger(), logging.getLogger("ten_lite")
    before, levels = list(root.handlers), (root.level, own.level)
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers[:] = before
    root.setLevel(levels[0])
    own.setLevel(levels[1])


@pytest.fixture(scope="session")
def embedded_weights() -> WeightStore:
    """The default voices' weights: fetched when they are not here; skips if they cannot be."""
    store = WeightStore()
    sets = (pins.SILERO, pins.MOONSHINE, pins.SMART_TURN, pins.JOE)
    for weights in (*sets, pins.CHAT_MODELS["smollm2-135m"]):
        try:
            pull(weights, store=store)
        except WeightsError as error:
            pytest.skip(str(error))
    return store
