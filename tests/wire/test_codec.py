"""What every protocol is, where it says nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message, TextData
from ten_lite.wire.codec import Codec, NotDone, Opening, Wire


class Silent(Codec):
    """The least that a protocol can be."""

    def decode(self, wire: Wire) -> Iterable[Message]:
        return ()

    def encode(self, message: Message) -> Iterable[Wire]:
        return ()

    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        return ()


def test_a_protocol_knows_its_session_and_need_not_say_a_word() -> None:
    opening = Opening(session_id="s1")
    codec = Silent(opening)
    assert codec.opening is opening
    assert (opening.sample_rate_hz, opening.channels, opening.query) == (16_000, 1, ())
    assert (dict(codec.ready()), tuple(codec.open())) == ({}, ())


def test_what_is_not_done_knows_why_and_what_it_was_and_is_short() -> None:
    error = NotDone("x" * 1000, code="no_text", message=TextData("hi"))
    assert len(str(error)) == 300
    assert (error.code, error.message) == ("no_text", TextData("hi"))
