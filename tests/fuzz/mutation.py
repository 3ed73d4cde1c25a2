"""Messages nobody should send, at random but by a seed."""

from __future__ import annotations

import base64
import copy
import json
from random import Random
from typing import Any

from .corpus import FRAME, words

MAX_BYTES = 262_144  # of a message, as the server has it
NUMBERS: list[Any] = [
    *(0, -1, 1, 2, 20, 8_000, 16_000, 2**31, 2**40 + 1, 2**53 + 1),
    *(2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**30),
    *(0.0, -0.0, 1.0, 0.5, 1e308, 5e-324, float("nan"), float("inf"), float("-inf")),
]
RAW = ["1e999", "-1e999", "9" * 5_000, "-" + "9" * 30, "1" * 200_000, "01", "0x1", "+1", ".5"]
TEXTS = [
    *("", " ", "\0", "\ud800", "a\udfffb", "\u2028", "\ufeff", "é" * 40, "x" * 70, "y" * 300),
    *("z" * 9_000, "\U0001f600", "data:audio/pcm;base64,AAAA", "AA==", "AAB=", "A", "AAAA\n"),
    *("../..", "%2e", "\x1b[31m", "\u202e", "__class__", "constructor", "played-1", "9" * 400),
]
MAGIC = [
    *(b"RIFF\x24\0\0\0WAVEfmt ", b"OggS\0", b"fLaC\0\0\0\x22", b"\x1a\x45\xdf\xa3", b"ID3\4\0\0"),
    *(b"\0\0\0\x18ftypmp42", b'{"audio":"AAAA"}', b"[[[[[[[[]]]]]]]]", b"\xff\xfe", b"\xc0\x80"),
]


