"""A turn machine with a clock that a test turns, and a shell that keeps account of its steps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ten_lite.kinds.turns import (
    Confirm,
    Drop,
    Interrupt,
    Pause,
    Resume,
    Settle,
    State,
    Step,
    Think,
    TurnMachine,
    TurnPolicy,
)

TICKS_AT_ONE_INSTANT = 5


class Table:
    """Somebody talks with a machine.

    Attributes:
        machine: The machine.
        now_ms: The time.
        steps: All that it has wanted.
        changes: The states it went through: from, to.
    """

    def __init__(self, **policy: Any) -> None:
        self.now_ms = 1_000
        self.steps: list[Step] = []
        self.changes: list[tuple[State, State]] = []
        self.machine = TurnMachine(TurnPolicy(**policy), self.now_ms, self._watch)

    def _watch(self, before: State, after: State, why: str) -> None:
        assert why
        self.changes.append((before, after))

    @property
    def state(self) -> State:
        return self.machine.state

    def do(self, event: Callable[..., list[Step] | None], *args: Any, **named: Any) -> list[Step]:
        steps = event(self.now_ms, *args, **named) or []
        self.steps += steps
        return steps

    def starts(self) -> list[Step]:
        return self.do(self.machine.speech_started)

    def pauses(self) -> list[Step]:
        return self.do(self.machine.speech_paused)

    def stops(self) -> list[Step]:
        return self.do(self.machine.speech_ended)

    def partial(self, text: str, key: str = "") -> list[Step]:
        return self.do(self.machine.transcript, text, is_final=False, utterance_id=key)

    def final(self, text: str, key: str = "") -> list[Step]:
        return self.do(self.machine.transcript, text, is_final=True, utterance_id=key)

    def types(self, text: str) -> list[Step]:
        return self.do(self.machine.typed, text)

    def judge(self, number: int, finished: float) -> list[Step]:
        return self.do(self.machine.verdict, number, finished)

    def say(self, *, is_protected: bool = False) -> None:
        """The agent says something of its own accord, and is heard."""
        self.machine.say(self.now_ms, is_protected=is_protected)
        self.machine.given(self.now_ms, 20)
        self.do(self.machine.made)
        self.do(self.machine.sound_began)

    def give(self, characters: int = 20) -> None:
        self.machine.given(self.now_ms, characters)

    def make(self) -> list[Step]:
        return self.do(self.machine.made)

    def sound(self) -> list[Step]:
        return self.do(self.machine.sound_began)

    def silence(self, unplayed_ms: int = 0) -> list[Step]:
        return self.do(self.machine.sound_ended, unplayed_ms)

    def wait(self, duration_ms: float) -> list[Step]:
        """Let time pass, with what is due in it."""
        until_ms, steps = self.now_ms + duration_ms, []
        at_one_instant = 0
        while self.machine.deadline_ms <= until_ms:
            before_ms = self.now_ms
            self.now_ms = max(self.now_ms, math.ceil(self.machine.deadline_ms))
            at_one_instant = at_one_instant + 1 if self.now_ms == before_ms else 0
            assert at_one_instant < TICKS_AT_ONE_INSTANT, self.state
            steps += self.do(self.machine.tick)
        self.now_ms = max(self.now_ms, math.ceil(until_ms))
        return steps

    def until_listening(self, *, within_ms: int) -> list[Step]:
        """Let time pass until nobody speaks, ``within_ms`` at most."""
        limit_ms, steps = self.now_ms + within_ms, []
        while self.state is not State.LISTENING:
            assert self.machine.deadline_ms <= limit_ms, self.state
            steps += self.wait(max(0, self.machine.deadline_ms - self.now_ms))
        return steps

    def answer(self, text: str = "count for me", key: str = "u1") -> None:
        """The user has asked for something, and hears the answer, which is still being made."""
        self.final(text, key)
        if self.state is State.ENDING:
            self.wait(self.machine.deadline_ms - self.now_ms)
        self.give()
        self.sound()
        assert self.state is State.SPEAKING

    @property
    def thoughts(self) -> list[str]:
        """The text of each answer that was begun for certain."""
        return [step.text for step in self.steps if isinstance(step, Think) and not step.is_guess]

    def count(self, *kinds: type[Step]) -> int:
        return sum(isinstance(step, kinds) for step in self.steps)


def named(steps: list[Step]) -> list[str]:
    """What the steps are called."""
    return [type(step).__name__ for step in steps]


class Account:
    """Carries out steps as a control would, and holds them against the rules.

    Attributes:
        has_answer: Whether something is being made, spoken or played.
        is_held: Whether its sound is held.
        guess: What was begun without being certain.
        turns: The texts that were answered; an answer that nobody heard is no turn of its own.
    """

    def __init__(self) -> None:
        self.has_answer = False
        self.is_held = False
        self.guess: Think | None = None
        self.turns: list[str] = []

    def say(self) -> None:
        assert not self.has_answer
        self.has_answer = True

    def carry_out(self, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Think() if step.is_guess:
                    assert self.guess is None
                    assert not self.has_answer
                    self.guess = step
                case Think():
                    assert self.guess is None
                    self._begin(step, step.text)
                case Confirm():
                    assert self.guess is not None
                    self._begin(self.guess, self.guess.text)
                    self.guess = None
                case Drop():
                    assert self.guess is not None
                    self.guess = None
                case Interrupt():
                    assert self.has_answer
                    self.has_answer = self.is_held = False
                case Settle():
                    assert self.has_answer
                    assert not self.is_held
                    self.has_answer = False
                case Pause():
                    assert self.has_answer
                    assert not self.is_held
                    self.is_held = True
                case Resume():
                    assert self.has_answer
                    assert self.is_held
                    self.is_held = False

    def _begin(self, asked: Think, text: str) -> None:
        assert not self.has_answer
        assert text.strip()
        self.has_answer = True
        if asked.goes_on:
            assert self.turns
            self.turns[-1] = text
        else:
            self.turns.append(text)
