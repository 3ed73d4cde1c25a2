"""The pytest plugin; it does nothing until a project sets ``ten_lite_tests = true``.

Every pytest of an environment with ten_lite in it loads this module, so it imports nothing else.
"""

from __future__ import annotations

import pytest

__all__ = ["pytest_addoption", "pytest_configure"]

OPTION = "ten_lite_tests"
HELP = (
    "Run coroutine tests in virtual time, hold every test to leaving nothing behind, and have the "
    "fixtures of ten_lite.testing."
)
REAL_TIME = "real_time: runs on the wall clock because it starts processes or threads"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the setting."""
    parser.addini(OPTION, HELP, type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Load the rest if it is wanted."""
    if not config.getini(OPTION):
        return
    config.addinivalue_line("markers", REAL_TIME)
    if not hasattr(config.hook, "pytest_asyncio_loop_factories"):  # missing, old, or switched off
        raise pytest.UsageError(
            f"{OPTION} is set, which needs pytest-asyncio 1.4 or newer: "
            'pip install "ten-lite[testing]"'
        )
    from ten_lite.testing import fixtures

    config.pluginmanager.register(fixtures, "ten_lite.testing.fixtures")