class Mutator:
    """Makes messages of one protocol.

    Args:
        random: Decides everything.
        corpus: Good messages, as JSON.
    """

    def __init__(self, random: Random, corpus: list[Any]) -> None:
        self._random = random
        self._corpus = corpus
        self._words = words(corpus)
        self.heard: list[str] = []

    def good(self) -> str:
        """A good message; one that names what the server has named, if it has."""
        value = self._random.choice(self._corpus)
        if self.heard and self._random.random() < 0.5:
            value = copy.deepcopy(value)
            places = [place for place in _places(value) if isinstance(place[0][place[1]], str)]
            names = [place for place in places if place[1] in ("name", "item_id", "response_id")]
            if names:
                holder, key = self._random.choice(names)
                holder[key] = self._random.choice(self.heard[-8:])
        return json.dumps(value)

    def wire(self) -> str | bytes:
        """Anything that a socket can carry."""
        kind = self._random.random()
        if kind < 0.25:
            return self.good()
        if kind < 0.6:
            return self._changed_json()
        if kind < 0.78:
            return self._changed_text()
        if kind < 0.88:
            return json.dumps(self._value(0))
        if kind < 0.98:
            return self._binary()
        return self._extreme()

    def _changed_json(self) -> str:
        value = copy.deepcopy(self._random.choice(self._corpus))
        for _ in range(self._random.choice((1, 1, 1, 2, 4))):
            places = _places(value)
            if not places:
                break
            holder, key = self._random.choice(places)
            match self._random.randrange(6):
                case 0:
                    del holder[key]
                case 1 if isinstance(holder, dict):
                    holder[self._random.choice(self._words)] = holder.pop(key)
                case 2 if isinstance(holder, dict):
                    holder[self._random.choice(self._words)] = self._value(2)
                case 3:
                    holder[key] = copy.deepcopy(self._random.choice(self._corpus))
                case _:
                    holder[key] = self._value(1)
        text = json.dumps(value, ensure_ascii=self._random.random() < 0.8)
        if self._random.random() < 0.1:
            text = text.replace("0", self._random.choice(RAW), 1)
        return text

    def _changed_text(self) -> str:
        text = self.good()
        for _ in range(self._random.randint(1, 4)):
            start = self._random.randint(0, len(text))
            end = start + self._random.choice((0, 0, 1, 1, 3, 50))
            match self._random.randrange(5):
                case 0:
                    piece = ""
                case 1:
                    piece = self._random.choice(TEXTS)
                case 2:
                    piece = self._random.choice('{}[]",:\\0e-+.tfnu \n')
                case 3:
                    piece = text[start:end] * self._random.choice((2, 3, 40))
                case _:
                    piece = chr(self._random.randrange(0x3000))
            text = text[:start] + piece + text[end:]
        return text[:MAX_BYTES]

    def _value(self, depth: int) -> Any:
        kind = self._random.random()
        if kind < 0.25:
            return self._random.choice(self._words)
        if kind < 0.45:
            return self._random.choice(TEXTS)
        if kind < 0.65:
            return self._random.choice(NUMBERS)
        if kind < 0.8 or depth > 3:
            return self._random.choice((None, True, False))
        size = self._random.randrange(4)
        if kind < 0.87:
            return [self._value(depth + 1) for _ in range(size)]
        keys = [self._random.choice((self._words, TEXTS)) for _ in range(size)]
        return {self._random.choice(key): self._value(depth + 1) for key in keys}

    def _binary(self) -> bytes:
        size = self._random.choice((0, 1, 2, 3, 15, 16, 17, 64, 640, 641))
        match self._random.randrange(4):
            case 0:
                return self._random.randbytes(size)
            case 1:
                frame = bytearray(FRAME)
                frame[0] = self._random.choice((1, 1, 2))
                for _ in range(self._random.randint(0, 3)):
                    frame[self._random.randrange(24)] = self._random.randrange(256)
                return bytes(frame[: self._random.choice((15, 16, 17, 656, 656, 656))])
            case 2:
                return self._random.choice(MAGIC) + self._random.randbytes(size)
        whole = bytearray(self.good().encode())
        whole[self._random.randrange(len(whole))] = self._random.randrange(256)
        return bytes(whole)

    def _extreme(self) -> str | bytes:
        """As large, or as deep, as it may be."""
        count = self._random.choice((31, 32, 33, 1_000, 50_000, MAX_BYTES // 8))
        match self._random.randrange(8):
            case 0:
                return "[" * count
            case 1:
                return '{"a":' * count + "1" + "}" * count
            case 2:
                return '{"data":' + "[" * count + "]" * count + "}"
            case 3:
                return self._random.choice(RAW)
            case 4:
                return json.dumps({"type": "data", "text": "é" * count, "name": "x" * count})
            case 5:
                sound = base64.b64encode(self._random.randbytes(2 * count)).decode()
                return self.good().replace("AAEC", sound + "AAEC")[:MAX_BYTES]
            case 6:
                return b"{" + b" " * count + b"[" * count + b"]" * count + b"}"
        return "{" + ",".join(f'"k{i}":{i}' for i in range(count // 4)) + "}"


def mangled(random: Random, corpus: list[bytes]) -> bytes:
    """Bytes of a good example, some of them changed."""
    data = bytearray(random.choice(corpus))
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        start = random.randint(0, len(data))
        end = start + random.choice((0, 0, 1, 1, 4, 30))
        match random.randrange(6):
            case 0:
                piece = b""
            case 1:
                piece = random.randbytes(random.randint(1, 4))
            case 2:
                piece = random.choice((b"\r\n", b"\n", b"\r\n\r\n", b":", b" ", b"\0", b"\t", b"%"))
            case 3:
                piece = data[start:end] * random.choice((2, 50))
            case 4:
                piece = random.choice(corpus)
            case _:
                piece = random.choice(
                    (b"9" * 30, b"-1", b"A" * 20_000, b"X: y\r\n" * 200, b"[", b"]")
                )
        data[start:end] = piece
    return bytes(data[:MAX_BYTES])


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Where in it something stands, as holder and key."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        pairs = list(holder.items() if isinstance(holder, dict) else enumerate(holder))
        for key, inner in pairs:
            found.append((holder, key))
            if isinstance(inner, dict | list):
                waiting.append(inner)
    return found
