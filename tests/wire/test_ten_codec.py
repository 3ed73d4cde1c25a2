"""``ten`` as a codec: the functions of ``ten_lite.wire.ten``, with the format of the session."""

from __future__ import annotations

import json

from ten_lite.errors import ProtocolError
from ten_lite.messages import Interrupt, PcmFrame, StartOfSpeech, TextData, TtsFlush
from ten_lite.wire import ten
from ten_lite.wire.codec import Opening
from ten_lite.wire.ten_client import encode_audio, encode_text
from ten_lite.wire.ten_codec import TenCodec

from .kit import SAMPLES

CODEC = TenCodec(Opening(session_id="s1", sample_rate_hz=8_000, channels=2))


def test_nothing_is_sent_before_the_client_speaks() -> None:
    assert list(CODEC.open()) == []


def test_sound_is_a_frame_in_the_format_of_the_session_as_text_and_as_bytes() -> None:
    frame = PcmFrame(SAMPLES, 8_000, 2)
    assert list(CODEC.decode(encode_audio(SAMPLES))) == [frame]
    assert list(CODEC.decode(SAMPLES)) == [frame]


def test_text_is_text() -> None:
    assert list(CODEC.decode(encode_text("hello"))) == [TextData("hello")]


def test_what_goes_down_is_what_ten_says() -> None:
    for message in (PcmFrame(SAMPLES), TextData("hi", "assistant"), TtsFlush("f1")):
        assert list(CODEC.encode(message)) == [ten.encode(message)]
    assert list(CODEC.encode(StartOfSpeech(0))) == []


def test_a_refusal_is_an_error_with_a_code() -> None:
    (text,) = CODEC.refuse(ProtocolError("The audio is empty"))
    assert json.loads(text) == {
        "type": "error",
        "error": "The audio is empty",
        "code": "bad_message",
    }


def test_a_client_stops_the_answer() -> None:
    assert list(CODEC.decode('{"type":"cmd","name":"interrupt","data":{}}')) == [Interrupt()]
