from __future__ import annotations

from ten_lite_cartesia.word_clock import WordClock


def test_a_word_is_spoken_when_its_sound_has_come_whichever_comes_first():
    clock = WordClock()
    clock.feed("Hello, world!")
    assert clock.words(["Hello,", "world!"], [0, 0.5], [0.4, 0.9]) == 0
    assert [clock.sound(0.45), clock.sound(0.05), clock.sound(0.4)] == [6, 0, 7]
    assert not clock.is_owed
    clock.feed(" Bye.")
    assert clock.sound(0.4) == 0
    assert clock.words(["Bye."], [0.9], [1.2]) == 5


def test_within_a_word_its_letters_are_spoken_evenly_and_all_of_them_at_its_end():
    clock = WordClock()
    clock.feed("incredible")
    clock.words(["incredible"], [0.1], [1.1])
    assert [clock.sound(0.1), clock.sound(0.5), clock.sound(0.45), clock.sound(0.1)] == [0, 5, 4, 1]


def test_punctuation_that_is_not_told_is_spoken_with_the_word_before_it():
    clock = WordClock()
    clock.feed("Hello, world!")
    clock.sound(1)
    assert clock.words(["Hello", "world"], [0, 0.5], [0.4, 0.9]) == 13


def test_words_that_are_told_otherwise_do_not_stop_those_behind_them():
    clock = WordClock()
    clock.feed("It costs 5 EUR today.")
    clock.sound(3)
    words = ["It", "costs", "five", "euros", "today."]
    assert clock.words(words, [0, 0, 1, 1, 2], [0, 1, 1, 2, 3]) == 21


def test_a_word_that_stands_far_behind_is_not_taken_for_the_next():
    clock = WordClock()
    clock.feed("one " + "two " * 20 + "three")
    clock.sound(9)
    assert clock.words(["one", "three"], [0, 1], [1, 2]) == 3
    assert clock.is_owed


def test_the_rest_is_all_that_was_not_told_and_is_told_once():
    clock = WordClock()
    clock.feed("one two")
    clock.sound(1)
    clock.words(["one"], [0], [0.5])
    assert [clock.rest(), clock.rest(), clock.words(["two"], [0.5], [0.9])] == [4, 0, 0]
