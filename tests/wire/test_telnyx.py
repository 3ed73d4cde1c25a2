"""Telnyx's names, as its AsyncAPI page "Stream call media over WebSocket" has them."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame, TextData, TtsAudioEnd, TtsAudioStart, TtsFlush
from ten_lite.wire.codec import Hangup, Opening
from ten_lite.wire.g711 import ALAW
from ten_lite.wire.telnyx import TelnyxCodec

from .call_kit import TELNYX_START, telnyx

SOUND = PcmFrame(b"\x08\0" * 160, 8_000)  # A-law has this value, mu-law too


def in_format(encoding: object = "PCMU", rate: object = 8000) -> dict[str, Any]:
    message: dict[str, Any] = copy.deepcopy(TELNYX_START)
    message["start"]["media_format"] = {"encoding": encoding, "sample_rate": rate, "channels": 1}
    return message


def test_a_call_from_connected_to_stop() -> None:
    call = telnyx()
    assert call.says({"event": "connected", "version": "1.0.0"}) == []
    assert call.connects() == []
    media = {"track": "inbound", "chunk": "2", "timestamp": "5", "payload": "////"}
    sound = {"event": "media", "sequence_number": "4", "media": media, "stream_id": "32DE"}
    assert call.says(sound) == [PcmFrame(bytes(6), 8_000)]
    assert call.says({"event": "dtmf", "stream_id": "32DE", "dtmf": {"digit": "*"}}) == [
        TextData("*")
    ]
    wires = call.gets(
        TtsAudioStart("r1"), PcmFrame(bytes(320), 8_000), TtsAudioEnd("r1", 20), TtsFlush("f1")
    )
    assert wires == [
        {"event": "media", "media": {"payload": "/" * 213 + "w=="}},
        {"event": "mark", "mark": {"name": "played-1"}},
        {"event": "clear"},
    ]
    assert call.says({"event": "stop", "stream_id": "32DE"}) == [
        Hangup("Telnyx: the stream has stopped")
    ]


def test_a_law_up_and_the_default_mu_law_down() -> None:
    call = telnyx()
    call.start = in_format("PCMA")
    call.connects()
    assert call.talks(b"\xd5" * 160) == [SOUND]
    assert call.sound(call.gets(SOUND)) == SOUND.data


def test_a_law_down_where_the_address_says_so() -> None:
    call = telnyx(codec="PCMA")
    call.connects()
    call.law = ALAW
    assert call.talks(b"\xfe" * 160) == [SOUND]
    assert call.sound(call.gets(SOUND)) == SOUND.data


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (
            in_format("L16", 16000),
            'Telnyx: the sound is "L16" at 16000 Hz; only PCMU and PCMA at 8000 Hz are taken: '
            'set stream_codec to "PCMU"',
        ),
        (
            in_format("PCMU", None),
            'Telnyx: the sound is "PCMU" at null Hz; only PCMU and PCMA at 8000 Hz are taken: '
            'set stream_codec to "PCMU"',
        ),
    ],
)
def test_sound_of_another_kind_ends_the_call_with_words(start: object, reason: str) -> None:
    assert telnyx().says(start) == [Hangup(reason)]


def test_an_address_that_asks_for_another_codec_ends_the_call_with_words() -> None:
    (end,) = telnyx(codec="OPUS").says(TELNYX_START)
    assert end == Hangup('Telnyx: the address asks for the codec "OPUS"; it can be PCMU or PCMA')


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"event": "start"}, 'Missing required field: "start" with an object'),
        (
            {"event": "start", "start": {}},
            'Missing required field: "media_format" with an object',
        ),
        (in_format(5), '"start.media_format.encoding" must be a string, got 5'),
        (
            {**TELNYX_START, "stream_id": 7},
            '"stream_id" must be a string, got 7',
        ),
    ],
)
def test_a_start_that_is_not_telnyxs_is_refused(message: object, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        telnyx().says(message)
    assert str(caught.value) == text


def test_what_telnyx_complains_of_is_told() -> None:
    payload = {"code": 100004, "title": "invalid_media"}
    with pytest.raises(ProtocolError) as caught:
        telnyx().says({"event": "error", "payload": payload})
    text = 'Telnyx tells an error: {"code": 100004, "title": "invalid_media"}'
    assert str(caught.value) == text


def test_what_telnyx_complains_of_is_told_in_what_a_log_can_show() -> None:
    with pytest.raises(ProtocolError) as caught:
        telnyx().says({"event": "error", "payload": "\u202e\ufeff\x1b[31m"})
    assert str(caught.value).isprintable()


def test_a_mark_that_was_reached_is_known_by_its_name() -> None:
    codec = TelnyxCodec(Opening(session_id="s1"))
    assert codec.mark_name({"event": "mark", "mark": {"name": "7"}}) == "7"
    assert json.loads(codec.mark("stream", "7")) == {"event": "mark", "mark": {"name": "7"}}


def test_an_event_that_is_not_of_telnyx_is_refused_by_its_name() -> None:
    call = telnyx()
    call.connects()
    with pytest.raises(ProtocolError, match="teleport"):
        call.says({"event": "teleport"})
