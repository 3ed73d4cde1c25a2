"""Interrupts answers of the embedded voices with real speech, at random moments, and times it.

    python -m tests.e2e.barge_in --moments 20 --seed 1

Each moment: a question, its answer for a while, then another question over it. What is measured
depends on the machine and on what else it does; what must hold anywhere is tested.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.audio import read_wav
from ten_lite.config import load_graph
from ten_lite.messages import PcmFrame, StartOfSpeech, TextData, TtsAudioStart, TtsFlush
from ten_lite.runtime import App, Extension
from ten_lite.wire.ten_client import decode_server, encode_audio

__all__ = ["Moment", "interrupt"]

ROOT = Path(__file__).parents[2]
SPEECH = ROOT / "tests" / "speech"
FRAME_BYTES, FRAME_S = 640, 0.02
QUESTION, OTHER = "assistant_17", "assistant_10"
LONGEST_WAIT_S = 120.0
GREETING_S = 2.5
HEARD_S = 6.0
"""The answer takes longer."""
LOUD = 0.02
"""Of full scale: where a recording without noise begins to be heard."""


class Ear(Extension[AddonConfig]):
    """Notes when each beginning of speech is told."""

    heard_s: list[float] = []

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        self.heard_s.append(time.perf_counter())


@dataclass(slots=True)
class Moment:
    """One interruption; times in milliseconds.

    Attributes:
        after_ms: How much of the answer was heard before the user spoke.
        noticed_ms: From the first voiced sample to the event that tells it.
        told_ms: From that event to the client's being told to drop what it has not played.
        last_ms: From that event to the last sound of the old answer on the wire.
        late_frames: Sound between that order and the next answer.
        understood: What was understood of the words that interrupted.
        answer: What was answered to them.
    """

    after_ms: float
    noticed_ms: float = 0.0
    told_ms: float = 0.0
    last_ms: float = 0.0
    late_frames: int = 0
    understood: str = ""
    answer: str = ""


@dataclass(slots=True)
class _Client:
    socket: ClientConnection
    to_say: bytearray = field(default_factory=bytearray)
    got: list[tuple[float, Any]] = field(default_factory=list)
    said_at_s: float = 0.0  # when the first frame of what was to be said was written

    async def speak(self) -> None:
        """Like a microphone: it never stops sending."""
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        was_silent = True
        while True:
            is_silent = not self.to_say
            frame = bytes(self.to_say[:FRAME_BYTES]).ljust(FRAME_BYTES, b"\0")
            del self.to_say[:FRAME_BYTES]
            if was_silent and not is_silent:
                self.said_at_s = time.perf_counter()
            was_silent = is_silent
            await self.socket.send(encode_audio(frame))
            due_s += FRAME_S
            await asyncio.sleep(max(0.0, due_s - loop.time()))

    async def listen(self) -> None:
        async for raw in self.socket:
            self.got.append((time.perf_counter(), decode_server(str(raw))))

    async def until(self, wanted: Any, since: int) -> int:
        """The place of the first message since ``since`` that is ``wanted``."""
        async with asyncio.timeout(LONGEST_WAIT_S):
            while True:
                for place in range(since, len(self.got)):
                    if wanted(self.got[place][1]):
                        return place
                await asyncio.sleep(0.005)


@asynccontextmanager
async def _serving() -> AsyncIterator[App]:
    graph = json.loads((ROOT / "graphs" / "voice_assistant.json").read_text("utf-8"))
    graph["nodes"][0]["property"]["port"] = 0
    graph["nodes"].append({"type": "extension", "name": "ear", "addon": "ear"})
    vad = next(one for one in graph["connections"] if one["extension"] == "vad")
    began = next(one for one in vad["data"] if one["name"] == "start_of_speech")
    began["dest"].append({"extension": "ear"})
    ear = AddonSpec(
        name="ear",
        kind="generic",
        description="",
        factory=f"{__name__}:Ear",
        inputs=(StartOfSpeech,),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.json"
        file.write_text(json.dumps(graph), "utf-8")
        checked = load_graph(str(file), registry=AddonRegistry([ear]))
    assert checked.graph is not None, checked.problems
    app = App(checked.graph)
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


@asynccontextmanager
async def _talking(app: App) -> AsyncIterator[_Client]:
    async with connect(app.urls["ws"], compression=None) as socket:
        client = _Client(socket)
        tasks = [asyncio.create_task(client.speak()), asyncio.create_task(client.listen())]
        try:
            yield client
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def interrupt(moments: int, seed: int) -> list[Moment]:
    """Ask, hear the answer for a random while, and ask something else over it."""
    rng = random.Random(seed)
    question, other = (read_wav(SPEECH / f"{name}.wav").data for name in (QUESTION, OTHER))
    onset_s = _onset_s(other)
    done: list[Moment] = []
    async with _serving() as app:
        for _ in range(moments):
            async with _talking(app) as client:  # a new session: the first answer is a long one
                await asyncio.sleep(GREETING_S)
                done += [await _one(client, question, other, onset_s, rng.uniform(0, HEARD_S))]
    return done


async def _one(
    client: _Client, question: bytes, other: bytes, onset_s: float, after_s: float
) -> Moment:
    since = len(client.got)
    client.to_say += question
    asked = await client.until(lambda m: isinstance(m, TextData) and m.is_final, since)
    began = await client.until(lambda m: isinstance(m, TtsAudioStart), asked)
    await asyncio.sleep(after_s)
    moment = Moment(after_s * 1000)
    since, events = len(client.got), len(Ear.heard_s)
    client.to_say += other
    flush = await client.until(lambda m: isinstance(m, TtsFlush), since)
    following = await client.until(lambda m: isinstance(m, TtsAudioStart), flush)
    final = await client.until(
        lambda m: isinstance(m, TextData) and m.role == "assistant" and m.is_final, flush
    )
    event_s = Ear.heard_s[events]
    sounds = [place for place in range(began, following) if _is_sound(client.got[place][1])]
    moment.noticed_ms = (event_s - client.said_at_s - onset_s) * 1000
    moment.told_ms = (client.got[flush][0] - event_s) * 1000
    moment.last_ms = (client.got[sounds[-1]][0] - event_s) * 1000
    moment.late_frames = sum(place > flush for place in sounds)
    moment.understood = next(
        m.text
        for _, m in client.got[since:]
        if isinstance(m, TextData) and m.role == "user" and m.is_final
    )
    moment.answer = client.got[final][1].text
    return moment


def _is_sound(message: Any) -> bool:
    return isinstance(message, PcmFrame)


def _onset_s(data: bytes) -> float:
    samples = memoryview(data).cast("h")
    first = next(n for n, sample in enumerate(samples) if abs(sample) > LOUD * 32768)
    return first / 16_000


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    done = asyncio.run(interrupt(options.moments, options.seed))
    for moment in done:
        print(
            f"after {moment.after_ms:5.0f} ms: noticed {moment.noticed_ms:4.0f}, told "
            f"+{moment.told_ms:.1f}, last sound {moment.last_ms:+.1f} ms, late "
            f"{moment.late_frames}; {moment.understood!r} -> {moment.answer!r}"
        )
    for name in ("noticed_ms", "told_ms", "last_ms"):
        values = sorted(getattr(moment, name) for moment in done)
        print(f"{name}: median {statistics.median(values):.1f}, largest {values[-1]:.1f}")


if __name__ == "__main__":
    _main()
