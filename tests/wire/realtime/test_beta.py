"""Settings under the names they had before."""

from __future__ import annotations

from ten_lite.wire.realtime.beta import modern


def test_old_names_are_put_where_they_are_now() -> None:
    old = {
        "voice": "Anna",
        "modalities": ["text"],
        "input_audio_format": "g711_ulaw",
        "output_audio_format": "pcm16",
        "turn_detection": None,
        "instructions": "Be brief.",
    }
    assert modern(old) == {
        "instructions": "Be brief.",
        "output_modalities": ["text"],
        "audio": {
            "input": {"format": {"type": "audio/pcmu"}, "turn_detection": None},
            "output": {"format": {"type": "audio/pcm", "rate": 24_000}, "voice": "Anna"},
        },
    }


def test_what_is_under_its_new_name_already_stays() -> None:
    session = {"voice": "Anna", "audio": {"output": {"voice": "Ben"}}}
    assert modern(session) == {"audio": {"output": {"voice": "Ben"}}}
    assert session == {"voice": "Anna", "audio": {"output": {"voice": "Ben"}}}


def test_a_session_without_old_names_is_the_same() -> None:
    session = {"audio": {"output": {"voice": "Ben"}}}
    assert modern(session) is session


def test_what_is_no_object_is_left_for_who_refuses_it() -> None:
    assert modern({"voice": "Anna", "audio": 5}) == {"audio": 5}


def test_a_format_that_is_none_is_left_for_who_refuses_it() -> None:
    assert modern({"input_audio_format": "mp3"}) == {"audio": {"input": {"format": "mp3"}}}
