"""Which test file is a module's own.

``ten_lite/a/b.py`` is tested by ``tests/a/test_b.py``; where that would be too long, also by
``tests/a/test_b_<part>.py``, unless there is a module ``b_<part>``.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = ("addons", "config", "kinds", "messages", "observe", "runtime", "weights", "wire")
"""What a voice agent runs on, beside the loose modules of ``ten_lite``."""

ELSEWHERE: dict[str, tuple[str, str]] = {}
"""Module -> (its tests, why they are not where the rule says); as few as possible."""


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
    name = str(module.relative_to(ROOT))
    if name in ELSEWHERE:
        return [ROOT / path for path in ELSEWHERE[name][0].split()]
    folder = ROOT / "tests" / module.parent.relative_to(ROOT / "ten_lite")
    stem = module.stem.strip("_")
    others = {path.stem for path in module.parent.glob(f"{stem}_*.py")}
    return sorted(
        path
        for path in [*folder.glob(f"test_{stem}.py"), *folder.glob(f"test_{stem}_*.py")]
        if not any(is_of(path, other) for other in others)
    )


def is_of(test: Path, stem: str) -> bool:
    """Whether ``test`` is named after the module called ``stem``."""
    return test.stem == f"test_{stem}" or test.stem.startswith(f"test_{stem}_")
