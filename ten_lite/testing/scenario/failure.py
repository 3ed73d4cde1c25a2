"""A script in words, with a mark at the step that failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ten_lite.testing.scenario.record import Event
from ten_lite.testing.scenario.steps import Saying, Speech, Step

__all__ = ["ConversationFailed", "describe", "told"]

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
    kind = step.kind
    match kind:
        case "user_says":
            return f"user says {_speech(step.speech)}"
        case "user_types":
            return f"user types {_json(step.user_types)}"
        case "bot_says":
            return f"bot says {_saying(step.saying)}"
        case "tool_called":
            use = step.tool_use
            given = "" if use.arguments is None else f" with {_json(dict(use.arguments))}"
            result = "" if use.result is None else f", which gives {_json(use.result)}"
            return f"tool called: {use.name}{given}{result}"
        case "model_replies":
            replies = (
                _json(reply) if isinstance(reply, str) else str(reply) for reply in step.replies
            )
            return f"model replies {', '.join(replies)}"
        case "bot_is_silent_s" | "waits_s":
            name = kind.removesuffix("_s").replace("_", " ")
            return f"{name} for {getattr(step, kind):g} s"
    if (asked := step.user_interrupts) is not None:
        after = f"{asked.after_words} words" if asked.after_words else f"{asked.after_ms} ms"
        says = "" if asked.speech is None else f", says {_speech(asked.speech)}"
        return f"user interrupts after {after}{says}{'' if asked.stops else ', bot goes on'}"
    return kind.replace("_", " ")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _speech(speech: Speech) -> str:
    words = "" if speech.text is None else _json(speech.text)
    return " from ".join(filter(None, (words, speech.wav)))


def _saying(saying: Saying) -> str:
    found = [] if saying.exactly is None else [_json(saying.exactly)]
    found += [f"something with {_json(part)}" for part in saying.parts]
    found += [] if saying.matches is None else [f"something like /{saying.matches}/"]
    return " and ".join(found) or "something"
