from __future__ import annotations

from ..flow_kit import told
from ..kit import node, to

DOOR, TALK, TTS = node("door", "door"), node("talk", "talk"), node("tts", "rate_tts")
TO_TTS = to("talk", "data", "tts_flush", "tts")


def test_flushes_that_are_wired_by_type_get_through() -> None:
    assert told([DOOR, TALK, TTS], only="TL213") == []


def test_a_transport_that_plays_no_voice_need_not_hear_of_it() -> None:
    away = to("tts", "audio_frame", "pcm_frame")
    assert told([DOOR, TALK, TTS], TO_TTS, away) == []
    echo = to("door", "audio_frame", "pcm_frame", "gate")
    back = to("gate", "audio_frame", "pcm_frame", "door")
    assert told([DOOR, TALK, TTS, node("gate", "gate")], TO_TTS, away, echo, back) == []


def test_a_graph_in_which_nobody_interrupts_needs_no_way() -> None:
    assert told([DOOR, TTS], only="TL213") == []


def test_a_flush_to_nowhere_does_not_get_through() -> None:
    assert told([DOOR, TALK, TTS], to("talk", "data", "tts_flush")) == [
        '"door" plays speech, and the tts_flush of "talk" does not get to it',
        '"tts" speaks, and the tts_flush of "talk" does not get to it',
    ]


def test_a_mistake_in_the_flushs_connection_is_told_alone() -> None:
    assert told([DOOR, TALK, TTS], to("talk", "data", "tts_flush", "door", "ttts")) == [
        'there is no node "ttts"'
    ]
    assert told([DOOR, TALK, TTS, node("x", "no_such_addon")], TO_TTS, only="TL2") == []


def test_an_addon_that_is_not_asked_to_speak_is_left_alone() -> None:
    dull = node("tts", "dull_tts")
    assert told([DOOR, TALK, dull], to("talk", "data", "tts_text_input"), only="TL213") == []
