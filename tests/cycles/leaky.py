"""Addons that leave something behind, each another thing."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension

__all__ = ["LEAKS", "clean_up", "leaky_addon"]

_kept: list[Any] = []


class Task(Extension[AddonConfig]):
    """A task that is not the node's."""

    async def start(self) -> None:
        _kept.append(asyncio.create_task(asyncio.Event().wait(), name="left behind"))

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


class Thread(Extension[AddonConfig]):
    """A thread that waits for ever."""

    async def start(self) -> None:
        over = threading.Event()
        _kept.append(over)
        threading.Thread(target=over.wait, name="left behind").start()

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


class Socket(Extension[AddonConfig]):
    """A socket that is not closed."""

    async def start(self) -> None:
        _kept.append(socket.socket())

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


class Itself(Extension[AddonConfig]):
    """Itself, and with it the session."""

    async def start(self) -> None:
        _kept.append(self)

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


class Sound(Extension[AddonConfig]):
    """The sound it got, in one piece that Python does not count."""

    async def start(self) -> None:
        self._sound = bytearray()
        _kept.append(self._sound)

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self._sound += frame.data * 100


LEAKS = {"tasks": Task, "threads": Thread, "open files": Socket, "objects": Itself, "KB": Sound}
"""By a word of the complaint."""


def leaky_addon(code: type[Extension[AddonConfig]]) -> AddonSpec:
    """The addon of one of ``LEAKS``."""
    return AddonSpec(
        name=f"leaks_{code.__name__.lower()}",
        kind="generic",
        description=str(code.__doc__),
        factory=f"{code.__module__}:{code.__qualname__}",
        inputs=(PcmFrame,),
    )


def clean_up() -> None:
    """Put away what was left behind."""
    for one in _kept:
        if isinstance(one, threading.Event):
            one.set()
        if isinstance(one, socket.socket):
            one.close()
    _kept.clear()
