"""A script in words, with a mark at the step that failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ten_lite.testing.scenario.record import Event
from ten_lite.testing.scenario.steps import ModelFailure, ModelReply, Saying, Speech, Step

__all__ = ["ConversationFailed", "describe", "shown", "told"]

MOST_EVENTS = 12


class ConversationFailed(AssertionError):
    """A conversation did not go as its script has it; the text shows where, and what happened.

    Attributes:
        index: Of the step that failed, from 0; the length of the script: something came after it.
        why: What happened instead.
    """

    def __init__(
        self, script: Sequence[Step], index: int, why: str, events: Sequence[Event]
    ) -> None:
        super().__init__(told(script, index, why, events))
        self.index = index
        self.why = why


def told(script: Sequence[Step], index: int, why: str, events: Sequence[Event]) -> str:
    """The whole story of a failure."""
    place = f"step {index + 1} of {len(script)}" if index < len(script) else "its end"
    lines = [f"the conversation went another way at {place}", ""]
    for number, step in enumerate(script):
        mark = "->" if number == index else "  "
        lines.append(f" {mark} {number + 1:2}  {describe(step)}")
        if number == index:
            lines.append(f"        instead: {why}")
    if index >= len(script):
        lines += ["    (the script is over)", f" ->     instead: {why}"]
    left_out = len(events) - MOST_EVENTS
    lines += ["", "what happened:" if left_out <= 0 else f"what happened, after {left_out} more:"]
    lines += [f"    {event.at_s:6.2f} s  {event.text}" for event in events[-MOST_EVENTS:]]
    return "\n".join(lines)


def describe(step: Step) -> str:
    """One step in words."""
    if step.user_says is not None:
        return f"user says {_speech(step.user_says)}"
    if step.user_types is not None:
        return f"user types {_json(step.user_types)}"
    if step.bot_says is not None:
        return f"bot says {_saying(step.bot_says)}"
    if (use := step.tool_called) is not None:
        given = "" if use.arguments is None else f" with {_json(dict(use.arguments))}"
        result = "" if use.result is None else f", which gives {_json(use.result)}"
        return f"tool called: {use.name}{given}{result}"
    if step.model_replies is not None:
        return f"model replies {', '.join(map(shown, step.model_replies))}"
    if (error := step.error_told) is not None:
        parts = [
            *filter(None, [error.code]),
            *(f"something with {_json(p)}" for p in error.contains),
        ]
        return f"client is told of an error: {' and '.join(parts) or 'any'}"
    if (asked := step.user_interrupts) is not None:
        after = f"{asked.after_words} words" if asked.after_words else f"{asked.after_ms} ms"
        says = "" if asked.says is None else f", says {_speech(asked.says)}"
        return f"user interrupts after {after}{says}{'' if asked.stops else ', bot goes on'}"
    if step.waits_s is not None:
        return f"waits for {step.waits_s:g} s"
    if step.bot_is_silent_s is not None:
        return f"bot is silent for {step.bot_is_silent_s:g} s"
    return step.kind.replace("_", " ")


def shown(reply: ModelReply) -> str:
    """A reply of the scripted model in words."""
    if isinstance(reply, str):
        return _json(reply)
    if isinstance(reply, ModelFailure):
        return f"nothing but fails: {reply.fails}"
    every = reply if isinstance(reply, tuple) else (reply,)
    return "calls " + " and ".join(f"{call.tool} {_json(dict(call.arguments))}" for call in every)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _speech(speech: Speech) -> str:
    words = "" if speech.text is None else _json(speech.text)
    return " from ".join(filter(None, (words, speech.wav)))


def _saying(saying: Saying) -> str:
    found = [] if saying.exactly is None else [_json(saying.exactly)]
    found += [f"something with {_json(part)}" for part in saying.contains]
    found += [] if saying.matches is None else [f"something like /{saying.matches}/"]
    return " and ".join(found) or "something"
