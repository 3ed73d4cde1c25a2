from __future__ import annotations

from ten_lite_deepgram.utterance import Heard, Transcript, Utterance


def heard(
    text: str, start_ms: int = 0, end_ms: int = 0, *, final: bool = True, pause: bool = False
) -> Heard:
    return Heard(text, start_ms, end_ms, final, pause)


def test_the_final_holds_every_piece_and_not_only_the_last():
    utterance = Utterance()
    utterance.add(heard("I would like", 100, 900))
    assert utterance.add(heard("a coffee", 1000, 1600, pause=True)) == Transcript(
        "I would like a coffee", True, 100, 1600, ""
    )


def test_a_partial_is_what_is_final_and_what_may_change():
    utterance = Utterance()
    utterance.add(heard("I would like", 100, 900))
    told = utterance.add(heard("a cof", 1000, 1400, final=False))
    assert told == Transcript("I would like a cof", False, 100, 1400, "")


def test_pieces_without_words_tell_nothing():
    utterance = Utterance()
    assert utterance.add(heard("", final=False)) is None
    assert utterance.add(heard("")) is None
    assert utterance.add(heard("", pause=True)) is None


def test_a_pause_without_words_ends_what_was_said_before_it():
    utterance = Utterance()
    utterance.add(heard("yes", 100, 400))
    told = utterance.add(heard("", 400, 900, pause=True))
    assert told == Transcript("yes", True, 100, 400, "")


def test_no_word_after_the_last_ends_the_utterance_once():
    utterance = Utterance()
    utterance.add(heard("yes", 100, 400))
    assert utterance.no_word_after(400) == Transcript("yes", True, 100, 400, "")
    assert utterance.no_word_after(400) is None
    assert utterance.add(heard("", pause=True)) is None


def test_the_end_that_is_told_before_the_last_words_waits_for_them():
    utterance = Utterance()
    utterance.add(heard("yes", 100, 400))
    assert utterance.no_word_after(1200) is None
    told = utterance.add(heard("please do", 500, 1210))
    assert told == Transcript("yes please do", True, 100, 1210, "")
    assert utterance.add(heard("now", 5000, 5300)) == Transcript("now", False, 5000, 5300, "")


def test_the_end_of_what_a_pause_has_ended_already_does_not_cut_the_next_utterance():
    utterance = Utterance()
    utterance.add(heard("yes", 100, 400, pause=True))
    assert utterance.no_word_after(400) is None
    assert utterance.add(heard("I would like", 3000, 5000)) == Transcript(
        "I would like", False, 3000, 5000, ""
    )
