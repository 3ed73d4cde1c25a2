"""What work was caused by travels with it, without the extension's help."""

from __future__ import annotations

import asyncio

from ten_lite.messages import AsrResult, PcmFrame, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime.cause import Cause, current_cause

from .kit import Client, Node, ext, live, settle


class Control(Node):
    async def on_asr_result(self, result: AsrResult) -> None:
        self.session.fence.begin_turn()
        self.spawn(self._answer(), name="answer")

    async def _answer(self) -> None:
        await asyncio.sleep(1)
        self.send(TtsTextInput("1", "hello"))


class Voice(Node):
    def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.send(PcmFrame(b"\0\0"))


class Ear(Client):
    async def configure(self) -> None:
        await super().configure()
        self.frames: list[PcmFrame] = []

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.frames.append(frame)


NODES = {"client": Ear, "stt": Node, "control": Control, "voice": Voice}
EDGES = [
    ("stt", "control", AsrResult),
    ("control", "voice", TtsTextInput),
    ("control", "voice", TtsFlush),
    ("voice", "client", PcmFrame),
]


async def test_outside_of_any_handler_there_is_no_cause() -> None:
    assert current_cause.get() is None
    async with live({"a": Node}):
        assert current_cause.get() is None


async def test_a_task_started_in_a_handler_passes_its_turn_and_epoch_on() -> None:
    async with live(NODES, EDGES[:2] + EDGES[3:]) as session:
        ext(session, "stt").send(AsrResult("hi", final=True))
        await asyncio.sleep(2)
        (frame,) = ext(session, "client").frames
        assert (frame.turn_id, frame.epoch, frame.fenced) == (1, 0, True)


async def test_sound_from_the_microphone_is_not_part_of_an_answer() -> None:
    async with live({"a": Node, "client": Ear}, [("a", "client", PcmFrame)]) as session:
        ext(session, "a").send(PcmFrame(b"\0\0"))
        (frame,) = ext(session, "client").frames
        assert not frame.fenced


class Queued(Node):
    """Works in one task off a queue of its own."""

    async def configure(self) -> None:
        self.queue: asyncio.Queue[TtsTextInput] = asyncio.Queue()

    async def start(self) -> None:
        self.spawn(self._work(), name="work")

    def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.queue.put_nowait(text)

    async def _work(self) -> None:
        while True:
            text = await self.queue.get()
            with self.caused_by(text):
                self.send(PcmFrame(b"\0\0"))
            assert current_cause.get() is None


async def test_what_is_sent_inside_caused_by_belongs_to_that_message() -> None:
    nodes = {"client": Ear, "a": Node, "voice": Queued}
    edges = [("a", "voice", TtsTextInput), ("voice", "client", PcmFrame)]
    async with live(nodes, edges) as session:
        session.fence.begin_turn()
        ext(session, "a").send(TtsTextInput("1", "x"))
        await settle()
        (frame,) = ext(session, "client").frames
        assert frame.fenced
        assert frame.turn_id == 1


class Talker(Node):
    """Leaves a trace of the cause it sees before and after it sends on."""

    def on_asr_result(self, result: AsrResult) -> None:
        before = current_cause.get()
        self.send(TextData("x"))
        assert current_cause.get() == before
        assert before == Cause(0, 0, False)


class Listener(Client):
    def on_text_data(self, text: TextData) -> None:
        self.session.fence.begin_turn()


async def test_a_handler_called_in_place_leaves_the_senders_cause_as_it_was() -> None:
    nodes = {"client": Listener, "stt": Node, "talker": Talker}
    edges = [("stt", "talker", AsrResult), ("talker", "client", TextData)]
    async with live(nodes, edges) as session:
        ext(session, "stt").send(AsrResult("", final=True))
        assert ext(session, "client").errors == []
        assert current_cause.get() is None
