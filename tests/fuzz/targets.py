"""What is fuzzed: everything that reads what a client sends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message
from ten_lite.wire.call_token import token_in_call
from ten_lite.wire.codec import Codec, Opening
from ten_lite.wire.resume import decode_control, decode_hello, decode_ready
from ten_lite.wire.ten_client import decode_server
from ten_lite_websocket_server.protocols import PATHS, RESUMABLE

from . import corpus
from .attempt import Attempt, Step
from .graph_side import anything
from .http_targets import HandshakeAttempt, HttpAttempt
from .mutation import Mutator

QUERIES = (
    (),
    (("codec", "PCMA"),),
    (("codec", "\0"), ("audio", "\u202e")),
    (("audio", "opus"), ("model", "gpt-realtime")),
)
NAMED = re.compile(r'"(?:name|item_id|id)":"([^"]{1,60})"')


class CodecAttempt(Attempt):
    """A codec between a client and a graph."""

    def __init__(
        self, random: Random, codec: Callable[[Opening], Codec], examples: list[Any], mono: bool
    ) -> None:
        super().__init__(random)
        self._channels = 1 if mono else random.choice((1, 1, 2))
        opening = Opening(
            session_id="s1",
            sample_rate_hz=random.choice((8_000, 16_000, 16_000, 24_000)),
            channels=self._channels,
            query=random.choice(QUERIES),
        )
        self._codec = codec(opening)
        self._mutator = Mutator(random, examples)
        self._greeting = [json.dumps(examples[0])] if random.random() < 0.8 else []
        for wire in self._codec.open():
            self._check(wire)

    def next_step(self) -> Step:
        if self._greeting:
            return self._greeting.pop()
        if self.random.random() < 0.2:
            return anything(self.random, channels=self._channels)
        return self._mutator.wire()

    def take(self, step: Step) -> bool:
        try:
            if isinstance(step, Message):
                for wire in self._codec.encode(step):
                    self._check(wire)
            else:
                for thing in self._codec.decode(step):
                    if hasattr(thing, "wire"):
                        self._check(thing.wire)
        except ProtocolError as error:
            check_words(str(error))
            for wire in self._codec.refuse(error):
                self._check(wire)
            return False
        return True

    @property
    def held(self) -> object:
        return self._codec

    def _check(self, wire: str | bytes) -> None:
        """What goes to the client can be sent and read."""
        if isinstance(wire, str):
            json.loads(wire, parse_constant=_no_constant)
            wire.encode()
            self._mutator.heard += NAMED.findall(wire)
            del self._mutator.heard[:-20]


class WordsAttempt(Attempt):
    """A function of one message."""

    def __init__(
        self, random: Random, read: Callable[[Any], object], examples: list[Any], texts: bool
    ) -> None:
        super().__init__(random)
        self._read = read
        self._only_texts = texts
        self._mutator = Mutator(random, examples)

    def next_step(self) -> Step:
        wire = self._mutator.wire()
        return wire.decode("latin-1") if self._only_texts and isinstance(wire, bytes) else wire

    def take(self, step: Step) -> bool:
        try:
            return self._read(step) is not None
        except ProtocolError as error:
            check_words(str(error))
            return False


def check_words(text: str) -> None:
    """An error for a client is short, printable, and tells nothing of the inside."""
    assert 0 < len(text) <= 300, f"an error of {len(text)} characters"
    assert text.isprintable(), f"an error that is not printable: {text!r}"
    assert "Traceback" not in text
    text.encode()


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} was sent, which is no JSON")


def _codec(codec: Callable[[Opening], Codec], examples: list[Any], *, mono: bool = True) -> Any:
    return lambda random: CodecAttempt(random, codec, examples, mono)


def _words(read: Callable[[Any], object], examples: list[Any], *, texts: bool = False) -> Any:
    return lambda random: WordsAttempt(random, read, examples, texts)


EXAMPLES = {
    "/voice": corpus.VOICE,
    "/twilio": corpus.TWILIO,
    "/telnyx": corpus.TELNYX,
    "/plivo": corpus.PLIVO,
    "/v1/realtime": corpus.REALTIME,
}

TARGETS: dict[str, Callable[[Random], Attempt]] = {
    "ten": _codec(PATHS["/ws"].codec, corpus.TEN, mono=False),
    "ten.bin": _codec(RESUMABLE["ten-lite.v1.bin"].codec, corpus.TEN, mono=False),
    **{path.strip("/"): _codec(PATHS[path].codec, examples) for path, examples in EXAMPLES.items()},
    "hello": _words(decode_hello, corpus.SESSION),
    "ready": _words(decode_ready, corpus.READY),
    "count": _words(decode_control, corpus.SESSION),
    "token": _words(token_in_call, [*corpus.TWILIO, *corpus.CALLS_WITH_TOKEN]),
    "client": _words(decode_server, corpus.SERVER, texts=True),
    "http": HttpAttempt,
    "handshake": HandshakeAttempt,
}
"""What is fuzzed, by name."""
