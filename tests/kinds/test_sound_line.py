from __future__ import annotations

from ten_lite.kinds.sound_line import Answer, SoundLine
from ten_lite.messages import TtsTextInput

FRAME = 4


def line_of(*answers: tuple[str, int], whole: bool = True, kept: int = 100) -> SoundLine:
    """``(request id, samples)`` after each other; the samples count from 0."""
    line, n = SoundLine(1_000, frame=FRAME, kept=kept), 0
    for request_id, samples in answers:
        answer = line.begin(TtsTextInput(request_id, "text"))
        line.put(answer, samples_from(n, samples))
        n += samples
    if whole and line.open is not None:
        line.open.finish()
    return line


def samples_from(first: int, count: int) -> bytes:
    return b"".join((first + n).to_bytes(2, "little") for n in range(count))


def send_all(line: SoundLine) -> list[tuple[str, int]]:
    """Everything that can be sent: request ids with samples, 0 for an end."""
    sent = []
    while (found := line.next_frame()) is not None:
        answer, data = found
        assert data == samples_from(line.sent, len(data) // 2)
        sent.append((answer.request_id, len(data) // 2))
        if data:
            line.advance(len(data) // 2)
        else:
            answer.is_ended = True
    return sent


def test_frames_are_whole_but_for_the_last_of_an_answer():
    line = line_of(("r1", 10), ("r2", 4))
    assert send_all(line) == [("r1", 4), ("r1", 4), ("r1", 2), ("r1", 0), ("r2", 4), ("r2", 0)]


def test_what_is_no_whole_frame_waits_while_more_may_come():
    line = line_of(("r1", 6), whole=False)
    assert send_all(line) == [("r1", 4)]
    answer = line.open
    assert answer is not None
    line.put(answer, samples_from(6, 2))
    assert send_all(line) == [("r1", 4)]


def test_an_answer_without_sound_has_only_an_end():
    assert send_all(line_of(("r1", 0), ("r2", 2))) == [("r1", 0), ("r2", 2), ("r2", 0)]


def test_frames_begin_anew_where_it_was_taken_back():
    line = line_of(("r1", 10))
    send_all(line)
    line.take_back(3)
    line.reopen()
    assert send_all(line) == [("r1", 4), ("r1", 3), ("r1", 0)]


def test_only_what_is_kept_can_be_taken_back():
    line = line_of(("r1", 40), kept=8)
    send_all(line)
    assert line.first == 32
    line.take_back(5)
    assert line.sent == 32


def test_ends_are_told_again_from_the_answer_on_that_was_taken_back():
    line = line_of(("r1", 4), ("r2", 4), ("r3", 4))
    send_all(line)
    line.take_back(6)
    line.reopen()
    assert send_all(line) == [("r2", 2), ("r2", 0), ("r3", 4), ("r3", 0)]


def test_what_is_ended_and_cannot_be_taken_back_is_forgotten():
    line = line_of(("r1", 4), ("r2", 0), ("r3", 4), ("r4", 8), kept=8)
    send_all(line)
    line.forget(played=16)
    assert [answer.request_id for answer in line.answers] == ["r4"]
    line.forget(played=8)  # nothing comes back by asking again
    assert line.find("r1") is None


def test_an_answer_without_sound_is_known_while_sound_before_it_is_played():
    line = line_of(("r1", 8), ("r2", 0))
    send_all(line)
    line.forget(played=4)
    assert line.heard(played=4).keys() == {"r1", "r2"}
    line.forget(played=8)
    assert [answer.request_id for answer in line.answers] == ["r1"]
    assert line.heard(played=8) == {}


def test_a_cleared_line_has_nothing_and_its_answers_are_void():
    line = line_of(("r1", 8))
    (answer,) = line.answers
    line.clear()
    assert isinstance(answer, Answer)
    assert answer.is_void
    assert (line.answers, line.made, line.sent, line.next_frame()) == ([], 0, 0, None)


def test_a_request_that_was_begun_again_counts_both_times():
    line = SoundLine(1_000, frame=FRAME, kept=100)
    for n in range(2):
        answer = line.begin(TtsTextInput("r1", "text"))
        answer.text.begin(4, line.made)
        line.put(answer, samples_from(8 * n, 8))
        answer.text.done(line.made)
        answer.finish()
    assert [line.heard(played) for played in (4, 12)] == [{"r1": 2}, {"r1": 6}]


def test_an_answer_whose_end_was_not_told_is_told_of_even_if_all_of_its_sound_was_played():
    line = line_of(("r1", 4), whole=False)
    answer = line.open
    assert answer is not None
    answer.text.begin(9, 0)
    send_all(line)
    answer.text.done(4)
    answer.finish()  # in a pause: the end waits
    assert line.heard(played=4) == {"r1": 9}
    send_all(line)
    assert line.heard(played=4) == {}
