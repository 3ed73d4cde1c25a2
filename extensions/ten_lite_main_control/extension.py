"""``main_control``: one answer a turn, spoken as it is thought, stopped when the user speaks."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping

from ten_lite.errors import CommandError, Interrupted
from ten_lite.kinds import SentenceSplitter, SpeakableText, has_words
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    TextData,
    ToolRegister,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
    UserJoined,
)
from ten_lite.runtime import Extension
from ten_lite_main_control.config import MainControlConfig
from ten_lite_main_control.history import History
from ten_lite_main_control.talk import Talk
from ten_lite_main_control.tools import ToolRound, use_tools

__all__ = ["MainControl"]


class MainControl(Extension[MainControlConfig]):
    """Connects transcript, model and voice.

    The handlers are short and plain; an answer is a task of its own, cancelled by the
    interruption that this class sends out as ``tts_flush``.
    """

    async def configure(self) -> None:
        """Begin the conversation, or go on with it after a restart."""
        self._talk: Talk = self.state.setdefault(
            "talk", Talk(History(self.config.prompt, self.config.max_history))
        )
        self._answer: asyncio.Task[None] | None = None
        self._speech = SpeakableText()
        self._speech_of = ""  # the answer that it is made of
        self._silent = asyncio.Event()
        if not self._talk.speaking:
            self._silent.set()

    async def start(self) -> None:
        """Silence the answer that a failure of this node cut off, if there is one."""
        if self._talk.spoken:
            self._interrupt("the answer was cut off")
        self._talk.remember()

    def on_user_joined(self, command: UserJoined) -> None:
        """Greet."""
        if greeting := self.config.greeting:
            self._talk.history.add("assistant", greeting)
            self._say("greeting", greeting, is_last=True)
            self._show(greeting, is_final=True)

    def on_asr_result(self, result: AsrResult) -> None:
        """Show the transcript, interrupt, and answer what is final."""
        said = result.text.strip()
        if not said:
            return
        self.send(TextData(said, "user", result.final, stream_id=self.session.fence.turn_id + 1))
        if result.final or len(said) >= self.config.interrupt_min_characters:
            self._interrupt("user spoke")
        if result.final:
            self._begin_turn(said)

    def on_text_data(self, text: TextData) -> None:
        """Answer what the user typed."""
        if said := text.text.strip():
            self._interrupt("user typed")
            self._begin_turn(said)

    def on_tool_register(self, offer: ToolRegister) -> None:
        """Offer a tool to the model from now on."""
        try:
            self._talk.tools.register(offer)
        except CommandError as error:
            self.log.warning("%s", error)
            raise

    def on_tts_audio_start(self, event: TtsAudioStart) -> None:
        """The answer is heard from now on."""
        self._talk.speaking.add(event.request_id)
        self._silent.clear()
        self._talk.playing_until_ms = math.inf

    def on_tts_audio_end(self, event: TtsAudioEnd) -> None:
        """All sound of the answer is on its way; the client plays it for a while yet."""
        if event.request_id not in self._talk.speaking:  # it was interrupted meanwhile
            return
        self._talk.speaking.discard(event.request_id)
        self._talk.playing_until_ms = self.now_ms() + event.unplayed_ms
        if not self._talk.speaking:
            self._silent.set()

    def on_tts_flush_end(self, event: TtsFlushEnd) -> None:
        """The voice is quiet."""

    async def drain(self) -> None:
        """Let the answer under way be spoken to its end."""
        if self._answer is not None:
            await asyncio.wait({self._answer})
        await self._silent.wait()
        await asyncio.sleep(max(0.0, self._talk.playing_until_ms - self.now_ms()) / 1000)

    def _interrupt(self, reason: str) -> None:
        """Stop the answer that is being made, spoken or played; nothing if there is none."""
        is_answering = self._answer is not None and not self._answer.done()
        is_heard = bool(self._talk.speaking) or self._talk.playing_until_ms > self.now_ms()
        if not (is_answering or is_heard):
            return
        self._talk.flushes += 1
        self._answer = None
        self._talk.remember()
        self._talk.speaking.clear()
        self._talk.playing_until_ms = 0.0
        self._silent.set()
        self.send(TtsFlush(f"{self.session.id}-{self._talk.flushes}", reason))

    def _begin_turn(self, said: str) -> None:
        turn_id = self.session.fence.begin_turn()
        self._talk.remember()
        self._talk.history.add("user", said)
        self._answer = self.spawn(
            self._make_answer(f"{self.session.id}-{turn_id}"), name="answer", until_flush=True
        )

    async def _make_answer(self, request_id: str) -> None:
        splitter = SentenceSplitter(first_words=self.config.first_words)
        shown = ""
        try:
            for rounds in range(self.config.max_tool_rounds + 1):
                may_call = rounds < self.config.max_tool_rounds
                command = self._request(
                    f"{request_id}.{rounds}" if rounds else request_id, may_call
                )
                text, calls = await self._ask(command, request_id, splitter, shown)
                if not (calls and may_call):
                    break
                shown = f"{shown}{text.rstrip()} " if text.strip() else shown
                await self._use_tools(request_id, text, splitter.flush().rstrip(), calls)
        except Interrupted:
            return
        except CommandError as error:
            self.log.warning("answer %s failed: %s", request_id, error)
            self.report("the model did not answer; the log tells why", code="answer_failed")
            self._end_speech(request_id)
        else:
            self._talk.spoken = text
            if text.strip():
                self._say(request_id, splitter.flush(), is_last=True)
                self._show(shown + text, is_final=True)
            else:
                self.report("the model gave an empty answer", code="empty_answer")
                self._end_speech(request_id)
        self._talk.remember()

    def _request(self, request_id: str, may_call: bool) -> ChatCompletion:
        """The next request; it offers the tools to the end, or some servers refuse their calls."""
        tools = self._talk.tools.offered()
        parameters = None if may_call or not tools else {"tool_choice": "none"}
        return ChatCompletion(self._talk.history.messages(), request_id, parameters, tools)

    async def _ask(
        self, command: ChatCompletion, request_id: str, splitter: SentenceSplitter, shown: str
    ) -> tuple[str, tuple[Mapping[str, str], ...]]:
        """Speak what the model says; its text, and the tools that it calls at the end."""
        text = ""
        calls: tuple[Mapping[str, str], ...] = ()
        async with self.call(command, timeout_s=self.config.answer_timeout_s) as deltas:
            async for delta in deltas:
                assert isinstance(delta, ChatDelta)
                calls += delta.tool_calls
                if not delta.delta:
                    continue
                text += delta.delta
                self._show(shown + text, is_final=False)
                for piece in splitter.feed(delta.delta):
                    self._talk.spoken += piece
                    self._say(request_id, piece)
                    await self.room()
        return text, calls

    async def _use_tools(
        self, request_id: str, text: str, rest: str, calls: tuple[Mapping[str, str], ...]
    ) -> None:
        """Say the ``rest`` of what the model said, carry out its calls, and remember both."""
        if rest:
            self._say(request_id, f"{rest} ")
        self._speech_of = ""  # what the model says after the tools is a text of its own
        self._talk.spoken = ""
        self._talk.tool_round = ToolRound(text, calls, {})
        timeout_s = self.config.tool_timeout_s
        await use_tools(
            self._talk.tool_round,
            self._talk.tools,
            lambda call, node: self.call(call, to=node, timeout_s=timeout_s + 1),
            timeout_s=timeout_s,
            log=self.log,
        )
        self._talk.remember()

    def _end_speech(self, request_id: str) -> None:
        """Tell the voice that no more of this answer comes, if it was given any of it."""
        if request_id in self._talk.speaking:
            self._say(request_id, "", is_last=True)

    def _say(self, request_id: str, text: str, *, is_last: bool = False) -> None:
        """Give the voice what it can say of ``text``, if there is any, and the end in any case."""
        if self.config.speakable:
            if request_id != self._speech_of:
                self._speech, self._speech_of = SpeakableText(), request_id
            text = self._speech.feed(text)
            if not has_words(text):
                if not is_last:
                    return
                text = ""
        self._talk.speaking.add(request_id)
        self._silent.clear()
        self.send(TtsTextInput(request_id, text, text_input_end=is_last))

    def _show(self, text: str, *, is_final: bool) -> None:
        turn_id = self.session.fence.turn_id
        self.send(TextData(text, "assistant", is_final, stream_id=turn_id, text_ts=self.now_ms()))
