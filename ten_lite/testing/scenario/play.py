"""Plays a script step by step, and says where and how a conversation goes another way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence

from ten_lite.messages import ErrorMessage
from ten_lite.testing.scenario.failure import describe, shown
from ten_lite.testing.scenario.record import Record
from ten_lite.testing.scenario.stage import Stage
from ten_lite.testing.scenario.steps import Interruption, Saying, Step, ToldError, ToolUse

__all__ = ["StepFailed", "play"]

STOP_S = 2.0
END_S = 10.0
LONGEST_ANSWER_S = 300.0
SOUND_STARTS_S = 3.0
"""An answer that makes no sound by then is one that the voice cannot say."""


class StepFailed(Exception):
    """A step did not go as written.

    Attributes:
        index: Of the step, from 0.
        why: What happened instead.
    """

    def __init__(self, index: int, why: str) -> None:
        super().__init__(why)
        self.index = index
        self.why = why


async def play(script: Sequence[Step], stage: Stage) -> None:
    """Play every step.

    Raises:
        StepFailed: One did not go as written, or something happened that the script does not have.
    """
    player = _Play(stage)
    for index, step in enumerate(script):
        try:
            player.check_before(step)
            await player.step(step)
            if not any(following.error_told for following in script[index + 1 : index + 2]):
                player.check_errors()
        except _Otherwise as otherwise:
            raise StepFailed(index, str(otherwise)) from None
    try:
        player.check_end(script)
    except _Otherwise as otherwise:
        raise StepFailed(len(script), str(otherwise)) from None


class _Otherwise(Exception):
    """What happened instead."""


class _Play:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.record: Record = stage.record

    async def step(self, step: Step) -> None:
        stage, kind = self.stage, step.kind
        if step.user_says is not None:
            self.record.note(describe(step))
            await stage.say(step.user_says)
        elif step.user_types is not None:
            self.record.note(describe(step))
            await stage.write(step.user_types)
        elif step.user_interrupts is not None:
            await self.interrupt(step.user_interrupts)
        elif step.bot_says is not None:
            await self.hear(step.bot_says)
        elif step.bot_is_silent_s is not None:
            await self.hear_nothing(step.bot_is_silent_s)
        elif step.tool_called is not None:
            await self.see_call(step.tool_called)
        elif step.error_told is not None:
            await self.see_error(step.error_told)
        elif step.model_replies is not None:
            stage.reply(step.model_replies)
        elif step.waits_s is not None:
            await asyncio.sleep(step.waits_s)
        elif kind == "user_leaves":
            self.record.note("the user left")
            await stage.leave()
        elif kind == "user_comes_back":
            self.record.note("the user came back")
            await stage.come_back()
        else:
            await self.see_end()

    def check_before(self, step: Step) -> None:
        """What the user does takes a session; what was said before its end is there still."""
        if self.record.end and step.kind.startswith("user_"):
            raise _Otherwise(f"the session had ended: {self.record.end}")

    def check_errors(self) -> None:
        if self.record.errors:
            raise _Otherwise(f"the client was told of an error: {_error(self.record.errors[0])}")

    def check_end(self, script: Sequence[Step]) -> None:
        if self.record.answers:
            raise _Otherwise(f"the bot said more: {_quote(self.record.answers[0].text)}")
        if self.record.end and not (script and script[-1].kind == "session_ends"):
            raise _Otherwise(f"the session ended: {self.record.end}")
        if self.record.calls:
            raise _Otherwise(f"a tool was called: {self.record.calls[0].tool_name}")
        if unused := self.stage.unused_replies:
            raise _Otherwise(f"nobody asked the model for its reply: {shown(unused[0])}")

    async def until(self, holds: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until it holds; an error or the end of the session ends the wait, too."""
        record = self.record
        await record.until(lambda: holds() or bool(record.errors or record.end), timeout_s)
        return holds()

    async def hear(self, wanted: Saying) -> None:
        record = self.record
        is_there = await self.until(
            lambda: bool(record.answers and record.answers[0].is_final) or bool(record.calls),
            wanted.within_s,
        )
        answer = record.answers[0] if record.answers else None
        if answer is None or not answer.is_final:
            self.fail_otherwise(
                f"a tool was called: {record.calls[0].tool_name}"
                if is_there
                else f"the bot said nothing in {wanted.within_s:g} s"
                if answer is None
                else f"after {wanted.within_s:g} s the bot had said no more than "
                f"{_quote(answer.text)}"
            )
            return
        if not wanted.fits(answer.text):
            raise _Otherwise(f"the bot said {_quote(answer.text)}")
        if record.has_voice:
            await self.until(lambda: record.has_sound, SOUND_STARTS_S)
        if not await self.until(lambda: record.is_quiet or bool(record.end), LONGEST_ANSWER_S):
            self.fail_otherwise(f"the bot was still speaking after {LONGEST_ANSWER_S:g} s")
        record.take_answer()

    async def hear_nothing(self, seconds: float) -> None:
        record = self.record
        if await self.until(lambda: bool(record.answers), seconds):
            raise _Otherwise(f"the bot said {_quote(record.answers[0].text)}")

    async def see_call(self, wanted: ToolUse) -> None:
        record = self.record
        if not await self.until(lambda: bool(record.calls), wanted.within_s):
            said = f", but said {_quote(record.answers[0].text)}" if record.answers else ""
            self.fail_otherwise(f"no tool was called in {wanted.within_s:g} s{said}")
        call = record.calls.pop(0)
        if call.tool_name != wanted.name:
            raise _Otherwise(f"the tool {call.tool_name} was called")
        if wanted.arguments is not None and dict(call.arguments) != dict(wanted.arguments):
            told = json.dumps(dict(call.arguments), ensure_ascii=False)
            raise _Otherwise(f"it was called with {told}")

    async def see_error(self, wanted: ToldError) -> None:
        record = self.record
        if not await self.until(lambda: bool(record.errors), wanted.within_s):
            said = f", but the bot said {_quote(record.answers[0].text)}" if record.answers else ""
            self.fail_otherwise(f"the client was told of no error in {wanted.within_s:g} s{said}")
        error = record.errors.pop(0)
        if not wanted.fits(error.code, error.text):
            raise _Otherwise(f"the client was told of an error: {_error(error)}")

    async def interrupt(self, asked: Interruption) -> None:
        record, stage = self.record, self.stage
        after_ms = asked.after_ms or (asked.after_words or 0) * stage.word_ms

        def is_over() -> bool:
            said = bool(record.answers) and record.answers[0].is_final and record.has_sound
            return said and record.is_quiet

        await self.until(lambda: record.played_ms >= after_ms or is_over(), asked.within_s)
        if record.played_ms < after_ms:
            heard = record.played_ms
            amount = f"{heard // stage.word_ms} words" if asked.after_words else f"{heard} ms"
            when = "the answer was over" if is_over() else f"{asked.within_s:g} s were over"
            self.fail_otherwise(f"{when} when the user had heard {amount} of it")
        before = record.flushes
        record.note("the user interrupts")
        await (stage.ask_for_silence() if asked.says is None else stage.say(asked.says))
        has_stopped = await self.until(lambda: record.flushes > before, STOP_S)
        if has_stopped is not asked.stops:
            self.fail_otherwise(
                "the answer was stopped" if has_stopped else "the bot did not stop speaking"
            )
        if has_stopped and record.answers:
            record.take_answer()

    async def see_end(self) -> None:
        record = self.record
        if not await record.until(lambda: bool(record.end), END_S):
            raise _Otherwise(f"the session went on for {END_S:g} s")

    def fail_otherwise(self, why: str) -> None:
        """An error or the end of the session explains better than ``why`` what went wrong."""
        self.check_errors()
        if self.record.end:
            raise _Otherwise(f"the session ended: {self.record.end}")
        if why:
            raise _Otherwise(why)


def _error(error: ErrorMessage) -> str:
    return f"{error.text} ({error.code})"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
