from __future__ import annotations

from ten_lite.kinds.tts_stream import Spoken
from ten_lite_elevenlabs.alignment import Alignment

RATE_HZ = 16_000
MS = 32


def of(text: str) -> Alignment:
    alignment = Alignment(RATE_HZ)
    alignment.add_text(text)
    return alignment


def even(text: str, *, length_ms: int = 10) -> list[tuple[str, int]]:
    """Each character of ``text`` ends ``length_ms`` after the one before."""
    return [(character, length_ms * (n + 1)) for n, character in enumerate(text)]


def take(alignment: Alignment, ms: int, characters: list[tuple[str, int]]) -> list[tuple[int, int]]:
    """Length in ms and characters of each piece of a chunk."""
    pieces = alignment.take(bytes(MS * ms), characters)
    return [(len(piece.data) // MS, piece.characters) for piece in pieces]


def test_sound_is_cut_where_words_end():
    assert take(of("One two"), 70, even("One two")) == [(30, 3), (40, 4)]


def test_no_sample_is_lost_or_moved():
    sound = bytes(range(256)) * 10
    pieces = list(of("One two").take(sound, even("One two")))
    assert b"".join(piece.data for piece in pieces) == sound


def test_a_word_in_two_chunks_is_counted_by_its_letters():
    alignment = of("One two")
    assert take(alignment, 55, even("One t")) == [(30, 3), (20, 2), (5, 0)]
    assert alignment.is_owed
    assert take(alignment, 15, [("w", 5), ("o", 15)]) == [(15, 2)]
    assert not alignment.is_owed


def test_what_is_told_at_once_is_spoken_as_its_sound_comes():
    alignment = of("One two")
    assert take(alignment, 300, even("One two", length_ms=100)) == [(300, 3)]
    assert take(alignment, 200, []) == [(200, 2)]
    assert alignment.is_owed
    assert take(alignment, 180, []) == [(180, 2)]  # the last one may end 20 ms late
    assert not alignment.is_owed


def test_what_had_to_end_before_the_next_times_is_spoken_then():
    alignment = of("One two")
    assert take(alignment, 20, [("O", 10), ("n", 20), ("e", 90)]) == [(20, 2)]
    assert take(alignment, 30, [("t", 10), ("w", 20), ("o", 30)]) == [(0, 1), (30, 4)]


def test_spaces_that_were_put_in_or_left_out_change_nothing():
    alignment = of("Hello there,  how are you?")
    take(alignment, 300, even(" Hello there,how  are you? "))
    assert not alignment.is_owed
    assert of("  ").is_owed is False


def test_what_is_not_told_of_is_passed_over():
    alignment = of("Well \N{GRINNING FACE}\ud800 (so) it is")
    (piece, *_) = [*alignment.take(bytes(MS * 200), even("Well so it is"))]
    assert piece == Spoken(bytes(MS * 40), 4)
    assert not alignment.is_owed


def test_marks_that_nobody_gave_do_not_lead_astray():
    alignment = of("One, two, three. Four")
    pieces = take(alignment, 200, even("One. two. three."))
    assert sum(characters for _, characters in pieces) <= len("One, two, three.")
    assert alignment.is_owed


def test_without_times_the_sound_is_passed_on_whole():
    alignment = of("One two")
    assert take(alignment, 70, []) == [(70, 0)]
    assert alignment.is_owed
    assert not alignment.is_told
