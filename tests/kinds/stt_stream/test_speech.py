from __future__ import annotations

from ten_lite.kinds.stt_stream.speech import SpeechEvent, SpeechEvents


def short(*groups: list[SpeechEvent]) -> list[str]:
    return [f"{event.what} {event.at_ms}" for group in groups for event in group]


def test_speech_begins_once_and_ends_before_its_final_words():
    speech = SpeechEvents()
    assert short(speech.began(100), speech.began(150)) == ["start 100"]
    assert short(speech.words(120, 400, is_final=False)) == []
    assert short(speech.words(120, 900, is_final=True)) == ["end 900"]
    assert not speech.is_waiting


def test_words_alone_are_a_start_and_an_end():
    speech = SpeechEvents()
    assert short(speech.words(50, 300, is_final=True)) == ["start 50", "end 300"]


def test_an_end_that_is_told_before_the_final_words_is_told_once():
    speech = SpeechEvents()
    speech.began(0)
    speech.words(0, 300, is_final=False)
    assert short(speech.over(320)) == ["end 320"]
    assert speech.is_waiting
    assert short(speech.words(0, 500, is_final=True)) == []
    assert not speech.is_waiting


def test_an_end_is_not_taken_when_more_has_come_since():
    speech = SpeechEvents()
    speech.began(0)
    speech.words(0, 900, is_final=False)
    assert short(speech.over(500)) == []
    assert speech.is_waiting


def test_a_start_without_words_is_noise_after_a_second():
    speech = SpeechEvents()
    speech.began(1000)
    assert short(speech.progress(1900)) == []
    assert short(speech.progress(2000)) == ["end 1000", "nothing 1000"]
    assert short(speech.progress(3000)) == []


def test_an_end_without_words_is_noise_a_second_after_it():
    speech = SpeechEvents()
    speech.began(0)
    assert short(speech.over(700)) == ["end 700"]
    assert short(speech.progress(1600)) == []
    assert short(speech.progress(1700)) == ["nothing 700"]


def test_words_that_are_taken_back_were_none():
    speech = SpeechEvents()
    speech.began(0)
    speech.words(0, 800, is_final=False)
    assert short(speech.progress(700)) == []
    assert short(speech.progress(800)) == ["end 800", "nothing 800"]


def test_what_a_new_connection_tells_again_is_no_new_speech():
    speech = SpeechEvents()
    speech.words(0, 500, is_final=True)
    assert short(speech.began(20), speech.words(0, 500, is_final=True)) == []


def test_noise_that_a_new_connection_tells_again_is_no_new_speech():
    speech = SpeechEvents()
    speech.began(1000)
    speech.progress(2000)
    assert short(speech.began(1000), speech.began(1040)) == []


def test_words_long_after_an_end_that_was_told_before_the_final_ones_are_more_speech():
    speech = SpeechEvents()
    speech.words(0, 300, is_final=False)
    speech.over(300)
    assert short(speech.words(0, 1800, is_final=False)) == ["start 300"]
    assert short(speech.words(0, 1800, is_final=True)) == ["end 1800"]


def test_words_that_are_known_stay_when_nothing_more_can_come():
    speech = SpeechEvents()
    speech.began(0)
    speech.words(0, 300, is_final=False)
    assert short(speech.cut(), speech.cut()) == ["end 300"]
    speech.words(1000, 1300, is_final=False)
    speech.over(1300)
    assert short(speech.cut()) == []
    assert not speech.is_waiting


def test_late_words_of_the_stretch_before_are_not_those_of_the_next():
    speech = SpeechEvents()
    speech.began(0)
    speech.over(500)
    speech.words(0, 500, is_final=True)
    assert short(speech.began(600)) == ["start 600"]
    assert short(speech.words(0, 500, is_final=True)) == []
    assert speech.is_waiting


def test_when_nothing_more_comes_each_start_has_an_end_and_each_end_its_news():
    speech = SpeechEvents()
    assert short(speech.nothing_came()) == []
    speech.began(10)
    assert short(speech.nothing_came()) == ["end 10", "nothing 10"]
    speech.began(200)
    speech.over(250)
    assert short(speech.nothing_came()) == ["nothing 250"]
    assert not speech.is_waiting


def test_a_likely_end_is_told_once_and_only_in_speech():
    speech = SpeechEvents()
    assert speech.likely_over(50) == []
    events = [speech.words(100, 500, is_final=False), speech.likely_over(500)]
    assert short(*events, speech.likely_over(500)) == ["start 100", "likely end 500"]


def test_speech_that_goes_on_after_a_likely_end_is_a_pause_and_ends_with_its_final_words():
    speech = SpeechEvents()
    assert short(speech.words(100, 500, is_final=False), speech.goes_on()) == ["start 100"]
    speech.likely_over(500)
    assert short(speech.goes_on(), speech.goes_on()) == ["end 500", "start 500"]
    assert short(speech.likely_over(500)) == ["likely end 500"]
    assert short(speech.words(100, 500, is_final=True)) == ["end 500"]
