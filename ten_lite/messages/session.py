"""What concerns a session as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ten_lite.messages.base import Delivery, Kind, Message

__all__ = [
    "ErrorMessage",
    "NodeMetrics",
    "Notice",
    "SessionConfig",
    "TurnMetrics",
    "UserJoined",
    "UserLeft",
]


@dataclass(slots=True)
class UserJoined(Message):
    """The client is connected and the graph is ready: the moment to greet.

    Attributes:
        is_back: It had lost its connection and goes on with the conversation.
        history: What was said in a conversation that another server has lost, and that goes on
            here: OpenAI-shaped messages of ``user`` and ``assistant``, oldest first.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "on_user_joined"
    is_back: bool = False
    history: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class UserLeft(Message):
    """The client has lost its connection, and may come back shortly."""

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "on_user_left"
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True


@dataclass(slots=True)
class SessionConfig(Message):
    """The client changes something for the rest of its session; "" leaves a thing as it is.

    Attributes:
        language: BCP-47 code of what is spoken from now on.
        voice: A voice by the name its provider gives it.
        prompt: The system prompt from the next turn on, in place of the one in the graph.
    """

    name: ClassVar[str] = "config"
    to_all: ClassVar[bool] = True
    optional: ClassVar[bool] = True

    language: str = ""
    voice: str = ""
    prompt: str = ""


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


@dataclass(slots=True)
class TurnMetrics(Message):
    """What a turn took, told once, when its answer is over; the runtime writes it.

    Times are in milliseconds after the moment named by ``since``; None for what did not happen,
    below zero for what came before it. A turn that began anew before any of it was heard tells
    the times of the last beginning.

    Attributes:
        stream_id: The turn, as in ``text_data``.
        since: What times count from: the end of the user's speech; the final transcript, when
            nobody told that end; what was typed; or the first work on the answer.
        since_at_ms: That moment, on the session's clock.
        transcript_ms: The final transcript came.
        first_token_ms: The model gave its first piece of text, or called a tool.
        first_text_ms: The voice was given its first text.
        first_audio_ms: The voice sent its first sound.
        heard_ms: How much of the answer's sound was played: as the client told or, without that,
            as a client plays that keeps up.
        interrupted_ms: The user interrupted the answer.
        tools: The calls that ended, each ``{"name": ..., "ms": ..., "is_error": ...}``.
        requests: Requests to models.
        characters: Length of the models' text.
        spoken_characters: Length of the text that the voice was given.
        prompt_tokens: What the models read, as far as they tell.
        completion_tokens: What the models wrote, as far as they tell.
        errors: Errors the client was told.
    """

    name: ClassVar[str] = "metrics"
    optional: ClassVar[bool] = True

    stream_id: int
    since: Literal["speech_end", "transcript", "text", "request"]
    since_at_ms: int
    transcript_ms: int | None = None
    first_token_ms: int | None = None
    first_text_ms: int | None = None
    first_audio_ms: int | None = None
    heard_ms: int = 0
    interrupted_ms: int | None = None
    tools: tuple[Mapping[str, Any], ...] = ()
    requests: int = 0
    characters: int = 0
    spoken_characters: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    errors: int = 0


@dataclass(slots=True)
class NodeMetrics(Message):
    """What a node measured of one piece of its work; the runtime tells it shortly after.

    Names that end in ``_ms`` are milliseconds. A figure that is not known is left out.

    Recognisers, for each connection: ``connect_ms``, until it was there. For each utterance:
    ``first_word_ms`` from its beginning in the sound to its first result with words, ``final_ms``
    from its end to its final result, and ``sound_ms``, the sound that was given to the recogniser
    since the utterance before.

    Models, for each request: ``first_token_ms``, ``total_ms``, ``characters`` of text, and what
    the provider counts, such as ``prompt_tokens`` and ``completion_tokens``.

    Voices, for each answer: ``first_sound_ms`` from its first text to its first sound,
    ``characters`` that it was given, and ``sound_ms``, the sound that it made of them.

    Attributes:
        node: The node.
        addon: Whose work it was; not the addon of the graph while a fallback stands in.
        request_id: The utterance, request or answer; "" for a connection.
        figures: Whole numbers by name.
    """

    name: ClassVar[str] = "node_metrics"
    optional: ClassVar[bool] = True

    node: str
    addon: str
    request_id: str
    figures: Mapping[str, int]
