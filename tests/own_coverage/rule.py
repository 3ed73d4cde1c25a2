"""Which test file is a module's own.

``ten_lite/a/b.py`` is tested by ``tests/a/test_b.py``; where that would be too long, also by
``tests/a/test_b_<part>.py``, unless there is a module ``b_<part>``. ``ALSO`` has the exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ("addons", "config", "kinds", "messages", "observe", "runtime", "weights", "wire")
"""What a voice agent runs on, beside the loose modules of ``ten_lite``."""

ALSO: Mapping[str, tuple[str, str]] = {
    "ten_lite/config": (
        "tests/config/test_broken.py",
        "a table of broken files; each has the one problem that one of the modules below tells",
    ),
}
"""Room -> (a test file that is its modules' own as well, why); as few as possible."""


def core_modules() -> list[Path]:
    """The files of the core, below ``ten_lite/``."""
    source = ROOT / "ten_lite"
    rooms = [path for room in CORE for path in (source / room).rglob("*.py")]
    return sorted([*source.glob("*.py"), *rooms])


def named(modules: list[Path], names: list[str]) -> list[Path]:
    """Those of ``modules`` at or below one of the paths or dotted names; all for no name.

    Raises:
        ValueError: A name is not among them.
    """
    found = []
    for name in names:
        wanted = Path(name if "/" in name else name.replace(".", "/")).with_suffix("")
        below = [
            path
            for path in modules
            if (short := path.relative_to(ROOT).with_suffix("")).is_relative_to(wanted)
            or short.relative_to("ten_lite").is_relative_to(wanted)
        ]
        if not below:
            raise ValueError(f"{name}: no module of the core, such as ten_lite.runtime.channel")
        found += below
    return sorted(set(found)) if names else modules


def own_tests(module: Path) -> list[Path]:
    """The test files of ``module``; empty when there are none."""
    folder = ROOT / "tests" / module.parent.relative_to(ROOT / "ten_lite")
    stem = module.stem.strip("_")
    others = {path.stem for path in module.parent.glob(f"{stem}_*.py")}
    shared = [ROOT / test for room, (test, _) in ALSO.items() if module.is_relative_to(ROOT / room)]
    own = [
        path
        for path in [*folder.glob(f"test_{stem}.py"), *folder.glob(f"test_{stem}_*.py")]
        if not any(is_of(path, other) for other in others)
    ]
    return sorted([*own, *shared])


def is_of(test: Path, stem: str) -> bool:
    """Whether ``test`` is named after the module called ``stem``."""
    return test.stem == f"test_{stem}" or test.stem.startswith(f"test_{stem}_")
