"""What concerns a session as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ten_lite.messages.base import Delivery, Kind, Message

__all__ = ["ErrorMessage", "Notice", "SessionConfig", "UserJoined"]


@dataclass(slots=True)
class UserJoined(Message):
    """The client is connected and the graph is ready: the moment to greet."""

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "on_user_joined"


@dataclass(slots=True)
class SessionConfig(Message):
    """The client changes something for the rest of its session; "" leaves a thing as it is.

    Attributes:
        language: BCP-47 code of what is spoken from now on.
        voice: A voice by the name its provider gives it.
    """

    name: ClassVar[str] = "config"
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    language: str = ""
    voice: str = ""


@dataclass(slots=True)
class Notice(Message):
    """A node has something to tell the user of its own accord: a timer that ran out, say."""

    name: ClassVar[str] = "notice"
    optional: ClassVar[bool] = True

    text: str


@dataclass(slots=True)
class ErrorMessage(Message):
    """Something failed; the client sees ``text``, the operator finds the rest in the log.

    Attributes:
        text: At most 300 characters, without paths or tracebacks.
        node: The node it happened in.
        code: A short stable word, such as ``handler_failed``.
        fatal: Whether the session ends because of it.
    """

    name: ClassVar[str] = "error"
    delivery: ClassVar[Delivery] = Delivery.URGENT

    text: str
    node: str = ""
    code: str = ""
    fatal: bool = False
