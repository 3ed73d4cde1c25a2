"""Whatever the chunks and whenever the pauses: what is played is the voice's sound, sample for
sample, nothing twice and nothing missing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from hypothesis import given, note
from hypothesis import strategies as st

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsPause, TtsResume
from ten_lite.testing import VirtualTimeLoop

from .kit import say, sound_of, voice

RATE_HZ = 16_000


@dataclass
class Client:
    """Plays what it gets in real time, and throws the rest away when it is told to."""

    taken: int = 0
    played: bytes = b""
    waiting: list[tuple[float, bytes]] = field(default_factory=list)

    def take(self, frames: list[PcmFrame]) -> None:
        begin_s = 0.0
        if self.waiting:
            begin_s = self.waiting[-1][0] + len(self.waiting[-1][1]) / (2 * RATE_HZ)
        for frame in frames[self.taken :]:
            begin_s = max(begin_s, frame.timestamp_ns / 1e9)
            self.waiting.append((begin_s, frame.data))
            begin_s += len(frame.data) / (2 * RATE_HZ)
        self.taken = len(frames)

    def stop(self, now_s: float) -> None:
        for begin_s, data in self.waiting:
            samples = max(0, round((now_s - begin_s) * RATE_HZ))
            self.played += data[: 2 * samples]
        self.waiting.clear()


texts = st.text("abcdefghijklmnopqrstuvwxyz ", max_size=60)
requests = st.lists(st.lists(texts, min_size=1, max_size=3), min_size=1, max_size=4)
pauses = st.lists(st.tuples(st.integers(0, 1_200), st.integers(0, 900)), max_size=6)


async def played(
    answers: list[list[str]], held: list[tuple[int, int]], **properties: float
) -> tuple[bytes, list[str]]:
    """What a client has played in the end, and which answers' ends it was told."""
    client = Client()
    async with voice(**properties) as harness:

        def frames() -> list[PcmFrame]:
            return [m for m in harness.received if isinstance(m, PcmFrame)]

        for n, pieces in enumerate(answers):
            say(harness, f"r{n}", *pieces)
        for after_ms, for_ms in held:
            await asyncio.sleep(after_ms / 1000)
            harness.push(TtsPause("p"))
            client.take(frames())
            client.stop(asyncio.get_running_loop().time())
            await asyncio.sleep(for_ms / 1000)
            assert len(frames()) == client.taken  # no sound in a pause
            harness.push(TtsResume("p"))
        await asyncio.sleep(60)
        client.take(frames())
        client.stop(asyncio.get_running_loop().time())
        ends = [m.request_id for m in harness.received if isinstance(m, TtsAudioEnd)]
    return client.played, ends


@given(
    requests,
    pauses,
    st.sampled_from([0, 1, 7, 320, 1_001, 50_000]),
    st.sampled_from([0.0, 0.003, 0.2]),
    st.sampled_from([0.1, 0.5, 2.0]),
    st.sampled_from([0.1, 1.0, 10.0]),
)
def test_what_is_played_is_the_sound_of_the_voice_whenever_it_is_paused(
    answers: list[list[str]],
    held: list[tuple[int, int]],
    chunk_bytes: int,
    delay_s: float,
    lead_s: float,
    ahead_s: float,
) -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        sound, ends = runner.run(
            played(
                answers,
                held,
                chunk_bytes=chunk_bytes,
                delay_s=delay_s,
                lead_s=lead_s,
                ahead_s=ahead_s,
            )
        )
    note(f"ends: {ends}")
    assert sound == sound_of("".join(text for pieces in answers for text in pieces))
    last_told = [request_id for n, request_id in enumerate(ends) if request_id not in ends[n + 1 :]]
    assert last_told == [f"r{n}" for n in range(len(answers))]
