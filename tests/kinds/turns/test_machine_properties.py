"""Whatever happens in whatever order: one answer at a time, no word lost, no state for ever."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from ten_lite.kinds.turns import HangUp, State, TurnMachine, TurnPolicy

from .kit import TICKS_AT_ONE_INSTANT, Account

KEYS = st.sampled_from(["", "", "a", "b", "c"])
AGREEMENT = ["yeah", "uh-huh", "okay right"]
POLICIES = st.fixed_dictionaries(
    {
        "interrupt_on": st.sampled_from(["speech", "partial", "final"]),
        "min_words": st.sampled_from([1, 1, 2]),
        "min_speech_ms": st.sampled_from([0, 300]),
        "can_pause": st.booleans(),
        "has_detector": st.booleans(),
        "min_wait_ms": st.sampled_from([0, 400]),
        "is_speculative": st.booleans(),
        "max_turn_ms": st.sampled_from([5_000, 60_000]),
        "max_answer_ms": st.just(20_000),
        "away_after_ms": st.sampled_from([0, 15_000]),
        "reminders": st.sampled_from([0, 2]),
        "session_limit_ms": st.sampled_from([0, 0, 40_000]),
    }
)


class Conversation(RuleBasedStateMachine):
    """A user, a voice, a detector and a clock that do as they like."""

    @initialize(policy=POLICIES)
    def begin(self, policy: dict[str, Any]) -> None:
        self.now_ms = 0
        self.policy = TurnPolicy(**policy)
        self.machine = TurnMachine(self.policy, 0)
        self.account = Account()
        self.words = 0
        self.owed: dict[str, str] = {}  # words that must be answered, by transcript
        self.corrected: set[str] = set()
        self.told: dict[str, str] = {}
        self.has_ended = False
        self.check = 0

    def take(self, steps: list[Any] | None) -> None:
        self.account.carry_out(steps or [])
        for step in steps or []:
            if isinstance(step, HangUp):
                self.has_ended = True
                assert not self.account.has_answer
                assert self.account.guess is None
            self.check = getattr(step, "number", self.check)

    def new_words(self, count: int) -> str:
        self.words += count
        return " ".join(f"word{n}" for n in range(self.words - count, self.words))

    # the user

    @rule()
    def speech_starts(self) -> None:
        self.take(self.machine.speech_started(self.now_ms))

    @rule()
    def speech_pauses(self) -> None:
        self.take(self.machine.speech_paused(self.now_ms))

    @rule()
    def speech_ends(self) -> None:
        self.take(self.machine.speech_ended(self.now_ms))

    @rule(key=KEYS, count=st.integers(0, 3))
    def partial(self, key: str, count: int) -> None:
        text = f"{self.told.get(key, '') if key else ''} {self.new_words(count)}".strip()
        if key and count:  # what comes of it is longer
            self.corrected.update(self.told.get(key, "").split())
            self.told[key] = text
        self.take(self.machine.transcript(self.now_ms, text, is_final=False, utterance_id=key))

    @rule(key=KEYS, count=st.integers(1, 3))
    def final(self, key: str, count: int) -> None:
        """Something new, or a longer version of what was told for good."""
        new = self.new_words(count)
        before = self.told.get(key, "") if key else ""
        if before:
            self.corrected.update(before.split())
        text = f"{before} {new}".strip()
        self.told[key] = text
        if count >= self.policy.min_words and not self.has_ended:
            self.owed.update(dict.fromkeys(new.split(), key))
        self.take(self.machine.transcript(self.now_ms, text, is_final=True, utterance_id=key))

    @precondition(lambda self: any(self.told.get(key) for key in "abc"))
    @rule(data=st.data())
    def repetition(self, data: st.DataObject) -> None:
        keys = [key for key in "abc" if self.told.get(key)]
        key = data.draw(st.sampled_from(keys))
        self.corrected.update(self.told[key].split())
        self.take(
            self.machine.transcript(self.now_ms, self.told[key], is_final=True, utterance_id=key)
        )

    @rule(is_final=st.booleans(), text=st.sampled_from(AGREEMENT))
    def agreement(self, is_final: bool, text: str) -> None:
        self.take(self.machine.transcript(self.now_ms, text, is_final=is_final))

    @rule()
    def empty_final(self) -> None:
        self.take(self.machine.transcript(self.now_ms, " ", is_final=True, utterance_id="x"))

    @rule()
    def typed(self) -> None:
        text = self.new_words(1)
        if not self.has_ended:
            self.owed[text] = "typed"
        self.take(self.machine.typed(self.now_ms, text))

    @rule()
    def wants_silence(self) -> None:
        self.take(self.machine.interrupt(self.now_ms, "silence", by_user=True))

    # the agent

    @precondition(lambda self: self.machine.is_free)
    @rule(is_protected=st.booleans())
    def says(self, is_protected: bool) -> None:
        self.account.say()
        self.machine.say(self.now_ms, is_protected=is_protected)
        self.machine.given(self.now_ms, 30)
        self.take(self.machine.made(self.now_ms))

    @precondition(lambda self: self.account.has_answer)
    @rule()
    def voice_is_given_text(self) -> None:
        self.machine.given(self.now_ms, 30)

    @precondition(lambda self: self.account.has_answer)
    @rule()
    def answer_is_made(self) -> None:
        self.take(self.machine.made(self.now_ms))

    @rule()
    def sound_begins(self) -> None:
        self.take(self.machine.sound_began(self.now_ms))

    @rule(unplayed_ms=st.sampled_from([0, 400, 2_000]))
    def sound_ends(self, unplayed_ms: int) -> None:
        self.take(self.machine.sound_ended(self.now_ms, unplayed_ms))

    @rule(is_stale=st.booleans(), finished=st.floats(0, 1))
    def verdict(self, is_stale: bool, finished: float) -> None:
        self.take(self.machine.verdict(self.now_ms, self.check - is_stale, finished))

    @rule()
    def somebody_stops_the_answer(self) -> None:
        self.take(self.machine.interrupt(self.now_ms, "flush"))

    @rule(duration_ms=st.sampled_from([1, 50, 300, 800, 3_000, 20_000]))
    def time_passes(self, duration_ms: int) -> None:
        self.pass_time(duration_ms)

    def pass_time(self, duration_ms: int) -> None:
        until_ms, at_one_instant = self.now_ms + duration_ms, 0
        while self.machine.deadline_ms <= until_ms:
            due_ms = max(self.now_ms, math.ceil(self.machine.deadline_ms))
            at_one_instant = at_one_instant + 1 if due_ms == self.now_ms else 0
            assert at_one_instant < TICKS_AT_ONE_INSTANT
            self.now_ms = due_ms
            self.take(self.machine.tick(due_ms))
        self.now_ms = until_ms

    @invariant()
    def state_and_answer_agree(self) -> None:
        state = self.machine.state
        is_taken = state in (State.THINKING, State.SPEAKING, State.PAUSED)
        assert self.account.has_answer == is_taken
        assert self.account.is_held == (state is State.PAUSED)
        if self.account.guess is not None:
            assert state in (State.HEARING, State.ENDING)

    @invariant()
    def only_listening_may_last(self) -> None:
        if self.machine.state is not State.LISTENING:
            assert self.machine.deadline_ms < math.inf

    def teardown(self) -> None:
        if not hasattr(self, "machine"):
            return
        for _ in range(40):  # what is typed over something protected makes another answer
            if self.machine.state is State.LISTENING:
                break
            self.pass_time(10_000)
        assert self.machine.state is State.LISTENING
        if not self.has_ended:
            self.check_words()

    def check_words(self) -> None:
        answered = [word for turn in self.account.turns for word in turn.split()]
        for word in self.owed:
            assert word in answered, f"{word} was lost"
            if word not in self.corrected:
                assert answered.count(word) == 1, f"{word} was answered twice"


class TestConversation(Conversation.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(stateful_step_count=40, deadline=None, derandomize=True, database=None)
