"""Where a conversation stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from ten_lite.kinds.turns import Presence
from ten_lite_main_control.answer import Answer
from ten_lite_main_control.history import Entry, History
from ten_lite_main_control.tools import Toolbox
from ten_lite_main_control.turn_time import TurnTime

__all__ = ["Talk"]

NOTICES_KEPT = 10


@dataclass(slots=True)
class Talk:
    """Where the conversation stands; it outlives a restart of the node.

    Attributes:
        history: What was said.
        agent: Who speaks, of the agents in the graph; "" when there is but one.
        language: What is spoken.
        prompts: Those that the client has replaced, by agent.
        presence: How long the session has lasted and the user been silent.
        time: Of the conversation.
        tools: What nodes have registered.
        answer: What is being made, spoken or played.
        notices: What is still to be told.
        cut: Interrupted answers by flush, until the voice tells what of them was heard.
        utterances: The user's final transcripts so far.
        flushes: Interruptions so far.
        pauses: Times an answer was held.
        requests: Answers that were begun for the present turn.
        sayings: What the agent has said of its own accord, by number.
        is_sorry: Whether the user is told already that this turn gets no answer.
        leaving: Why the session ends after what is said now; "" while it does not.
    """

    history: History
    agent: str
    language: str
    presence: Presence
    prompts: dict[str, str] = field(default_factory=dict)
    time: TurnTime = field(default_factory=TurnTime)
    tools: Toolbox = field(default_factory=Toolbox)
    answer: Answer | None = None
    notices: deque[str] = field(default_factory=lambda: deque(maxlen=NOTICES_KEPT))
    cut: dict[str, tuple[Entry, Answer]] = field(default_factory=dict)
    utterances: int = 0
    flushes: int = 0
    pauses: int = 0
    requests: tuple[int, int] = (0, 0)
    sayings: int = 0
    is_sorry: bool = False
    leaving: str = ""

    def apologize(self, words: str) -> None:
        """Tell the user that something went wrong when nobody speaks, once a turn."""
        if words and not self.is_sorry:
            self.is_sorry = True
            self.notices.append(words)

    def take_prompt(self) -> None:
        """Go on with the prompt that the client has given, if it has."""
        self.history.prompt = self.prompts.get(self.agent, self.history.prompt)

    def settle(self) -> None:
        """The answer was heard to its end: put it into the history."""
        answer, self.answer = self.answer, None
        if answer is None:
            return
        messages = answer.messages() if answer.is_complete else answer.heard_messages(None)
        if messages:
            self.history.extend(messages, is_interrupted=not answer.is_complete)

    def interrupt(self, flush_id: str, *, was_heard: bool) -> None:
        """The answer ends here: put into the history what was heard of it.

        What the voice was given counts as heard until the voice tells more; see ``correct``. With
        a ``flush_id`` of "" it will not.
        """
        answer, self.answer = self.answer, None
        if answer is None:
            return
        if not answer.is_voiced:
            was_heard = bool(answer.shown)
        messages = answer.heard_messages(None if was_heard else 0)
        if messages:
            entry = self.history.extend(messages, is_interrupted=True)
            if was_heard and answer.is_voiced and flush_id:
                self.cut[flush_id] = (entry, answer)

    def correct(self, flush_id: str, heard: Mapping[str, int] | None) -> None:
        """The voice told how many characters were heard: cut what the history holds to that."""
        entry, answer = self.cut.pop(flush_id, (None, None))
        if entry is None or answer is None or heard is None:
            return
        characters = heard.get(answer.request_id)
        if characters is None and not answer.was_ended:
            characters = 0
        entry.messages = answer.heard_messages(characters)
