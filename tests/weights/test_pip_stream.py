from __future__ import annotations

import ast
import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


class Pip:
    """What of pip is used: a ``download`` command that finds the given links."""

    def __init__(self, *links: SimpleNamespace, raw: Any = b"wheel", unfetched: str = "") -> None:
        self.links = links
        self.raw = io.BytesIO(raw) if isinstance(raw, bytes) else raw
        self.unfetched = unfetched
        self.is_closed = False

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        options = SimpleNamespace(make_target_python=lambda options: "target")
        commands = SimpleNamespace(create_command=lambda name: self)
        monkeypatch.setitem(sys.modules, "pip._internal.cli.cmdoptions", options)
        monkeypatch.setitem(sys.modules, "pip._internal.commands", commands)

    def parse_args(self, arguments: list[str]) -> tuple[list[str], None]:
        return arguments, None

    @contextmanager
    def main_context(self) -> Iterator[None]:
        yield
        self.is_closed = True

    def get_default_session(self, options: Any) -> Any:
        response = SimpleNamespace(status_code=200, headers={}, reason="", raw=self.raw)
        return SimpleNamespace(get=lambda url, *, headers, stream: response)

    def _build_package_finder(self, **options: Any) -> Any:
        return SimpleNamespace(find_all_candidates=self.candidates)

    def candidates(self, name: str) -> list[SimpleNamespace]:
        assert name == "my-model"
        if self.unfetched:
            logging.getLogger("pip._internal.index.collector").debug(self.unfetched)
        return [SimpleNamespace(link=link) for link in self.links]


WHEEL, SHA256 = "my_model-1.0-py3-none-any.whl", "a" * 64


def link(filename: str = WHEEL, sha256: str = SHA256, *, hash_name: str = "sha256") -> Any:
    return SimpleNamespace(
        filename=filename, hash=sha256, hash_name=hash_name, url_without_fragment="https://x/y"
    )


def streamed(pip: Pip, monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, Any], bytes]:
    """The exit code, the head and the bytes behind it."""
    out = io.TextIOWrapper(io.BytesIO())
    pip.install(monkeypatch)
    collector = logging.getLogger("pip._internal.index.collector")
    level, before = collector.level, list(collector.handlers)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        code = pip_stream.main(WHEEL, SHA256, "0", "--no-deps")
    collector.handlers[:] = before
    collector.setLevel(level)
    head, _, body = out.buffer.getvalue().partition(b"\n")  # type: ignore[attr-defined]
    return code, json.loads(head), body


@pytest.mark.parametrize("found", [link(), link(sha256="b" * 64, hash_name="md5")])
def test_the_pinned_wheel_is_streamed_behind_its_head_and_pip_is_closed(
    found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip = Pip(link("my_model-2.0-py3-none-any.whl"), found)
    assert streamed(pip, monkeypatch) == (0, {"offset": 0}, b"wheel")
    assert pip.is_closed


@pytest.mark.parametrize(
    ("pip", "problem", "detail"),
    [
        (Pip(link(sha256="b" * 64)), "changed", "b" * 64),
        (Pip(link("my_model-2.0-py3-none-any.whl")), "gone", ""),
        (
            Pip(unfetched="Could not fetch URL https://x: timeout - skipping"),
            "unreachable",
            "Could not fetch URL https://x: timeout",
        ),
        (Pip(unfetched="Could not fetch URL https://x: 404 Not Found - skipping"), "gone", ""),
    ],
    ids=["changed", "gone", "unreachable", "no page"],
)
def test_why_there_is_no_such_wheel_is_told(
    pip: Pip, problem: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"problem": problem, "detail": detail}
    assert streamed(pip, monkeypatch) == (1, told, b"")


def test_without_pip_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    assert streamed(Pip(link()), monkeypatch)[1]["problem"] == "no-pip"


def test_a_connection_that_breaks_ends_the_stream_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Breaks:
        def read(self, size: int) -> bytes:
            raise ConnectionError("reset")

    assert streamed(Pip(link(), raw=Breaks()), monkeypatch) == (1, {"offset": 0}, b"")
    assert capsys.readouterr().err == "ConnectionError: reset\n"
