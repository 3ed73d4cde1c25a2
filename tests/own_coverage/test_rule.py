"""Which test file is whose; the figures are what ``python -m tests.own_coverage`` tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from .__main__ import spans
from .rule import ALSO, ROOT, core_modules, named, own_tests


def own(module: str) -> list[str]:
    return [str(path.relative_to(ROOT / "tests")) for path in own_tests(ROOT / "ten_lite" / module)]


def test_a_modules_tests_are_called_as_it_is() -> None:
    assert own("runtime/channel.py") == [
        "runtime/test_channel.py",
        "runtime/test_channel_conversion.py",
    ]
    assert own("weights/__init__.py") == ["weights/test_init.py"]


def test_the_tests_of_a_module_with_a_longer_name_are_its_own() -> None:
    assert "wire/test_ten_client.py" not in own("wire/ten.py")
    assert own("wire/ten_client.py") == ["wire/test_ten_client.py"]


@pytest.mark.parametrize("room", ALSO)
def test_an_exception_is_of_a_room_and_a_file_that_are_there(room: str) -> None:
    test, why = ALSO[room]
    assert (ROOT / room).is_dir()
    assert ROOT / test in own_tests(ROOT / room / "__init__.py")
    assert why


@pytest.mark.parametrize(
    "name", ["wire/realtime", "ten_lite.wire.realtime", "ten_lite/wire/realtime"]
)
def test_modules_are_named_by_their_path_with_all_below_it(name: str) -> None:
    found = named(core_modules(), [name])
    assert found
    assert {path.parent for path in found} == {ROOT / "ten_lite/wire/realtime"}
    assert named(core_modules(), ["wav"]) == [Path(ROOT / "ten_lite/wav.py")]


def test_what_is_no_module_of_the_core_is_told() -> None:
    assert named(core_modules(), []) == core_modules()
    with pytest.raises(ValueError, match=r"cli\.run: no module of the core"):
        named(core_modules(), ["cli.run"])


def test_missing_lines_are_told_as_spans() -> None:
    assert spans([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert spans([]) == ""
