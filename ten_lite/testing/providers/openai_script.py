"""What a test may have the fake OpenAI answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ten_lite.testing.providers.chat_server import Fault

__all__ = [
    "Answer",
    "Call",
    "Failed",
    "Speech",
    "Step",
    "Thought",
    "Transcript",
    "tool_call_deltas",
]


@dataclass(frozen=True, slots=True)
class Thought:
    """A piece of what the model thinks; compatible servers of the chat completions send it."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool, sent in bits."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer fails after it has begun, and the stream ends in good order."""

    code: str = "server_error"
    message: str = "failed by the script"


Step = str | float | Thought | Call | Failed | Mapping[str, Any] | bytes | Fault
"""Text, a pause in seconds, a thought, a call, a failure, a raw ``delta`` object of the chat
completions or event of the Responses API, bytes for the wire, or a fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A streamed answer of either API.

    Attributes:
        steps: What is sent, in order.
        finish_reason: Told at the end, in the words of the chat completions; None: nothing is.
        usage: Whether a client that asks for usage gets it.
        cached_tokens: How many of the 11 tokens of the prompt were in its cache.
        done: Whether ``[DONE]`` is sent.
    """

    steps: Sequence[Step] = ("Yes.",)
    finish_reason: str | None = "stop"
    usage: bool = True
    cached_tokens: int = 0
    done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How a request for speech is answered.

    Attributes:
        sound: What is sent; None: the text, spelled (``spell``) at 24 kHz.
        content_type: What it is said to be.
        first_byte_s: Before anything is sent.
        chunk_bytes: Size of the pieces; odd ones, too.
        chunk_delay_s: Between two pieces.
        fault: What happens after ``fault_after_bytes``; None: nothing.
        fault_after_bytes: Sound that is sent before the fault.
    """

    sound: bytes | None = None
    content_type: str = "audio/pcm"
    first_byte_s: float = 0.0
    chunk_bytes: int = 4096
    chunk_delay_s: float = 0.0
    fault: Fault | None = None
    fault_after_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """How a request for a transcription is answered.

    Attributes:
        steps: Bits of the text, pauses in seconds, failures, faults; None: the words that are in
            the sound (``say_numbers``), one by one.
        done: Whether the whole text is told at the end; without that the answer is not complete.
        languages: What is told to have been spoken.
        streams: False: the server sends the text at once, as JSON, also when asked for a stream.
        headers_s: Pause before anything is sent.
        cut_after_ms: Break the connection: in the middle of the answer, when there was more sound
            than this in the file, else behind it; None: leave it open.
        first: Bytes for the wire before the text, if it is streamed.
    """

    steps: Sequence[str | float | Failed | Fault] | None = None
    done: bool = True
    languages: Sequence[str] = ()
    streams: bool = True
    headers_s: float = 0.0
    cut_after_ms: int | None = None
    first: bytes = b""


def tool_call_deltas(*calls: tuple[str, str, str], pieces: int = 3) -> list[Mapping[str, Any]]:
    """Deltas that call tools as OpenAI sends them: first the names, then the arguments in bits.

    Args:
        calls: (id, name, arguments) of each; the bits of several calls take turns.
        pieces: Into how many bits the arguments are cut.
    """
    deltas = [
        {"index": n, "id": id_, "type": "function", "function": {"name": name, "arguments": ""}}
        for n, (id_, name, _) in enumerate(calls)
    ]
    for piece in range(pieces):
        for n, (_, _, arguments) in enumerate(calls):
            size = -(-len(arguments) // pieces)
            bit = arguments[piece * size : (piece + 1) * size]
            deltas.append({"index": n, "function": {"arguments": bit}})
    return [{"tool_calls": [delta]} for delta in deltas]
