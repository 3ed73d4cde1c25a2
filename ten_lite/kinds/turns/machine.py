"""Who may speak now: the states of a conversation and every way from one to another.

Nothing in here waits, sends or knows the time. A control node tells what happens, with the time in
milliseconds, gets back the steps that are due, in order, and calls ``tick`` at ``deadline_ms``.
Every state but ``CLOSED`` ends in bounded time, or waits for the user.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ten_lite.kinds.turns.policy import TurnPolicy
from ten_lite.kinds.turns.speech import Speech
from ten_lite.kinds.turns.steps import (
    CheckTurn,
    Confirm,
    Drop,
    Fail,
    HangUp,
    Interrupt,
    Pause,
    Remind,
    Resume,
    Settle,
    State,
    Step,
    Think,
)
from ten_lite.kinds.turns.utterance import Utterance, words

__all__ = ["TurnMachine"]

AFTER_SPEECH_MS = 500
"""Words of speech that has ended come this long after it at least, before a pause ends."""
LONGEST_PAUSE = 5
"""Times ``false_interruption_ms``: speech without words does not hold an answer for longer."""

Watch = Callable[[State, State, str], None]
"""Told about each change: from, to, and why."""


class TurnMachine:
    """Takes turns with one user.

    Args:
        policy: The rules.
        now_ms: The time.
        watch: Told about each change of state.

    Attributes:
        policy: The rules; they may be replaced at any time.
        state: Where the conversation stands.
        language: BCP-47 code of what the user speaks.
    """

    def __init__(self, policy: TurnPolicy, now_ms: int, watch: Watch | None = None) -> None:
        self.policy = policy
        self.state = State.LISTENING
        self.language = "en-US"
        self._watch = watch
        self._utterance: Utterance | None = None
        self._speech: Speech | None = None
        self._answered: Mapping[str, str] = {}
        self._guess: str | None = None
        self._due_ms = math.inf  # of HEARING, ENDING and PAUSED; of SPEAKING: to hold the answer
        self._paused_ms = 0
        self._utterances = 0
        self._typed = 0
        self._checks = 0
        self._open_check = 0  # the question whose answer is still of use
        self._final_ms = 0
        self._idle_ms = now_ms
        self._reminded = 0
        self._began_ms = now_ms
        self._is_leaving = False

    @property
    def is_free(self) -> bool:
        """Whether nobody speaks, so that the agent may say something of its own accord."""
        return self.state is State.LISTENING

    @property
    def deadline_ms(self) -> float:
        """When ``tick`` is due; inf when nothing but an event can change anything."""
        if self.state is State.CLOSED:
            return math.inf
        due_ms = min(self._due_ms, self._session_ends_ms)
        if self._speech is not None and self.state is not State.PAUSED:
            due_ms = min(due_ms, self._speech.limit_ms(self.policy))
        if self.state is State.LISTENING and self.policy.away_after_ms and not self._is_leaving:
            due_ms = min(due_ms, self._idle_ms + self.policy.away_after_ms)
        return due_ms

    @property
    def _session_ends_ms(self) -> float:
        limit_ms = self.policy.session_limit_ms
        return self._began_ms + limit_ms if limit_ms and not self._is_leaving else math.inf

    # what is known of the user

    def speech_started(self, now_ms: int) -> list[Step]:
        """The user began to make a sound."""
        if self.state is State.CLOSED:
            return []
        utterance = self._utterance or self._begin_utterance(now_ms)
        utterance.is_speaking, utterance.ended_ms, utterance.may_be_over = True, None, False
        if self._speech is None:
            return self._hear(now_ms, "speech began")
        if self._speech.is_protected or self.policy.interrupt_on != "speech":
            return []
        if self.state is State.PAUSED:
            self._due_ms = self._pause_ends_ms(now_ms)
            return []
        if self.policy.min_speech_ms:
            self._due_ms = now_ms + self.policy.min_speech_ms
            return []
        return self._hold(now_ms)

    def speech_paused(self, now_ms: int) -> list[Step]:
        """The user may be done."""
        if self._utterance is None:
            return []
        self._utterance.may_be_over = True
        return self._guess_ahead()

    def speech_ended(self, now_ms: int) -> list[Step]:
        """The user makes no sound any more."""
        utterance = self._utterance
        if utterance is None or self.state is State.CLOSED:
            return []
        utterance.is_speaking, utterance.ended_ms = False, now_ms
        if self._speech is None:
            return self._wait(now_ms, "speech ended")
        if self.state is State.PAUSED:
            self._due_ms = self._pause_ends_ms(now_ms)
        elif utterance.text:  # over something that is not interrupted; it is answered later
            self._due_ms = math.inf
        else:
            self._utterance, self._due_ms = None, math.inf
        return []

    def transcript(
        self, now_ms: int, text: str, *, is_final: bool, utterance_id: str = ""
    ) -> list[Step]:
        """The user said something; ``text`` is all of the utterance ``utterance_id``."""
        if self.state is State.CLOSED:
            return []
        text = text.strip()
        if not text and self._utterance is None:
            return []
        answered = self._answered.get(utterance_id)
        if answered is not None and len(words(text)) <= len(words(answered)):
            return []
        utterance = self._utterance or self._begin_utterance(now_ms)
        utterance.hear(now_ms, text, is_final=is_final, utterance_id=utterance_id)
        if self._speech is None:
            return self._said(now_ms, is_final)
        return self._said_over(now_ms, is_final)

    def typed(self, now_ms: int, text: str) -> list[Step]:
        """The user wrote something: it needs no waiting, and it always interrupts."""
        if self.state is State.CLOSED or not text.strip():
            return []
        steps: list[Step] = []
        if self._speech is not None and not self._speech.is_protected:
            steps += self._interrupt(now_ms, "the user typed")
        utterance = self._utterance or self._begin_utterance(now_ms)
        self._typed += 1
        typed_id = f"typed-{self._typed}"  # what is being said meanwhile is not this
        utterance.hear(now_ms, text.strip(), is_final=True, utterance_id=typed_id)
        utterance.is_typed, utterance.is_speaking = True, False
        return steps if self._speech is not None else steps + self._end_turn(now_ms, "typed")

    def verdict(self, now_ms: int, number: int, finished: float) -> list[Step]:
        """How finished the user sounds, from 0.0 to 1.0, in answer to ``CheckTurn``."""
        if self.state is not State.ENDING or number != self._open_check:
            return []
        shortest, longest = self.policy.min_wait_ms, self.policy.max_wait_ms
        wait_ms = shortest + (longest - shortest) * (1 - min(1.0, max(0.0, finished)))
        self._due_ms = self._final_ms + wait_ms
        return self._end_turn(now_ms, "sounds finished") if self._due_ms <= now_ms else []

    # what is known of the agent

    def say(self, now_ms: int, *, is_protected: bool = False) -> None:
        """The agent says something of its own accord; ask ``is_free`` first."""
        self._speech = Speech(now_ms, is_protected=is_protected)
        self._go(State.THINKING, "something to say")

    def given(self, now_ms: int, characters: int) -> None:
        """The voice was given text of the answer."""
        if self._speech is not None:
            self._speech.give(now_ms, characters)

    def made(self, now_ms: int) -> list[Step]:
        """The voice gets no more text of the answer."""
        if self._speech is not None:
            self._speech.make(now_ms)
        return self._settle_if_over(now_ms)

    def sound_began(self, now_ms: int) -> list[Step]:
        """The answer is heard from now on."""
        if self._speech is not None:
            self._speech.sound(now_ms)
            if self.state is State.THINKING:
                self._go(State.SPEAKING, "the voice began")
        return []

    def sound_ended(self, now_ms: int, unplayed_ms: int) -> list[Step]:
        """The voice has said what it was given; the client plays for ``unplayed_ms`` yet."""
        if self._speech is not None:
            self._speech.fall_silent(now_ms, unplayed_ms)
        return self._settle_if_over(now_ms)

    def interrupt(self, now_ms: int, reason: str) -> list[Step]:
        """Stop the answer whatever the rules say; nothing if there is none."""
        if self._speech is None:
            return []
        steps = self._interrupt(now_ms, reason)
        self._utterance = None
        return steps + self._listen(now_ms, reason)

    def leave(self) -> None:
        """The session ends after what the agent says now."""
        self._is_leaving = True

    def close(self) -> None:
        """Nothing changes any more."""
        self._go(State.CLOSED, "closed")

    def tick(self, now_ms: int) -> list[Step]:
        """Do what is due at ``now_ms``."""
        if now_ms < self.deadline_ms:
            return []
        if now_ms >= self._session_ends_ms:
            self._is_leaving = True
            return [HangUp("the session has lasted as long as it may")]
        if self._due_ms <= now_ms:
            return self._act_on_due(now_ms)
        if self._speech is not None:
            return self._settle_if_over(now_ms) or self._give_up_on_voice(now_ms)
        self._reminded += 1
        if self._reminded <= self.policy.reminders:
            self._idle_ms = now_ms
            return [Remind(self._reminded)]
        self._is_leaving = True
        return [HangUp("the user is away")]

    # the rules

    def _act_on_due(self, now_ms: int) -> list[Step]:
        self._due_ms = math.inf
        if self.state is State.PAUSED:
            return self._go_on(now_ms, "no words came")
        if self._speech is not None:
            spoke = self._utterance is not None and self._utterance.is_speaking
            return self._hold(now_ms) if spoke else []
        return self._end_turn(now_ms, "waited long enough")

    def _begin_utterance(self, now_ms: int) -> Utterance:
        self._utterances += 1
        self._utterance = Utterance(self._utterances, now_ms, now_ms)
        return self._utterance

    def _said(self, now_ms: int, is_final: bool) -> list[Step]:
        """There is a transcript, and nothing else is under way."""
        utterance = self._utterance
        assert utterance is not None
        if not utterance.text:
            return [] if utterance.is_speaking else self._listen(now_ms, "no words")
        steps: list[Step] = []
        if self._guess is not None and words(self._guess) != words(utterance.text):
            steps.append(self._drop_guess())
        if is_final and not utterance.is_speaking:
            return steps + self._wait(now_ms, "a final transcript")
        if utterance.ended_ms is None or self.state is not State.ENDING:
            steps += self._hear(now_ms, "words")
        else:
            self._due_ms, self._open_check = now_ms + self.policy.transcript_limit_ms, 0
        return steps + self._guess_ahead()

    def _said_over(self, now_ms: int, is_final: bool) -> list[Step]:
        """There is a transcript while an answer is being made, heard or held."""
        utterance, speech, policy = self._utterance, self._speech, self.policy
        assert utterance is not None
        assert speech is not None
        text = utterance.text
        if text and not policy.backchannels.is_one(text, self.language, is_final=is_final):
            if speech.is_protected:
                return []
            if policy.is_enough(text, is_final=is_final):
                steps = self._interrupt(now_ms, "the user spoke")
                return steps + self._said(now_ms, is_final)
        if not is_final:
            return []
        utterance.forget_words()
        if utterance.is_speaking:
            return []
        self._utterance = None
        return self._go_on(now_ms, "it was no interruption")

    def _hear(self, now_ms: int, why: str) -> list[Step]:
        utterance = self._utterance
        assert utterance is not None
        due_ms = utterance.began_ms + self.policy.max_turn_ms
        if not utterance.is_speaking:
            due_ms = min(due_ms, utterance.changed_ms + self.policy.transcript_limit_ms)
        self._due_ms = max(due_ms, now_ms)
        self._go(State.HEARING, why)
        return []

    def _wait(self, now_ms: int, why: str) -> list[Step]:
        """The user has stopped: wait for the transcript, then as long as it sounds unfinished."""
        utterance, policy = self._utterance, self.policy
        assert utterance is not None
        self._go(State.ENDING, why)
        self._open_check = 0
        if not utterance.has_final:
            self._due_ms = now_ms + policy.transcript_limit_ms
            return self._guess_ahead()
        self._final_ms = now_ms
        if not policy.has_detector:
            self._due_ms = now_ms + policy.min_wait_ms
            if not policy.min_wait_ms:
                return self._end_turn(now_ms, why)
            return self._guess_ahead()
        self._due_ms = now_ms + policy.max_wait_ms
        self._checks += 1
        self._open_check = self._checks
        return [CheckTurn(self._checks, utterance.text), *self._guess_ahead()]

    def _guess_ahead(self) -> list[Step]:
        utterance = self._utterance
        if not self.policy.is_speculative or self._speech is not None or utterance is None:
            return []
        text, is_likely = utterance.text, utterance.may_be_over or utterance.has_final
        if not text or not is_likely or self._guess is not None:
            return []
        self._guess = text
        return [Think(text, utterance.added, utterance.goes_on, is_guess=True)]

    def _drop_guess(self) -> Step:
        self._guess = None
        return Drop()

    def _end_turn(self, now_ms: int, why: str) -> list[Step]:
        """The turn is the agent's, if the user has said anything."""
        utterance = self._utterance
        text = utterance.text if utterance is not None else ""
        if utterance is None or not text:
            fail = Fail("not_understood", "no words came for what was said")
            return [fail, *self._listen(now_ms, "no words came")]
        steps: list[Step] = []
        think = Think(text, utterance.added, utterance.goes_on)
        if self._guess is None:
            steps = [think]
        elif words(self._guess) == words(text):
            steps = [Confirm()]
        else:
            steps = [self._drop_guess(), think]
        self._guess = None
        self._utterance, self._due_ms = None, math.inf
        self._answered = utterance.said
        self._speech = Speech(now_ms, text, self._answered)
        self._reminded = 0
        self._go(State.THINKING, why)
        return steps

    def _hold(self, now_ms: int) -> list[Step]:
        if not self.policy.can_pause:
            return [*self._interrupt(now_ms, "the user spoke"), *self._hear(now_ms, "speech")]
        self._paused_ms = now_ms
        self._due_ms = self._pause_ends_ms(now_ms)
        self._go(State.PAUSED, "speech began")
        return [Pause()]

    def _pause_ends_ms(self, now_ms: int) -> float:
        """When speech without words turns out to have been none."""
        limit_ms, utterance = self.policy.false_interruption_ms, self._utterance
        if utterance is not None and utterance.is_speaking:
            return self._paused_ms + LONGEST_PAUSE * limit_ms
        return max(self._paused_ms + limit_ms, now_ms + AFTER_SPEECH_MS)

    def _go_on(self, now_ms: int, why: str) -> list[Step]:
        speech = self._speech
        if self.state is not State.PAUSED or speech is None:
            return []
        if self._utterance is not None and not self._utterance.is_speaking:
            self._utterance = None
        self._due_ms = math.inf
        speech.shift(now_ms - self._paused_ms)
        self._go(State.SPEAKING if speech.is_heard else State.THINKING, why)
        return [Resume()]

    def _interrupt(self, now_ms: int, reason: str) -> list[Step]:
        """Stop the answer; what it answered is part of what comes if nobody has heard any of it."""
        speech, said = self._speech, self._utterance
        assert speech is not None
        self._speech, self._due_ms = None, math.inf
        if speech.text and not speech.is_heard:
            self._utterance = said or self._begin_utterance(now_ms)
            self._utterance.follow(speech.said)
            self._answered = {}
        return [Interrupt(reason, speech.is_heard)]

    def _settle_if_over(self, now_ms: int) -> list[Step]:
        speech = self._speech
        if speech is None or self.state is State.PAUSED or not speech.is_over(now_ms):
            return []
        self._speech, self._due_ms = None, math.inf
        return [Settle(), *self._after_speech(now_ms, "the answer is over")]

    def _give_up_on_voice(self, now_ms: int) -> list[Step]:
        speech = self._speech
        if speech is None or now_ms < speech.limit_ms(self.policy):
            return []
        is_mute = speech.is_waiting_for_voice or speech.is_made
        what = "a sound from the voice" if is_mute else "an answer"
        self._speech = None
        fail = Fail("no_answer", f"{what} did not come in time")
        return [Interrupt("late", speech.is_heard), fail, *self._after_speech(now_ms, "late")]

    def _after_speech(self, now_ms: int, why: str) -> list[Step]:
        """Take up what the user has said meanwhile."""
        utterance = self._utterance
        if utterance is None:
            return self._listen(now_ms, why)
        if utterance.text and not utterance.is_speaking:
            if utterance.is_typed:
                return self._end_turn(now_ms, why)
            return self._said(now_ms, utterance.has_final)
        if utterance.is_speaking:
            return self._hear(now_ms, why)
        return self._listen(now_ms, why)

    def _listen(self, now_ms: int, why: str) -> list[Step]:
        self._utterance, self._due_ms, self._idle_ms = None, math.inf, now_ms
        self._go(State.LISTENING, why)
        return [self._drop_guess()] if self._guess is not None else []

    def _go(self, state: State, why: str) -> None:
        before, self.state = self.state, state
        if before is not state and self._watch is not None:
            self._watch(before, state, why)
