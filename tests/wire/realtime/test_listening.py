"""What a client is told of its user."""

from __future__ import annotations

from ten_lite.messages import EndOfSpeech, StartOfSpeech

from .kit import FRAME, SPEECH, Talk, begins, flush, joined, only, says, types, user

DELTA = "conversation.item.input_audio_transcription.delta"
COMPLETED = "conversation.item.input_audio_transcription.completed"


def test_an_utterance_comes_in_the_order_of_openai() -> None:
    talk = Talk()
    events = talk.hear(StartOfSpeech(100), EndOfSpeech(1_300, 400), user("hi there"))
    assert types(events) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        DELTA,
        COMPLETED,
    ]
    assert (events[0]["audio_start_ms"], events[1]["audio_end_ms"]) == (100, 1_300)
    assert events[-1]["transcript"] == "hi there"
    assert events[-1]["usage"] == {"type": "duration", "seconds": 1.2}
    names = {event.get("item_id") or event["item"]["id"] for event in events}
    assert len(names) == 1
    assert talk.hear(says("Hello"))[0]["type"] == "response.created"


def test_transcripts_alone_are_enough() -> None:
    talk = Talk()
    talk.send("input_audio_buffer.append", audio=SPEECH)
    assert types(talk.hear(user("hi", is_final=False))) == ["input_audio_buffer.speech_started"]
    assert types(talk.hear(user("hi")))[0] == "input_audio_buffer.speech_stopped"


def test_words_are_told_while_they_are_spoken_once_they_are_stable() -> None:
    talk = Talk()
    events: list[dict[str, object]] = []
    for text in ("why", "Why is this", "Why is the sky", "Why is the sky blew"):
        events += talk.hear(user(text, is_final=False))
    assert joined(events, DELTA) == "Why is the "
    events += talk.hear(user("Why is the sky blue?"))
    assert joined(events, DELTA) == only(events, COMPLETED)["transcript"] == "Why is the sky blue?"


def test_each_transcript_goes_to_its_own_utterance() -> None:
    talk = Talk()
    first = talk.hear(StartOfSpeech(0), EndOfSpeech(500))[0]["item_id"]
    second = talk.hear(StartOfSpeech(800), EndOfSpeech(1_000))[0]["item_id"]
    assert only(talk.hear(user("one")), COMPLETED)["item_id"] == first
    assert only(talk.hear(user("two", 2)), COMPLETED)["item_id"] == second


def test_a_noise_has_an_empty_transcript_once_the_agent_answers() -> None:
    talk = Talk()
    noise = talk.hear(StartOfSpeech(0), EndOfSpeech(50))[0]["item_id"]
    events = talk.hear(says("Hello"))
    assert types(events)[:2] == [COMPLETED, "response.created"]
    assert (events[0]["item_id"], events[0]["transcript"]) == (noise, "")


def test_a_murmur_into_an_answer_is_an_item_without_a_start() -> None:
    talk = Talk()
    talk.hear(says("It is noon"), begins(), *[FRAME] * 9)
    events = talk.hear(StartOfSpeech(0), EndOfSpeech(50), user("mhm"))
    assert types(events)[0] == "input_audio_buffer.committed"
    assert only(events, COMPLETED)["transcript"] == "mhm"


def test_a_client_that_wants_no_transcripts_gets_none_and_finds_them_in_the_item() -> None:
    talk = Talk()
    talk.update(audio={"input": {"transcription": None}})
    events = talk.hear(user("hi"))
    assert not {DELTA, COMPLETED} & set(types(events))
    item_id = only(events, "conversation.item.added")["item"]["id"]
    item = talk.send("conversation.item.retrieve", item_id=item_id)[0]["item"]
    assert item["content"] == [{"type": "input_audio", "transcript": "hi"}]


def test_a_player_that_is_stopped_while_nobody_speaks_begins_an_utterance() -> None:
    talk = Talk()
    talk.hear(says("Hi."), begins(), *[FRAME] * 50)
    (started,) = [e for e in talk.hear(flush()) if e["type"].endswith("speech_started")]
    events = talk.hear(EndOfSpeech(200), user("stop"))
    assert only(events, "input_audio_buffer.committed")["item_id"] == started["item_id"]


def test_sound_of_an_item_gets_its_transcript() -> None:
    talk = Talk()
    part = {"type": "input_audio", "audio": SPEECH * 10}
    item = {"type": "message", "role": "user", "content": [part], "id": "mine"}
    talk.send("conversation.item.create", item=item)
    assert only(talk.hear(user("hello")), COMPLETED)["item_id"] == "mine"


def test_a_client_that_commits_is_told_of_no_speech() -> None:
    talk = Talk()
    talk.update(audio={"input": {"turn_detection": None}})
    talk.send("input_audio_buffer.append", audio=SPEECH * 10)
    events = talk.hear(StartOfSpeech(0)) + talk.send("input_audio_buffer.commit")
    assert types(events)[0] == "input_audio_buffer.committed"
    committed = events[0]["item_id"]
    assert only(talk.hear(user("hello")), COMPLETED)["item_id"] == committed


def test_sound_is_not_cleared_while_the_user_speaks() -> None:
    talk = Talk()
    talk.hear(StartOfSpeech(0))
    (event,) = talk.send("input_audio_buffer.clear")
    assert event["error"]["code"] == "input_audio_buffer_clear_not_allowed"
    talk.hear(EndOfSpeech(100))
    assert types(talk.send("input_audio_buffer.clear")) == ["input_audio_buffer.cleared"]
