from __future__ import annotations

import pytest

from ten_lite.config.text.pointer import covers, join, lookup, parent, split

DOCUMENT = {"a/b": [{"~": 1}, "x"], "": {"0": None}}


def test_parts_are_escaped_and_come_back() -> None:
    pointer = join("", "a/b", 0, "~")
    assert pointer == "/a~1b/0/~0"
    assert split(pointer) == ["a/b", "0", "~"]
    assert join("/x") == "/x"
    assert split("") == []


def test_parent() -> None:
    assert (parent("/a/0"), parent("/a"), parent("")) == ("/a", "", "")


def test_covers_goes_by_parts_and_not_by_letters() -> None:
    assert covers("/a", "/a")
    assert covers("/a", "/a/b")
    assert not covers("/a", "/ab")
    assert covers("", "/a")


def test_lookup() -> None:
    assert lookup(DOCUMENT, "") is DOCUMENT
    assert lookup(DOCUMENT, "/a~1b/0/~0") == 1
    assert lookup(DOCUMENT, "//0") is None


@pytest.mark.parametrize("pointer", ["/x", "/a~1b/2", "/a~1b/x", "/a~1b/1/0"])
def test_lookup_of_nothing(pointer: str) -> None:
    with pytest.raises(KeyError):
        lookup(DOCUMENT, pointer)
