"""Plivo's names, as plivo.com/docs/voice/audio-streaming/audio-streaming has them."""

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

from .call_kit import PLIVO_START, plivo


def test_a_call() -> None:
    call = plivo()
    assert call.connects() == []
    media = {"track": "inbound", "timestamp": "1705312200000", "chunk": 41, "payload": "////"}
    sound = {"event": "media", "sequenceNumber": 42, "streamId": "20170ada", "media": media}
    assert call.says(sound) == [PcmFrame(bytes(6), 8_000)]
    key = {"track": "inbound", "digit": "5", "timestamp": "1705312200000"}
    assert call.says(
        {"event": "dtmf", "sequenceNumber": 43, "streamId": "20170ada", "dtmf": key}
    ) == [TextData("5")]
    media = {"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": "/" * 213 + "w=="}
    assert call.gets(TtsAudioStart("r1"), PcmFrame(bytes(320), 8_000), TtsAudioEnd("r1", 20)) == [
        {"event": "playAudio", "media": media},
        {"event": "checkpoint", "streamId": "20170ada", "name": "played-1"},
    ]
    played = {"event": "playedStream", "sequenceNumber": 44, "streamId": "20170ada"}
    assert call.says({**played, "name": "played-1"}) == [PlaybackPosition("r1", 20)]
    assert call.gets(TtsFlush("f1")) == [{"event": "clearAudio", "streamId": "20170ada"}]
    assert call.says({"event": "clearedAudio", "streamId": "20170ada"}) == []


def changed(**start: Any) -> dict[str, Any]:
    message: dict[str, Any] = copy.deepcopy(PLIVO_START)
    message["start"].update(start)
    return message


def test_sound_of_another_kind_ends_the_call_with_the_cure() -> None:
    (end,) = plivo().says(changed(mediaFormat={"encoding": "audio/x-l16", "sampleRate": 8000}))
    assert end == Hangup(
        'Plivo: the sound is "audio/x-l16" at 8000 Hz; set '
        'contentType="audio/x-mulaw;rate=8000" in the Stream element'
    )


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"event": "start"}, 'Missing required field: "start" with an object'),
        (changed(mediaFormat="mulaw"), '"mediaFormat" must be an object, got "mulaw"'),
        (changed(streamId=5), '"start.streamId" must be a string, got 5'),
        (
            changed(streamId="x" * 201),
            "The stream's name has 201 characters; it must have 1 to 200",
        ),
    ],
)
def test_a_start_that_is_not_plivos_is_refused(message: object, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        plivo().says(message)
    assert str(caught.value) == text


def test_a_checkpoint_without_a_name_is_refused() -> None:
    call = plivo()
    call.connects()
    with pytest.raises(ProtocolError, match=r'^Missing required field: "name" with a string$'):
        call.says({"event": "playedStream"})
