from __future__ import annotations

import ast
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ten_lite.weights import pip_stream


class Session:
    """Answers with prepared (status, headers), and notes what was asked."""

    def __init__(self, *answers: tuple[int, dict[str, str]]) -> None:
        self.answers = list(answers)
        self.ranges: list[str | None] = []

    def get(self, url: str, *, headers: dict[str, str], stream: bool) -> Any:
        assert stream
        assert headers["Accept-Encoding"] == "identity"
        self.ranges.append(headers.get("Range"))
        status, head = self.answers.pop(0)
        return SimpleNamespace(
            status_code=status, headers=head, reason="Because", close=lambda: None
        )


def test_it_begins_where_asked_when_the_server_can() -> None:
    session = Session((206, {"Content-Range": "bytes 5-9/10"}))
    assert pip_stream._get(session, "url", 5)[0] == 5
    assert session.ranges == ["bytes=5-"]


def test_it_begins_at_0_when_the_server_cannot() -> None:
    assert pip_stream._get(Session((200, {})), "url", 5)[0] == 0


@pytest.mark.parametrize(
    "odd", [(206, {"Content-Range": "bytes 4-9/10"}), (206, {}), (416, {})], ids=str
)
def test_an_odd_answer_to_a_range_is_not_trusted(odd: tuple[int, dict[str, str]]) -> None:
    session = Session(odd, (200, {}))
    assert pip_stream._get(session, "url", 5)[0] == 0
    assert session.ranges == ["bytes=5-", None]


@pytest.mark.parametrize(
    ("status", "problem"), [(404, "gone"), (403, "unreachable"), (503, "unreachable")]
)
def test_a_refusal_is_a_problem(status: int, problem: str) -> None:
    with pytest.raises(pip_stream._Stop) as caught:
        pip_stream._get(Session((status, {})), "url", 0)
    assert caught.value.args[0] == problem


def test_it_reads_sockets_and_plain_files() -> None:
    class Raw:
        def stream(self, size: int, *, decode_content: bool) -> Iterator[bytes]:
            assert not decode_content
            yield b"abc"

    assert list(pip_stream._chunks(Raw())) == [b"abc"]
    assert b"".join(pip_stream._chunks(io.BytesIO(b"abc" * 50_000))) == b"abc" * 50_000


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (AttributeError("make_target_python"), "unsupported"),
        (SystemExit(2), "unsupported"),
        (AssertionError(), "unsupported"),
        (ConnectionError("no route"), "unreachable"),
    ],
    ids=repr,
)
def test_what_pip_raises_is_sorted(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, problem: str
) -> None:
    def create_command(_name: str) -> Any:
        raise error

    out = io.TextIOWrapper(io.BytesIO())
    commands = SimpleNamespace(create_command=create_command)
    monkeypatch.setitem(sys.modules, "pip._internal.commands", commands)
    monkeypatch.setattr(sys, "stdout", out)
    assert pip_stream.main("x-1.0-py3-none-any.whl", "a" * 64, "0") == 1
    said = json.loads(out.buffer.getvalue())  # type: ignore[attr-defined]
    assert said["problem"] == problem


def test_it_stands_alone() -> None:
    """It runs without ten_lite on the path and needs no third-party package but pip."""
    tree = ast.parse(Path(pip_stream.__file__).read_text("utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import)]
    names = {
        node.module if isinstance(node, ast.ImportFrom) else node.names[0].name for node in found
    }
    assert {str(name).partition(".")[0] for name in names} <= sys.stdlib_module_names
