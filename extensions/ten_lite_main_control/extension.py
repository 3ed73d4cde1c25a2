"""``main_control``: one answer a turn, spoken as it is thought, stopped when the user speaks."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from ten_lite.errors import CommandError
from ten_lite.kinds.turns import (
    CheckTurn,
    Confirm,
    Drop,
    Fail,
    HangUp,
    Interrupt,
    Pause,
    Presence,
    Remind,
    Resume,
    Settle,
    State,
    Step,
    Think,
    TurnMachine,
)
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    Notice,
    SessionConfig,
    StartOfSpeech,
    TextData,
    ToolRegister,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TurnCheck,
    TurnVerdict,
    UserJoined,
    UserLeft,
)
from ten_lite.messages import Interrupt as InterruptWish
from ten_lite.runtime import Extension
from ten_lite_main_control.answer import Answer
from ten_lite_main_control.config import MainControlConfig
from ten_lite_main_control.history import History
from ten_lite_main_control.maker import AnswerMaker
from ten_lite_main_control.rules import policy
from ten_lite_main_control.speaker import Speaker
from ten_lite_main_control.talk import Talk

__all__ = ["MainControl"]

QUIET_LIMIT_S = 0.5
CHECK_LIMIT_S = 0.5
UNDECIDED = 0.5


class MainControl(Extension[MainControlConfig]):
    """Connects transcript, model and voice.

    The handlers tell a ``TurnMachine`` what happens and carry out the steps it wants; an answer is
    made in a task of its own, cancelled by the interruption that this class sends as ``tts_flush``.
    """

    async def configure(self) -> None:
        """Begin the conversation, or go on with it after a restart."""
        config = self.config
        self._talk: Talk = self.state.setdefault("talk", _begin(config, self.now_ms()))
        self._can_pause = self.is_connected(TtsPause) and self.is_connected(TtsResume)
        self._is_held = False
        self._turns = TurnMachine(
            policy(
                config,
                can_pause=self._can_pause,
                has_detector=self.is_connected(TurnCheck),
            ),
            self.time_ms(),
            self._changed,
            self._talk.presence,
        )
        self._turns.language = self._talk.language
        self._speaker = Speaker(self, self._turns, self.time_ms)
        self._maker = AnswerMaker(
            self, self._talk, self._speaker, self._until_quiet, self._speak_language
        )
        self._guess: tuple[Answer, Think] | None = None
        self._steps: deque[Step] = deque()
        self._is_at_work = False
        self._alarm_ms = math.inf
        self._alarm = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._free = asyncio.Event()
        self._free.set()

    async def start(self) -> None:
        """Silence the answer that a failure of this node cut off, if there is one."""
        if self._talk.answer is not None:
            self._interrupt(Interrupt("the answer was cut off", was_heard=True))
        self.spawn(self._keep_time(), name="clock")
        self._do([])

    async def drain(self) -> None:
        """Let the turn under way, and its answer, come to their end, if the user hears it."""
        if not self._talk.time.is_stopped:
            await self._free.wait()

    async def stop(self) -> None:
        """Nothing changes any more."""
        self._turns.close()

    def time_ms(self) -> int:
        """The time of the conversation."""
        return self._talk.time.at(self.now_ms())

    def on_user_joined(self, command: UserJoined) -> None:
        """Greet, or go on where the user was lost."""
        if command.history and not self._talk.history.entries:
            for said in command.history:
                self._talk.history.add(said["role"], said["content"])
        elif command.is_back:
            self._talk.time.go_on(self.now_ms())
            self._hold(self._turns.state is State.PAUSED)
            self._alarm.set()
        elif self.config.greeting and self._turns.is_free:
            self._say("greeting", self.config.greeting, protect="greeting" in self.config.protect)

    def on_user_left(self, command: UserLeft) -> None:
        """Keep the answer until the user is back."""
        self._talk.time.stop(self.now_ms())
        self._alarm.set()
        if self._talk.answer is not None:
            self._hold(True)

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """Hear the user begin."""
        self._do(self._turns.speech_started(self.time_ms()))

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """Hear the user pause."""
        self._do(self._turns.speech_paused(self.time_ms()))

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """Hear the user stop."""
        self._do(self._turns.speech_ended(self.time_ms()))

    def on_asr_result(self, result: AsrResult) -> None:
        """Show the transcript, and hear what it says."""
        if said := result.text.strip():
            stream_id = self._talk.utterances + 1
            self.send(TextData(said, "user", result.final, stream_id=stream_id))
            self._talk.utterances += result.final
        self._do(
            self._turns.transcript(
                self.time_ms(), said, is_final=result.final, utterance_id=result.id
            )
        )

    def on_text_data(self, text: TextData) -> None:
        """Answer what the user typed."""
        self._do(self._turns.typed(self.time_ms(), text.text))

    def on_interrupt(self, message: InterruptWish) -> None:
        """Be quiet."""
        wish = "the user asked for silence"
        self._do(self._turns.interrupt(self.time_ms(), wish, by_user=True))

    def on_notice(self, notice: Notice) -> None:
        """Tell the user when nobody speaks."""
        if notice.text.strip():
            self._talk.notices.append(notice.text.strip())
        self._do([])

    def on_config(self, change: SessionConfig) -> None:
        """Know what language is spoken from now on, and what the client's prompt is."""
        if change.language:
            self._speak_language(change.language)
        if not change.prompt:
            return
        if not self.config.client_prompt:
            why = "its property client_prompt is false"
            self.report(
                f'"{self.name}" cannot change to another prompt: {why}', code="config_refused"
            )
            return
        self._talk.prompts[self._talk.agent] = change.prompt
        if self._guess is not None and (task := self._guess[0].task) is not None:
            task.cancel()  # made with the prompt before; made again if it was right

    def on_tool_register(self, offer: ToolRegister) -> None:
        """Offer a tool to the model from now on."""
        try:
            self._talk.tools.register(offer)
        except CommandError as error:
            self.log.warning("%s", error)
            raise

    def on_tts_audio_start(self, event: TtsAudioStart) -> None:
        """The answer is heard from now on."""
        if self._talk.answer is not None and self._talk.answer.request_id == event.request_id:
            self._do(self._turns.sound_began(self.time_ms()))

    def on_tts_audio_end(self, event: TtsAudioEnd) -> None:
        """All sound of the answer is on its way; the client plays it for a while yet."""
        answer = self._talk.answer
        if answer is None or answer.request_id != event.request_id:
            return
        if event.reason == "interrupted":
            self._was_stopped()
            return
        answer.was_ended = event.reason == "end"
        if not answer.was_ended:
            self._talk.apologize(self.config.apology)
        self._do(self._turns.sound_ended(self.time_ms(), event.unplayed_ms))

    def on_tts_flush_end(self, event: TtsFlushEnd) -> None:
        """The voice is quiet, and tells what was heard of the answer."""
        self._talk.correct(event.flush_id, event.heard)
        if not self._talk.cut:
            self._quiet.set()

    def _speak_language(self, language: str) -> None:
        self._talk.language = self._turns.language = language

    def _do(self, steps: Iterable[Step]) -> None:
        """Carry out ``steps`` after those that are being carried out."""
        self._steps.extend(steps)
        if self._is_at_work:  # what was sent below has had an effect on this node already
            return
        self._is_at_work = True
        try:
            self.session.fence.join()
            while self._steps or self._has_notice():
                self._carry_out(self._steps.popleft() if self._steps else None)
        finally:
            self._is_at_work = False
        if self._talk.leaving and self._talk.answer is None:
            self.session.end(self._talk.leaving)
        if self._turns.deadline_ms < self._alarm_ms:
            self._alarm.set()

    def _carry_out(self, step: Step | None) -> None:
        """Do one step; None: tell the user what waits to be told."""
        match step:
            case Think():
                self._think(step)
            case Confirm() if self._guess is not None:
                self._confirm(*self._guess)
            case Drop() if self._guess is not None:
                task = self._guess[0].task
                assert task is not None
                task.cancel()
                self._guess = None
            case CheckTurn():
                self.spawn(self._check(step), name="turn check")
            case Interrupt():
                self._interrupt(step)
            case Pause():
                self._hold(True)
            case Resume():
                self._hold(self._talk.time.is_stopped)
            case Settle():
                self._talk.settle()
            case Fail():
                self.report(step.text, code=step.code)
                if step.code == "no_answer":
                    self._talk.apologize(self.config.apology)
            case Remind():
                prompt = self.config.away_prompts[step.number - 1]
                self._say(self._saying_id("reminder"), prompt)
            case HangUp():
                self._hang_up(step.reason)
            case None:
                notice, protect = self._talk.notices.popleft(), "notice" in self.config.protect
                self._say(self._saying_id("notice"), notice, protect=protect)

    def _hold(self, is_wanted: bool) -> None:
        """Have the voice hold the answer, or go on with it."""
        if is_wanted is self._is_held or not self._can_pause:
            return
        self._is_held = is_wanted
        self._talk.pauses += is_wanted
        pause_id = f"{self.session.id}-pause-{self._talk.pauses}"
        self.send(TtsPause(pause_id) if is_wanted else TtsResume(pause_id))

    def _think(self, asked: Think) -> None:
        self._talk.take_prompt()
        turn_id = self.session.fence.turn_id
        if not (asked.goes_on and turn_id):
            turn_id += 1
        last_turn, count = self._talk.requests
        count = count + 1 if last_turn == turn_id else 0
        self._talk.requests = (turn_id, count)
        name = f"{self.session.id}-{turn_id}" + (f"-{count}" if count else "")
        answer = Answer(name, self._speaker.is_voiced, stream_id=turn_id)
        if asked.is_guess:
            self._guess = (answer, asked)
        else:
            self._take_turn(answer, asked)
            answer.confirmed.set()
        answer.task = self.spawn(self._make(answer, asked), name="answer", until_flush=True)

    def _confirm(self, answer: Answer, asked: Think) -> None:
        """The guess was right; one that another node's flush has cut off is made again."""
        assert answer.task is not None
        if answer.task.done() or answer.task.cancelling():
            self._think(replace(asked, is_guess=False))
            return
        self._take_turn(answer, asked)
        self.session.turns.confirm(answer.request_id, answer.stream_id)
        answer.confirmed.set()

    def _take_turn(self, answer: Answer, asked: Think) -> None:
        """The turn is over: what the user said, and the answer, count from now on."""
        self._guess = None
        if asked.goes_on and self.session.fence.turn_id:
            self._talk.history.go_on(asked.text)
        else:
            self.session.fence.begin_turn()
            self._talk.history.add("user", asked.text)
        self._talk.answer, self._talk.is_sorry = answer, False
        self._hold(self._talk.time.is_stopped)

    async def _make(self, answer: Answer, asked: Think) -> None:
        epoch = self.session.fence.epoch
        try:
            await self._maker.make(answer, asked)
        except asyncio.CancelledError:
            if self._talk.answer is answer and self.session.fence.epoch > epoch:
                self._was_stopped()
            raise
        if self._talk.answer is answer:
            self._do(self._turns.made(self.time_ms()))

    async def _check(self, question: CheckTurn) -> None:
        talk = self._talk
        said = [entry.messages[-1] for entry in talk.history.entries if entry.messages]
        before = next((m["content"] for m in reversed(said) if m["role"] == "assistant"), "")
        check = TurnCheck(question.text, talk.language, before or "")
        finished = UNDECIDED
        try:
            async with self.call(check, timeout_s=CHECK_LIMIT_S) as results:
                verdict = await results.result()
        except CommandError as error:
            self.log.warning("nobody tells whether the user is done: %s", error)
        else:
            finished = verdict.finished if isinstance(verdict, TurnVerdict) else UNDECIDED
        self._do(self._turns.verdict(self.time_ms(), question.number, finished))

    def _interrupt(self, step: Interrupt) -> None:
        """Stop the answer that is being made, spoken or played."""
        self._talk.flushes += 1
        flush_id = f"{self.session.id}-{self._talk.flushes}"
        self._talk.interrupt(flush_id, was_heard=step.was_heard)
        if self._talk.cut:
            self._quiet.clear()
        self._is_held = False
        self.send(TtsFlush(flush_id, step.reason))

    def _was_stopped(self) -> None:
        """Another node has interrupted the answer."""
        self._is_held = False
        steps = self._turns.interrupt(self.time_ms(), "another node stopped the answer")
        was_heard = any(isinstance(step, Interrupt) and step.was_heard for step in steps)
        self._talk.interrupt("", was_heard=was_heard)
        self._do(step for step in steps if not isinstance(step, Interrupt))

    async def _until_quiet(self) -> None:
        """Wait until the voice has told what was heard of the answer before."""
        try:
            async with asyncio.timeout(QUIET_LIMIT_S):
                await self._quiet.wait()
        except TimeoutError:  # what it was given stays in the history
            self._talk.cut.clear()
            self._quiet.set()

    def _saying_id(self, kind: str) -> str:
        self._talk.sayings += 1
        return f"{self.session.id}-{kind}-{self._talk.sayings}"

    def _say(self, request_id: str, text: str, *, protect: bool = False) -> None:
        """Say something of the agent's own accord."""
        answer = Answer(request_id, self._speaker.is_voiced, stream_id=-self._talk.sayings)
        answer.part.text, answer.is_complete = text, True
        answer.confirmed.set()
        self._talk.answer = answer
        self._hold(self._talk.time.is_stopped)
        self._turns.say(self.time_ms(), is_protected=protect)
        self._speaker.say(answer, text, is_last=True)
        self._speaker.show(answer, text, is_final=True)
        self._do(self._turns.made(self.time_ms()))

    def _has_notice(self) -> bool:
        """Whether something waits to be told, and nobody speaks."""
        return bool(self._talk.notices) and self._turns.is_free and not self._talk.leaving

    def _hang_up(self, reason: str) -> None:
        """Say goodbye, and end the session when that is heard."""
        self._talk.leaving = reason
        if self.config.farewell:
            self._say(self._saying_id("farewell"), self.config.farewell, protect=True)

    async def _keep_time(self) -> None:
        """Tell the machine when something is due."""
        while True:
            self._alarm.clear()
            self._alarm_ms = self._turns.deadline_ms
            wait_s = (self._alarm_ms - self.time_ms()) / 1000
            if self._talk.time.is_stopped:
                wait_s = math.inf
            try:
                async with asyncio.timeout(wait_s if wait_s < math.inf else None):
                    await self._alarm.wait()
            except TimeoutError:
                self._do(self._turns.tick(self.time_ms()))

    def _changed(self, before: State, after: State, why: str) -> None:
        self.log.debug("%s -> %s: %s", before.value, after.value, why)
        if after in (State.LISTENING, State.CLOSED):
            self._free.set()
        else:
            self._free.clear()


def _begin(config: MainControlConfig, now_ms: int) -> Talk:
    agent = config.opening_agent
    prompt = config.agents[agent].prompt if agent else config.prompt
    language = (config.agents[agent].language if agent else "") or config.language
    history = History(prompt, config.max_history)
    return Talk(history, agent, language, Presence(now_ms, now_ms))
