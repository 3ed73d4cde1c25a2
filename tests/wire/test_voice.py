"""The ``voice`` protocol: every message both ways."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Interrupt,
    Message,
    PcmFrame,
    SessionConfig,
    StartOfSpeech,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire.codec import Opening
from ten_lite.wire.voice import VoiceCodec

from .codec_kit import mutated, survives, told, wild_wires
from .kit import B64, SAMPLES, whole_samples


def codec(rate: int = 16_000) -> VoiceCodec:
    return VoiceCodec(Opening(session_id="s1", sample_rate_hz=rate))


def types(one: VoiceCodec, *messages: Message) -> list[str]:
    return [wire["type"] for message in messages for wire in told(one, message)]


# up


def test_sound_is_a_frame_in_the_rate_of_the_session_as_text_and_as_bytes() -> None:
    frame = PcmFrame(SAMPLES, 24_000)
    assert list(codec(24_000).decode(f'{{"type":"audio","audio":"{B64}"}}')) == [frame]
    assert list(codec(24_000).decode(SAMPLES)) == [frame]


def test_interrupt_asks_for_silence() -> None:
    assert list(codec().decode('{"type":"interrupt"}')) == [Interrupt()]


@pytest.mark.parametrize(
    ("fields", "change"),
    [
        ({"language": "de-DE", "voice": "Katja"}, SessionConfig("de-DE", "Katja")),
        ({"language": "fr"}, SessionConfig("fr")),
        ({"voice": "Katja"}, SessionConfig("", "Katja")),
    ],
)
def test_config_changes_language_voice_or_both(
    fields: dict[str, str], change: SessionConfig
) -> None:
    assert list(codec().decode(json.dumps({"type": "config", **fields}))) == [change]


BAD = {
    "": "Invalid JSON: Expecting value (line 1, column 1)",
    "[]": "Invalid JSON: expected an object, got an array",
    "{}": 'Missing required field: "type"',
    f'{{"audio":"{B64}"}}': 'Missing required field: "type"',
    '{"type":5}': 'Unknown type 5: a client sends "audio", "interrupt" or "config"',
    '{"type":"ready"}': 'Unknown type "ready": a client sends "audio", "interrupt" or "config"',
    '{"type":["audio"]}': (
        'Unknown type an array: a client sends "audio", "interrupt" or "config"'
    ),
    '{"type":"audio"}': 'Missing required field: "audio" with base64 data',
    '{"type":"audio","data":"AAAA"}': 'Missing required field: "audio" with base64 data',
    '{"type":"audio","audio":5}': '"audio" must be a string of base64 data, got 5',
    '{"type":"audio","audio":""}': "The audio is empty",
    '{"type":"audio","audio":"!!!!"}': (
        'Invalid base64 audio data: "!" at character 1 is not in the alphabet'
    ),
    '{"type":"audio","audio":"AAAA"}': (
        "The audio has 3 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)"
    ),
    '{"type":"config"}': 'Missing required field: "language" or "voice"',
    '{"type":"config","speed":2}': (
        'Unknown key "speed" in "config": a client can change "language" and "voice"'
    ),
    '{"type":"config","language":null}': '"language" must be a string, got null',
    '{"type":"config","language":"?"}': (
        '"language" is "?", which is no BCP-47 code such as "de-DE"'
    ),
    '{"type":"config","voice":" "}': '"voice" is empty',
    '{"type":"config","voice":"' + "a" * 65 + '"}': (
        '"voice" has 65 characters; at most 64 are taken'
    ),
    b"": "The audio is empty",
    b"\1": "The audio has 1 bytes, which is not a multiple of 2 (16-bit samples, 1 channel)",
    b"OggS\0\0": "The audio looks like an Ogg file; send bare 16-bit PCM samples",
}


@pytest.mark.parametrize(("wire", "text"), BAD.items(), ids=range(len(BAD)))
def test_what_is_wrong_is_said(wire: str | bytes, text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        list(codec().decode(wire))
    assert str(caught.value) == text
    (refusal,) = codec().refuse(caught.value)
    assert json.loads(str(refusal)) == {"type": "error", "message": text}


# down


def test_ready_names_the_session_first_of_all() -> None:
    (text,) = codec().open()
    assert json.loads(str(text)) == {"type": "ready", "sessionId": "s1"}


@pytest.mark.parametrize(
    ("message", "wires"),
    [
        (PcmFrame(SAMPLES), [{"type": "audio", "data": B64}]),
        (TextData("why", is_final=False), [{"type": "transcript_interim", "text": "why"}]),
        (
            TextData("why not"),
            [{"type": "user_speech_end"}, {"type": "transcript_final", "text": "why not"}],
        ),
        (EndOfSpeech(5), [{"type": "user_speech_end"}]),
        (TtsAudioEnd("r1", 20), [{"type": "response_complete"}]),
        (TtsAudioEnd("r1", 20, "interrupted"), []),
        (TtsAudioEnd("r1", 20, "error"), []),
        (TtsFlush("f1"), [{"type": "interrupted"}]),
        (TtsPause("p1"), [{"type": "interrupted"}]),
        (ErrorMessage("it broke", node="llm"), [{"type": "error", "message": "it broke"}]),
        (ErrorMessage("x" * 400), [{"type": "error", "message": "x" * 297 + "..."}]),
        (TextData("Because.", role="assistant"), []),
        (TextData("{}", data_type="raw"), []),
        (TtsAudioStart("r1"), []),
        (StartOfSpeech(0), []),
    ],
)
def test_what_the_graph_sends_is_told(message: Message, wires: list[Any]) -> None:
    assert told(codec(), message) == wires


def test_the_end_of_speech_is_told_once_where_the_graph_knows_it() -> None:
    one = codec()
    assert types(one, TextData("a", is_final=False), EndOfSpeech(1)) == [
        "transcript_interim",
        "user_speech_end",
    ]
    assert types(one, TextData("a b", is_final=False), TextData("a b c")) == [
        "transcript_interim",
        "transcript_final",
    ]
    assert types(one, TextData("next")) == ["user_speech_end", "transcript_final"]


def test_speech_that_comes_to_nothing_does_not_hide_the_end_of_the_next() -> None:
    one = codec()
    assert types(one, EndOfSpeech(1), EndOfSpeech(2)) == ["user_speech_end"] * 2


def test_a_flush_after_a_pause_is_not_told_again_unless_sound_came_between() -> None:
    one = codec()
    pause, flush, sound = TtsPause("p1"), TtsFlush("f1"), PcmFrame(SAMPLES)
    assert types(one, pause, flush) == ["interrupted"]
    assert types(one, flush) == ["interrupted"]
    assert types(one, pause, sound, flush) == ["interrupted", "audio", "interrupted"]


def test_sound_of_another_rate_is_converted_and_its_rest_comes_before_the_end() -> None:
    one = codec()
    wires = [wire for _ in range(10) for wire in told(one, PcmFrame(b"\0\1" * 480, 24_000))]
    *rest, end = told(one, TtsAudioEnd("r1", 200))
    assert end == {"type": "response_complete"}
    assert sum(len(base64.b64decode(wire["data"])) for wire in wires + rest) == 200 * 32


def test_of_an_answer_that_is_thrown_away_no_rest_comes() -> None:
    one = codec()
    told(one, PcmFrame(b"\0\1" * 480, 24_000))
    assert types(one, TtsFlush("f1"), TtsAudioEnd("r1", 20, "interrupted")) == ["interrupted"]


@given(whole_samples)
def test_sound_that_goes_down_can_go_up(data: bytes) -> None:
    (wire,) = told(codec(), PcmFrame(data))
    again = json.dumps({"type": "audio", "audio": wire["data"]})
    assert list(codec().decode(again)) == [PcmFrame(data)]


@given(st.text(st.characters()))
def test_any_transcript_is_json_that_utf_8_can_carry(text: str) -> None:
    for wire in codec().encode(TextData(text)):
        assert isinstance(wire, str)
        json.loads(wire.encode())


KEYS = ["type", "audio", "language", "voice"]
VALUES = ["audio", "interrupt", "config", "de-DE", B64]


@given(
    st.one_of(
        wild_wires(KEYS, VALUES),
        mutated(
            [
                f'{{"type":"audio","audio":"{B64}"}}',
                '{"type":"interrupt"}',
                '{"type":"config","language":"de-DE","voice":"Katja"}',
            ]
        ),
    )
)
def test_only_protocol_errors_leave_decode(wire: str | bytes) -> None:
    survives(codec(), wire, PcmFrame, Interrupt, SessionConfig)
