"""Prints every message of a conversation, to find out how something wrong came about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ten_lite.kinds.turns import State
from ten_lite.messages import Message, PcmFrame
from ten_lite.runtime.fence import Fence
from ten_lite_main_control.extension import MainControl

__all__ = ["trace"]

TEXT_LIMIT = 60


def trace() -> None:
    """Print from now on, until the process ends."""
    stamp, changed = Fence.stamp, MainControl._changed

    def stamped(self: Fence, message: Message, source: str = "") -> None:
        if not message.sequence and not isinstance(message, PcmFrame):
            fields = {name: getattr(message, name) for name in _fields(type(message))}
            text = ", ".join(f"{k}={str(v)[-TEXT_LIMIT:]!r}" for k, v in fields.items() if v)
            print(f"{_now_s():9.3f} {source:8} {message.name}: {text}")
        stamp(self, message, source)

    def told(self: MainControl, before: State, after: State, why: str) -> None:
        print(f"{_now_s():9.3f} {'':8} {before.value} -> {after.value}: {why}")
        changed(self, before, after, why)

    _replace(Fence, "stamp", stamped)
    _replace(MainControl, "_changed", told)


def _replace(cls: type, name: str, function: Callable[..., Any]) -> None:
    setattr(cls, name, function)


def _fields(cls: type[Message]) -> list[str]:
    own = [name for name in cls.__dataclass_fields__ if name not in Message.__dataclass_fields__]
    return [name for name in own if name not in ("start_ms", "duration_ms", "language", "at_ms")]


def _now_s() -> float:
    return asyncio.get_running_loop().time() - 1_000
