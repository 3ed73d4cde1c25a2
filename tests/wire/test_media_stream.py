"""What holds for a call of every provider."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    ErrorMessage,
    PcmFrame,
    PlaybackPosition,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TtsResume,
)
from ten_lite.wire.codec import Hangup, Opening
from ten_lite.wire.g711 import MULAW

from .call_kit import SILENCE, Call, plivo, telnyx, twilio
from .codec_kit import mutated, survives, wild_wires

PROVIDERS = [twilio, telnyx, plivo]
each = pytest.mark.parametrize("make", PROVIDERS)
Make = Callable[..., Call]
FRAME = PcmFrame(b"\x84\0" * 160, 8_000)  # a value that mu-law has: 20 ms


def connected(make: Make, rate_hz: int = 8_000) -> Call:
    call = make(rate_hz)
    call.connects()
    return call


# up


@each
def test_the_callers_sound_is_frames_at_the_rate_of_the_graph(make: Make) -> None:
    call = connected(make)
    assert call.talks(b"\x80" * 160) == [PcmFrame(b"\x7c\x7d" * 160, 8_000)]


@each
def test_the_callers_sound_is_converted_to_another_rate(make: Make) -> None:
    call = connected(make, 16_000)
    frames = [frame for _ in range(50) for frame in call.talks()]
    assert {(frame.sample_rate_hz, frame.channels) for frame in frames} == {(16_000, 1)}
    duration_ms = sum(frame.duration_ms for frame in frames)
    assert 1000 - 62 <= duration_ms <= 1000


@each
def test_our_own_sound_that_comes_back_is_not_the_callers(make: Make) -> None:
    assert connected(make).talks(track="outbound") == []


@each
@pytest.mark.parametrize("digit", list("0123456789*#ABCD"))
def test_a_key_is_text_that_the_user_typed(make: Make, digit: str) -> None:
    assert connected(make).presses(digit) == [TextData(digit, role="user", is_final=True)]


@each
def test_stop_is_the_end(make: Make) -> None:
    call = make()
    (end,) = call.says({"event": "stop"})
    assert end == Hangup(f"{call.codec.provider}: the stream has stopped")


@each
def test_nothing_is_sent_before_the_call_starts_or_for_what_is_wrong(make: Make) -> None:
    codec = make().codec
    assert list(codec.open()) == []
    assert list(codec.refuse(ProtocolError("no"))) == []


BAD = {
    "": "Invalid JSON: Expecting value (line 1, column 1)",
    "[]": "Invalid JSON: expected an object, got an array",
    "{}": '"event" must be a string, got null',
    '{"event":5}': '"event" must be a string, got 5',
    '{"event":"media"}': 'Missing required field: "media" with an object',
    '{"event":"media","media":[]}': '"media" must be an object, got an array',
    '{"event":"media","media":{}}': 'Missing required field: "media.payload" with a string',
    '{"event":"media","media":{"payload":1}}': '"media.payload" must be a string, got 1',
    '{"event":"media","media":{"payload":""}}': '"media.payload" is empty',
    '{"event":"media","media":{"payload":"A"}}': (
        "Invalid base64 audio data: 1 characters, which is not a multiple of 4"
    ),
    '{"event":"dtmf"}': 'Missing required field: "dtmf" with an object',
    '{"event":"dtmf","dtmf":{}}': 'Missing required field: "dtmf.digit" with a string',
    '{"event":"dtmf","dtmf":{"digit":1}}': '"dtmf.digit" must be a string, got 1',
    '{"event":"dtmf","dtmf":{"digit":"12"}}': (
        '"dtmf.digit" is "12", which is no key of a telephone'
    ),
}


@each
@pytest.mark.parametrize(("wire", "text"), BAD.items(), ids=range(len(BAD)))
def test_what_is_wrong_is_said_and_the_call_goes_on(make: Make, wire: str, text: str) -> None:
    call = connected(make)
    with pytest.raises(ProtocolError) as caught:
        list(call.codec.decode(wire))
    assert str(caught.value) == text
    assert len(call.talks()) == 1


@each
def test_unknown_events_binary_messages_and_a_second_start_are_refused(make: Make) -> None:
    call = connected(make)
    name = call.codec.provider
    with pytest.raises(ProtocolError, match=f'^{name}: unknown event "ready"$'):
        call.says({"event": "ready"})
    with pytest.raises(ProtocolError, match=f"^{name} sends text messages with JSON; this one"):
        list(call.codec.decode(b"\0\0"))
    with pytest.raises(ProtocolError, match=r'^"start" came a second time$'):
        call.connects()


@each
def test_what_belongs_to_a_stream_needs_its_start(make: Make) -> None:
    for act in (Call.talks, lambda call: call.presses("1"), lambda call: call.played("x")):
        with pytest.raises(ProtocolError, match=r'^"[a-zA-Z]+" came before "start"$'):
            act(make())


# down


@each
def test_sound_goes_down_in_messages_of_20_ms(make: Make) -> None:
    call = connected(make)
    wires = call.gets(PcmFrame(FRAME.data * 3 + FRAME.data[:100], 8_000))
    assert len(wires) == 3
    assert call.sound(wires) == FRAME.data * 3


@each
def test_the_rest_of_an_answer_is_filled_up_with_silence_and_marked(make: Make) -> None:
    call = connected(make)
    wires = call.gets(TtsAudioStart("r1"), PcmFrame(FRAME.data[:100], 8_000), TtsAudioEnd("r1", 6))
    assert call.sound(wires) == FRAME.data[:100] + bytes(220)
    (name,) = call.names(wires)
    assert call.played(name) == [PlaybackPosition("r1", 6)]


@each
@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
def test_sound_of_another_rate_comes_down_in_full_length(make: Make, rate_hz: int) -> None:
    call = connected(make)
    frame = PcmFrame(b"\0\x10" * (rate_hz // 50), rate_hz)
    wires = call.gets(TtsAudioStart("r1"), *[frame] * 25, TtsAudioEnd("r1", 500))
    assert len(call.sound(wires)) == 500 * 16
    assert call.played(call.names(wires)[-1]) == [PlaybackPosition("r1", 500)]


@each
def test_marks_stand_every_200_ms_and_tell_what_was_heard(make: Make) -> None:
    call = connected(make)
    wires = call.gets(TtsAudioStart("r1"), *[FRAME] * 25, TtsAudioEnd("r1", 500))
    names = call.names(wires)
    assert len(set(names)) == 3
    heard = [position for name in names for position in call.played(name)]
    assert heard == [PlaybackPosition("r1", at_ms) for at_ms in (200, 400, 500)]


@each
def test_sound_that_belongs_to_no_answer_has_no_marks(make: Make) -> None:
    call = connected(make)
    assert call.names(call.gets(*[FRAME] * 50)) == []


@each
@pytest.mark.parametrize("stop", [TtsFlush("f1"), TtsPause("p1")])
def test_a_flush_and_a_pause_throw_away_what_was_not_played(
    make: Make, stop: TtsFlush | TtsPause
) -> None:
    call = connected(make)
    wires = call.gets(TtsAudioStart("r1"), *[FRAME] * 15)
    (clear,) = call.gets(stop)
    assert clear["event"] in ("clear", "clearAudio")
    assert call.played(call.names(wires)[0]) == []  # it is answered although it was not heard


@each
def test_of_an_answer_that_was_thrown_away_no_rest_comes(make: Make) -> None:
    call = connected(make)
    call.gets(TtsAudioStart("r1"), PcmFrame(FRAME.data[:100], 8_000), TtsFlush("f1"))
    assert call.gets(TtsAudioEnd("r1", 6, "interrupted")) == []
    wires = call.gets(TtsAudioStart("r2"), FRAME)
    assert call.sound(wires) == FRAME.data


@each
def test_after_a_pause_the_voice_is_told_where_the_caller_stopped(make: Make) -> None:
    call = connected(make)
    wires = call.gets(TtsAudioStart("r1"), *[FRAME] * 50)
    call.played(call.names(wires)[0])
    for _ in range(4):  # within the first of them the mark was played
        assert len(call.talks()) == 1
    call.gets(TtsPause("p1"))
    position, sound = call.talks()
    assert position == PlaybackPosition("r1", 260)
    assert isinstance(sound, PcmFrame)
    assert len(call.talks()) == 1
    again = call.gets(*[FRAME] * 10)
    assert call.played(call.names(again)[0]) == [PlaybackPosition("r1", 460)]


@each
def test_after_a_flush_nobody_needs_to_know(make: Make) -> None:
    call = connected(make)
    call.gets(TtsAudioStart("r1"), *[FRAME] * 50)
    call.talks()
    call.talks()
    call.gets(TtsPause("p1"), TtsFlush("f1"))
    assert len(call.talks()) == 1


@each
def test_texts_and_errors_are_nothing_for_a_telephone(make: Make) -> None:
    call = connected(make)
    assert call.gets(TextData("hi", "assistant"), ErrorMessage("oh"), TtsResume("p1")) == []


@each
def test_what_was_said_before_the_call_started_is_heard_then(make: Make) -> None:
    call = make()
    assert call.gets(TtsAudioStart("greeting"), FRAME, TtsAudioEnd("greeting", 20)) == []
    wires = call.connects()
    assert call.sound(wires) == FRAME.data
    assert call.played(call.names(wires)[0]) == [PlaybackPosition("greeting", 20)]


@each
def test_what_was_interrupted_before_the_call_started_is_not_heard(make: Make) -> None:
    call = make()
    assert call.gets(TtsAudioStart("greeting"), FRAME, TtsPause("p1")) == []
    assert call.connects() == []
    wires = call.gets(FRAME, TtsAudioEnd("greeting", 20))
    assert call.played(call.names(wires)[0]) == [PlaybackPosition("greeting", 20)]


@each
def test_no_more_than_twenty_seconds_wait_for_the_start(make: Make) -> None:
    call = make()
    call.gets(*[FRAME] * 3_000)
    assert len(call.connects()) == 1_000


@each
@settings(max_examples=30)
@given(sound=st.binary(min_size=160, max_size=480))
def test_sound_goes_round_unchanged_but_for_the_second_zero(make: Make, sound: bytes) -> None:
    call = connected(make)
    (frame,) = call.talks(sound)
    assert frame.data == MULAW.decode(sound)
    wires = call.gets(TtsAudioStart("r1"), frame, TtsAudioEnd("r1", 60))
    assert call.sound(wires)[: 2 * len(sound)] == frame.data


KEYS = ["event", "media", "payload", "track", "dtmf", "digit", "mark", "name", "start", "streamSid"]
KEYS += ["stream_id", "streamId", "mediaFormat", "media_format", "encoding", "sampleRate"]
VALUES = ["media", "dtmf", "mark", "playedStream", "start", "stop", "////", "1", 8000, "PCMU"]


@each
@given(data=st.data(), is_connected=st.booleans())
def test_only_protocol_errors_leave_decode(
    make: Make, data: st.DataObject, is_connected: bool
) -> None:
    call = connected(make) if is_connected else make()
    good = [
        json.dumps(call.start),
        json.dumps({"event": "media", "media": {"track": "inbound", "payload": "////"}}),
        '{"event":"mark","mark":{"name":"played-1"}}',
        '{"event":"playedStream","name":"played-1"}',
        '{"event":"dtmf","dtmf":{"digit":"1"}}',
    ]
    wire = data.draw(st.one_of(wild_wires(KEYS, VALUES), mutated(good)))
    survives(call.codec, wire, PcmFrame, TextData, PlaybackPosition)


def test_8_khz_needs_no_resampler_and_silence_is_silence() -> None:
    call = connected(twilio)
    assert call.codec.opening == Opening(session_id="s1", sample_rate_hz=8_000)
    assert call.talks(SILENCE) == [PcmFrame(bytes(320), 8_000)]
