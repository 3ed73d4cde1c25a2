from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ten_lite
from ten_lite import weights
from ten_lite.errors import TenLiteError

CODE = """
import sys
sys.path.insert(0, sys.argv[1])
import ten_lite.weights
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_public_names() -> None:
    assert all(hasattr(weights, name) for name in weights.__all__)
    assert weights.__all__ == sorted(weights.__all__)
    assert issubclass(weights.WeightsError, TenLiteError)


def test_importing_the_room_loads_nothing_but_the_standard_library() -> None:
    root = str(Path(ten_lite.__file__).parents[1])
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", CODE, root], capture_output=True, text=True, check=True
    )
    assert set(run.stdout.split()) - set(sys.stdlib_module_names) <= {"ten_lite", "__main__"}
