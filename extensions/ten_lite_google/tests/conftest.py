from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def tracebacks_are_let_go(
    nothing_is_left_behind: None, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """gRPC's thread ends when nothing of gRPC is left, and a traceback holds what was at work."""
    yield
    for record in caplog.get_records("call"):
        record.exc_info = None
