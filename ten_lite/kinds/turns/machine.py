"""Who may speak now: the states of a conversation and every way from one to another.

Nothing in here waits, sends or knows the time. A control node tells what happens, with the time in
milliseconds, gets back the steps that are due, in order, and calls ``tick`` at ``deadline_ms``.
Every state but ``CLOSED`` ends in bounded time, or waits for the user.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ten_lite.kinds.turns.hold import Hold
from ten_lite.kinds.turns.policy import TurnPolicy
from ten_lite.kinds.turns.presence import Presence
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
from ten_lite.kinds.turns.utterance import Utterance, latest, size, words

__all__ = ["TurnMachine"]

Watch = Callable[[State, State, str], None]
"""Told about each change: from, to, and why."""


class TurnMachine:
    """Takes turns with one user.

    Args:
        policy: The rules.
        now_ms: The time.
        watch: Told about each change of state.
        presence: What it knows of the session from before; None: the session begins now.

    Attributes:
        policy: The rules; they may be replaced at any time.
        state: Where the conversation stands.
        language: BCP-47 code of what the user speaks.
    """

    def __init__(
        self,
        policy: TurnPolicy,
        now_ms: int,
        watch: Watch | None = None,
        presence: Presence | None = None,
    ) -> None:
        self.policy = policy
        self.state = State.LISTENING
        self.language = "en-US"
        self._watch = watch
        self._utterance: Utterance | None = None
        self._speech: Speech | None = None
        self._answered: Mapping[str, str] = {}
        self._guess: str | None = None
        self._due_ms = math.inf  # of HEARING, ENDING and PAUSED; of SPEAKING: to hold the answer
        self._hold = Hold(now_ms)
        self._utterances = 0
        self._typed = 0
        self._checks = 0
        self._checked = ""
        self._final_ms = 0
        self._presence = presence or Presence(now_ms, now_ms)

    @property
    def is_free(self) -> bool:
        """Whether nobody speaks, so that the agent may say something of its own accord."""
        return self.state is State.LISTENING

    @property
    def deadline_ms(self) -> float:
        """When ``tick`` is due; inf when nothing but an event can change anything."""
        if self.state is State.CLOSED:
            return math.inf
        is_silent = self.state is State.LISTENING
        due_ms = min(self._due_ms, self._presence.deadline_ms(self.policy, is_silent=is_silent))
        if self._speech is not None and self.state is not State.PAUSED:
            due_ms = min(due_ms, self._speech.limit_ms(self.policy))
        return due_ms

    @property
    def _is_deaf(self) -> bool:
        return self.state is State.CLOSED or self._presence.is_over

    # what is known of the user

    def speech_started(self, now_ms: int) -> list[Step]:
        """The user began to make a sound."""
        if self._is_deaf:
            return []
        utterance = self._utterance or self._begin_utterance(now_ms)
        utterance.begin_speech()
        if self._speech is None:
            return self._hear(now_ms, "speech began")
        if self._speech.is_protected or self.policy.interrupt_on != "speech":
            return []
        if self.state is State.PAUSED:
            self._due_ms = self._hold.ends_ms(now_ms, self.policy, utterance)
            return []
        if self.policy.min_speech_ms:
            self._due_ms = now_ms + self.policy.min_speech_ms
            return []
        return self._pause(now_ms)

    def speech_paused(self, now_ms: int) -> list[Step]:
        """The user may be done."""
        if self._utterance is None:
            return []
        self._utterance.may_be_over = True
        return self._guess_ahead()

    def speech_ended(self, now_ms: int) -> list[Step]:
        """The user makes no sound any more."""
        utterance = self._utterance
        if utterance is None:
            return []
        utterance.is_speaking, utterance.ended_ms = False, now_ms
        if self._speech is None:
            return self._wait(now_ms, "speech ended")
        if self.state is State.PAUSED:
            if utterance.is_judged:
                return self._go_on(now_ms, "it was no interruption")
            self._due_ms = self._hold.ends_ms(now_ms, self.policy, utterance)
        elif utterance.text:  # over something that is not interrupted; it is answered later
            self._due_ms = math.inf
        else:
            self._utterance, self._due_ms = None, math.inf
        return []

    def transcript(
        self, now_ms: int, text: str, *, is_final: bool, utterance_id: str = ""
    ) -> list[Step]:
        """The user said something; ``text`` is all of the utterance ``utterance_id``."""
        text = text.strip()
        if self._is_deaf or not (text or (is_final and self._utterance is not None)):
            return []
        answered = self._answered.get(utterance_id)
        if answered is not None and size(text) <= size(answered):
            return []
        utterance = self._utterance or self._begin_utterance(now_ms)
        before = (utterance.text, utterance.has_final)
        utterance.hear(now_ms, text, is_final=is_final, utterance_id=utterance_id)
        if self._speech is None:
            is_news = not utterance.text or before != (utterance.text, utterance.has_final)
            return self._said(now_ms, is_final) if is_news else []
        return self._said_over(now_ms, is_final)

    def typed(self, now_ms: int, text: str) -> list[Step]:
        """The user wrote something: it needs no waiting, and it always interrupts."""
        if self._is_deaf or not text.strip():
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
        utterance = self._utterance
        if self.state is not State.ENDING or number != self._checks or utterance is None:
            return []
        if not utterance.has_final or utterance.text != self._checked:  # more has come since
            return []
        wait_ms = self.policy.wait_ms(finished)
        self._due_ms = self._in_turn_ms(now_ms, self._final_ms + wait_ms)
        return self._end_turn(now_ms, "sounds finished") if self._due_ms <= now_ms else []

    # what is known of the agent

    def say(self, now_ms: int, *, is_protected: bool = False) -> None:
        """The agent says something of its own accord; ask ``is_free`` first."""
        if self.state is State.CLOSED:
            return
        self._speech = Speech(now_ms, is_protected=is_protected)
        self._go(State.THINKING, "something to say")

    def given(self, now_ms: int, characters: int) -> None:
        """The voice was given text of the answer."""
        if self._speech is not None:
            self._speech.give(self._voice_ms(now_ms), characters)

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
            self._speech.fall_silent(self._voice_ms(now_ms), unplayed_ms)
        return self._settle_if_over(now_ms)

    def interrupt(self, now_ms: int, reason: str, *, by_user: bool = False) -> list[Step]:
        """Stop the answer if there is one; only a user's wish leaves what is protected."""
        speech = self._speech
        if speech is None or (by_user and speech.is_protected):
            return []
        self._speech, self._due_ms = None, math.inf
        return [Interrupt(reason, speech.is_heard), *self._after_speech(now_ms, reason)]

    def close(self) -> None:
        """Nothing changes any more."""
        self._speech = self._utterance = self._guess = None
        self._due_ms = math.inf
        self._go(State.CLOSED, "closed")

    def tick(self, now_ms: int) -> list[Step]:
        """Do what is due at ``now_ms``."""
        if now_ms < self.deadline_ms:
            return []
        presence = self._presence
        if presence.has_lasted(now_ms, self.policy):
            return self._leave(now_ms, "the session has lasted as long as it may")
        if self._due_ms <= now_ms:
            return self._act_on_due(now_ms)
        if self._speech is not None:
            return self._settle_if_over(now_ms) or self._give_up_on_voice(now_ms)
        if number := presence.remind(now_ms, self.policy):
            return [Remind(number)]
        return self._leave(now_ms, "the user is away")

    # the rules

    def _leave(self, now_ms: int, reason: str) -> list[Step]:
        """End the session: what is said until then is the agent's."""
        speech, self._speech = self._speech, None
        self._presence.is_over = True
        steps: list[Step] = [Interrupt(reason, speech.is_heard)] if speech is not None else []
        return [*steps, *self._listen(now_ms, reason), HangUp(reason)]

    def _act_on_due(self, now_ms: int) -> list[Step]:
        self._due_ms = math.inf
        if self.state is State.PAUSED:
            return self._go_on(now_ms, "no words came")
        if self._speech is not None:
            spoke = self._utterance is not None and self._utterance.is_speaking
            return self._pause(now_ms) if spoke else []
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
            self._due_ms = self._in_turn_ms(now_ms, now_ms + self.policy.transcript_limit_ms)
        return steps + self._guess_ahead()

    def _said_over(self, now_ms: int, is_final: bool) -> list[Step]:
        """There is a transcript while an answer is being made, heard or held."""
        utterance, speech, policy = self._utterance, self._speech, self.policy
        assert utterance is not None
        assert speech is not None
        text = utterance.text
        # nobody agrees with what was not heard: until then it is more of the same turn
        joins = is_final and bool(speech.text and words(text)) and not speech.is_heard
        is_agreement = policy.backchannels.is_one(text, self.language, is_final=is_final)
        if text and (joins or not is_agreement):
            if speech.is_protected:
                return []
            if joins or policy.is_enough(text, is_final=is_final):
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
        due_ms = math.inf
        if not utterance.is_speaking:
            due_ms = utterance.changed_ms + self.policy.transcript_limit_ms
        self._due_ms = self._in_turn_ms(now_ms, due_ms)
        self._go(State.HEARING, why)
        return []

    def _in_turn_ms(self, now_ms: int, due_ms: float) -> float:
        """``due_ms``, or the end of the longest turn if that is sooner; not in the past."""
        utterance = self._utterance
        assert utterance is not None
        return max(now_ms, min(due_ms, utterance.began_ms + self.policy.max_turn_ms))

    def _wait(self, now_ms: int, why: str) -> list[Step]:
        """The user has stopped: wait for the transcript, then as long as it sounds unfinished."""
        utterance, policy = self._utterance, self.policy
        assert utterance is not None
        self._go(State.ENDING, why)
        if not utterance.has_final:
            self._due_ms = self._in_turn_ms(now_ms, now_ms + policy.transcript_limit_ms)
            return self._guess_ahead()
        self._final_ms = now_ms
        if not policy.has_detector:
            self._due_ms = self._in_turn_ms(now_ms, now_ms + policy.min_wait_ms)
            if not policy.min_wait_ms:
                return self._end_turn(now_ms, why)
            return self._guess_ahead()
        self._due_ms = self._in_turn_ms(now_ms, now_ms + policy.max_wait_ms)
        self._checks, self._checked = self._checks + 1, utterance.text
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
        think = Think(text, utterance.added, utterance.goes_on)
        steps: list[Step] = [think]
        if self._guess is not None:
            is_right = words(self._guess) == words(text)
            steps = [Confirm()] if is_right else [Drop(), think]
        self._guess = None
        self._utterance, self._due_ms = None, math.inf
        self._answered = latest({**self._answered, **utterance.said})
        self._speech = Speech(now_ms, text, utterance.said)
        self._presence.reminded = 0
        self._go(State.THINKING, why)
        return steps

    def _pause(self, now_ms: int) -> list[Step]:
        if not self.policy.can_pause:
            return [*self._interrupt(now_ms, "the user spoke"), *self._hear(now_ms, "speech")]
        self._hold = Hold(now_ms)
        self._due_ms = self._hold.ends_ms(now_ms, self.policy, self._utterance)
        self._go(State.PAUSED, "speech began")
        return [Pause()]

    def _voice_ms(self, now_ms: int) -> int:
        """The time for the voice, for which a pause takes none; ``_go_on`` makes up for it."""
        return self._hold.since_ms if self.state is State.PAUSED else now_ms

    def _go_on(self, now_ms: int, why: str) -> list[Step]:
        speech = self._speech
        if self.state is not State.PAUSED or speech is None:
            return []
        if self._utterance is not None and not self._utterance.is_speaking:
            self._utterance = None
        self._due_ms = math.inf
        speech.shift(now_ms - self._hold.since_ms)
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
            self._answered = {k: v for k, v in self._answered.items() if k not in speech.said}
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
        self._speech = None
        fail = Fail("no_answer", f"{speech.missing} did not come in time")
        return [Interrupt("late", speech.is_heard), fail, *self._after_speech(now_ms, "late")]

    def _after_speech(self, now_ms: int, why: str) -> list[Step]:
        """Take up what the user has said meanwhile."""
        utterance = self._utterance
        if utterance is not None and utterance.is_speaking:
            return self._hear(now_ms, why)
        if utterance is None or not utterance.text:
            return self._listen(now_ms, why)
        if utterance.is_typed:
            return self._end_turn(now_ms, why)
        return self._said(now_ms, utterance.has_final)

    def _listen(self, now_ms: int, why: str) -> list[Step]:
        self._utterance, self._due_ms, self._presence.idle_ms = None, math.inf, now_ms
        self._go(State.LISTENING, why)
        return [self._drop_guess()] if self._guess is not None else []

    def _go(self, state: State, why: str) -> None:
        before, self.state = self.state, state
        if before is not state and self._watch is not None:
            self._watch(before, state, why)
