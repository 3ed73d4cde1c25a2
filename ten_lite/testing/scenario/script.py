"""The steps of a script, as functions: ``[user_says("hello"), bot_says(contains="hi")]``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ten_lite.testing.scenario.steps import (
    Interruption,
    ModelCall,
    ModelFailure,
    ModelReply,
    Saying,
    Silence,
    Speech,
    Step,
    ToldError,
    ToolUse,
)

__all__ = [
    "bot_is_silent",
    "bot_says",
    "calls",
    "error_told",
    "fails",
    "model_replies",
    "session_ends",
    "tool_called",
    "user_comes_back",
    "user_interrupts",
    "user_leaves",
    "user_says",
    "user_types",
    "waits",
]


def user_says(text: str | None = None, *, wav: Path | str | None = None) -> Step:
    """The user says something aloud.

    Args:
        text: The words, for a scripted recogniser.
        wav: A recording of them, for one that hears.
    """
    return Step(user_says=_speech(text, wav))


def user_types(text: str) -> Step:
    """The user types ``text``."""
    return Step(user_types=text)


def user_interrupts(
    says: str | None = None,
    *,
    after_words: int | None = None,
    after_ms: int | None = None,
    wav: Path | str | None = None,
    stops: bool = True,
    within_s: float = 10.0,
) -> Step:
    """The user speaks while the bot does.

    Args:
        says: What is said; None without ``wav``: the client asks for silence.
        after_words: Words of the answer that the user has heard by then.
        after_ms: Sound of the answer that was played by then; one of the two is needed.
        wav: A recording of what is said.
        stops: Whether the answer has to stop, within 2 s; False: it has to go on.
        within_s: Longest wait for so much of an answer, in seconds.
    """
    speech = None if says is None and wav is None else _speech(says, wav)
    return Step(
        user_interrupts=Interruption(
            after_words=after_words,
            after_ms=after_ms,
            says=speech,
            stops=stops,
            within_s=float(within_s),
        )
    )


def user_leaves() -> Step:
    """The connection is lost."""
    return Step(user_leaves=Silence())


def user_comes_back() -> Step:
    """The connection is there again."""
    return Step(user_comes_back=Silence())


def bot_says(
    exactly: str | None = None,
    *,
    contains: str | Sequence[str] | None = None,
    matches: str | None = None,
    within_s: float = 10.0,
) -> Step:
    """The next thing the bot says; without an argument it may be anything.

    Args:
        exactly: The whole text.
        contains: A part of it, or several; small and capital letters are one.
        matches: A regular expression that is found in it.
        within_s: Longest wait for it to be said whole, in seconds.
    """
    parts = (contains,) if isinstance(contains, str) else tuple(contains or ())
    return Step(
        bot_says=Saying(exactly=exactly, contains=parts, matches=matches, within_s=float(within_s))
    )


def bot_is_silent(seconds: float) -> Step:
    """The bot says nothing for so long."""
    return Step(bot_is_silent_s=float(seconds))


def tool_called(
    name: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    result: str | None = None,
    is_error: bool = False,
    within_s: float = 10.0,
) -> Step:
    """The next tool that is called.

    Args:
        name: The tool.
        arguments: What it has to be called with, all of it; None: anything.
        result: Given to the model in the tool's place; None: the tool does its work.
        is_error: Whether the result tells of a failure.
        within_s: Longest wait for the call, in seconds.
    """
    return Step(
        tool_called=ToolUse(
            name=name,
            arguments=arguments,
            result=result,
            is_error=is_error,
            within_s=float(within_s),
        )
    )


def model_replies(*replies: ModelReply) -> Step:
    """What the scripted model answers from now on, one a request; see ``calls``, ``fails``."""
    return Step(model_replies=replies)


def calls(tool: str, **arguments: Any) -> ModelCall:
    """A reply of the scripted model: it calls ``tool``."""
    return ModelCall(tool=tool, arguments=arguments)


def fails(why: str) -> ModelFailure:
    """A reply of the scripted model that is none; ``why`` is for the log."""
    return ModelFailure(fails=why)


def error_told(
    code: str | None = None, *, contains: str | Sequence[str] | None = None, within_s: float = 10.0
) -> Step:
    """The next error that the client is told of; without an argument it may be any.

    Args:
        code: Its code, such as ``answer_failed``.
        contains: A part of its text, or several; small and capital letters are one.
        within_s: Longest wait for it, in seconds.
    """
    parts = (contains,) if isinstance(contains, str) else tuple(contains or ())
    return Step(error_told=ToldError(code=code, contains=parts, within_s=float(within_s)))


def waits(seconds: float) -> Step:
    """Time passes."""
    return Step(waits_s=float(seconds))


def session_ends() -> Step:
    """The bot ends the session; it is the last step."""
    return Step(session_ends=Silence())


def _speech(text: str | None, wav: Path | str | None) -> Speech:
    return Speech(text=text, wav=None if wav is None else str(wav))
