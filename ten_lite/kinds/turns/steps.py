"""The states of a conversation, and what is to be done when it goes from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = [
    "CheckTurn",
    "Confirm",
    "Drop",
    "Fail",
    "HangUp",
    "Interrupt",
    "Pause",
    "Remind",
    "Resume",
    "Settle",
    "State",
    "Step",
    "Think",
]


class State(Enum):
    """Where a conversation stands.

    * ``LISTENING``: nobody speaks; it is the user's turn.
    * ``HEARING``: the user speaks.
    * ``ENDING``: the user has stopped; it is not certain that the turn is over.
    * ``THINKING``: the turn is over, and nothing of its answer is heard yet.
    * ``SPEAKING``: the agent is heard.
    * ``PAUSED``: something was heard over the answer, which is held until it is known what.
    * ``CLOSED``: the conversation has ended.
    """

    LISTENING = "listening"
    HEARING = "hearing"
    ENDING = "ending"
    THINKING = "thinking"
    SPEAKING = "speaking"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Think:
    """Begin the answer to ``text``.

    Attributes:
        text: What the user has said in this turn.
        added: The part of it that came after an answer which nobody has heard.
        goes_on: Whether there was such an answer: the turn is the same as before.
        is_guess: Whether the turn may not be over: nothing may be heard, remembered or done to the
            world before ``Confirm``.
    """

    text: str
    added: str
    goes_on: bool = False
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """The turn is over, and the answer that was begun as a guess is the right one."""


@dataclass(frozen=True, slots=True)
class Drop:
    """The answer that was begun as a guess is not wanted."""


@dataclass(frozen=True, slots=True)
class CheckTurn:
    """Ask whether the user sounds finished; ``TurnMachine.verdict`` takes the answer.

    Attributes:
        number: Tells the answer to this question from those to earlier ones.
        text: What the user has said in this turn.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Stop the answer for good, at the model, at the voice and at the client.

    Attributes:
        reason: Why.
        was_heard: Whether the user has heard any of it.
    """

    reason: str
    was_heard: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold the sound of the answer."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on with the sound of the answer where it was held."""


@dataclass(frozen=True, slots=True)
class Settle:
    """The answer has been heard to its end."""


@dataclass(frozen=True, slots=True)
class Fail:
    """Tell the user that something went wrong.

    Attributes:
        code: A short stable word.
        text: For the user.
    """

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Remind:
    """The user is silent: ask whether they are there, for the ``number``-th time, from 1."""

    number: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the session, after what the agent says now; the user is not listened to any more."""

    reason: str


Step = (
    Think
    | Confirm
    | Drop
    | CheckTurn
    | Interrupt
    | Pause
    | Resume
    | Settle
    | Fail
    | Remind
    | HangUp
)
"""Something that the machine wants done."""
