"""The sound of one answer on its way to the line, and what is told of it."""

from __future__ import annotations

from typing import Any

from ten_lite.kinds.answer_sound import AnswerSound
from ten_lite.kinds.sound_line import SoundLine
from ten_lite.messages import TtsTextInput


class Sender:
    """Notes what it is given."""

    def __init__(self) -> None:
        self.sound = b""
        self.told: list[str] = []

    async def put(self, answer: Any, data: bytes) -> None:
        self.sound += data

    def finish(self, answer: Any, reason: str = "end") -> None:
        self.told.append(reason)

    async def end_told(self, answer: Any) -> None:
        self.told.append("told")

    async def caught_up(self, answer: Any) -> None:
        self.told.append("caught up")


class Dump:
    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data


class Made:
    """An answer that is made at ``now_ms``."""

    def __init__(self, *, voice_rate_hz: int = 16_000, output_rate_hz: int = 16_000) -> None:
        self.now_ms = 1_000
        self.sender, self.dump = Sender(), Dump()
        self.measured: list[tuple[dict[str, int], str]] = []
        line = SoundLine(output_rate_hz, frame=320, kept=0)
        self.sound = AnswerSound(
            self.sender,  # type: ignore[arg-type]
            line.begin(TtsTextInput("r1", "")),
            voice_rate_hz=voice_rate_hz,
            output_rate_hz=output_rate_hz,
            dump=self.dump,  # type: ignore[arg-type]
            now_ms=lambda: self.now_ms,
            measure=lambda figures, name: self.measured.append((figures, name)),
        )


async def test_chunks_of_any_size_give_whole_samples_and_the_dump_gets_them_as_they_came() -> None:
    made = Made()
    for chunk in (b"\1", b"\2\3\4\5", b"", b"\6"):
        await made.sound.put(chunk)
    await made.sound.finish()
    assert made.sender.sound == made.dump.data == b"\1\2\3\4\5\6"
    assert made.sender.told == ["end"]


async def test_half_a_sample_at_the_end_of_a_stream_is_none() -> None:
    made = Made()
    await made.sound.put(b"\1\2\3")
    made.sound.align()
    await made.sound.put(b"\4\5")
    assert made.sender.sound == b"\1\2\4\5"


async def test_it_knows_where_its_sound_will_end_in_the_rate_that_is_sent() -> None:
    made = Made(voice_rate_hz=8_000)
    await made.sound.put(bytes(1_600))
    assert made.sound.until - made.sound.answer.start == 1_600
    await made.sound.finish()
    assert len(made.sender.sound) == 3_200


async def test_its_first_sound_its_text_and_its_length_are_told_once() -> None:
    made = Made()
    made.sound.give(3)
    made.sound.give(2)
    made.now_ms += 80
    await made.sound.put(b"")
    made.now_ms += 20
    await made.sound.put(bytes(3_200))
    made.now_ms += 900
    await made.sound.put(bytes(3_200))
    await made.sound.finish()
    made.sound.measure()
    told = {"first_sound_ms": 100, "characters": 5, "sound_ms": 200}
    assert made.measured == [(told, "r1")]


async def test_an_answer_without_sound_or_without_text_has_the_less_to_tell() -> None:
    made = Made()
    made.sound.measure()
    assert made.measured == []
    made.sound.give(3)
    await made.sound.fail()
    assert made.measured == [({"characters": 3, "sound_ms": 0}, "r1")]
    assert made.sender.told == ["error", "told"]


async def test_who_waits_for_the_sender_waits_for_this_answer() -> None:
    made = Made()
    await made.sound.caught_up()
    assert made.sender.told == ["caught up"]
