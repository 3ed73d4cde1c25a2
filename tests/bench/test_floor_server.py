from __future__ import annotations

import subprocess
import sys

import pytest

LIST_MODULES = (
    "import sys, ten_lite.bench.floor_server;"
    "print(*sorted(m for m in sys.modules if m.startswith('ten_lite')))"
)


@pytest.mark.real_time
def test_the_floor_is_bare() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["ten_lite", "ten_lite.bench", "ten_lite.bench.floor_server"]
