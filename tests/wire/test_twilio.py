"""Twilio's names, as twilio.com/docs/voice/media-streams/websocket-messages has them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    PcmFrame,
    PlaybackPosition,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
)
from ten_lite.wire.codec import Hangup

from .call_kit import TWILIO_START, twilio


def test_a_call_from_connected_to_stop() -> None:
    call = twilio()
    assert call.says({"event": "connected", "protocol": "Call", "version": "1.0.0"}) == []
    assert call.connects() == []
    media = {"track": "inbound", "chunk": "2", "timestamp": "5", "payload": "////"}
    sound = {"event": "media", "sequenceNumber": "3", "media": media, "streamSid": "MZ1"}
    assert call.says(sound) == [PcmFrame(bytes(6), 8_000)]
    key = {"track": "inbound_track", "digit": "1"}
    assert call.says({"event": "dtmf", "streamSid": "MZ1", "sequenceNumber": "5", "dtmf": key}) == [
        TextData("1")
    ]
    wires = call.gets(
        TtsAudioStart("r1"), PcmFrame(bytes(320), 8_000), TtsAudioEnd("r1", 20), TtsFlush("f1")
    )
    payload = "/" * 213 + "w=="
    assert wires == [
        {"event": "media", "streamSid": "MZ1", "media": {"payload": payload}},
        {"event": "mark", "streamSid": "MZ1", "mark": {"name": "played-1"}},
        {"event": "clear", "streamSid": "MZ1"},
    ]
    call.gets(TtsAudioStart("r2"), PcmFrame(bytes(320), 8_000), TtsAudioEnd("r2", 20))
    mark = {"name": "played-2"}
    assert call.says(
        {"event": "mark", "sequenceNumber": "4", "streamSid": "MZ1", "mark": mark}
    ) == [PlaybackPosition("r2", 20)]
    stop = {"accountSid": "AC1", "callSid": "CA1"}
    assert call.says(
        {"event": "stop", "sequenceNumber": "5", "stop": stop, "streamSid": "MZ1"}
    ) == [Hangup("Twilio: the stream has stopped")]


def changed(**start: Any) -> dict[str, Any]:
    message: dict[str, Any] = copy.deepcopy(TWILIO_START)
    message["start"].update(start)
    return message


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"event": "start"}, 'Missing required field: "start" with an object'),
        ({"event": "start", "start": 1}, '"start" must be an object, got 1'),
        (
            {"event": "start", "start": {}},
            'Missing required field: "mediaFormat" with an object',
        ),
        (changed(streamSid=None), '"start.streamSid" must be a string, got null'),
        (changed(streamSid=""), "The stream's name has 0 characters; it must have 1 to 200"),
    ],
)
def test_a_start_that_is_not_twilios_is_refused(message: object, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        twilio().says(message)
    assert str(caught.value) == text


@pytest.mark.parametrize("form", [{"encoding": "audio/x-l16", "sampleRate": 16000}, {}])
def test_sound_of_another_kind_ends_the_call_with_words(form: dict[str, Any]) -> None:
    (end,) = twilio().says(changed(mediaFormat=form))
    assert isinstance(end, Hangup)
    assert end.reason.endswith('only "audio/x-mulaw" at 8000 Hz is taken')


def test_a_mark_without_a_name_is_refused() -> None:
    call = twilio()
    call.connects()
    with pytest.raises(ProtocolError, match=r'^Missing required field: "mark.name" with a string$'):
        call.says({"event": "mark", "mark": {}})
