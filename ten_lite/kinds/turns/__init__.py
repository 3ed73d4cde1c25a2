"""Turn taking without I/O: who may speak, when a turn is over, what interrupts."""

from ten_lite.kinds.turns.backchannel import BACKCHANNELS, Backchannels
from ten_lite.kinds.turns.machine import TurnMachine
from ten_lite.kinds.turns.policy import InterruptOn, TurnPolicy
from ten_lite.kinds.turns.presence import Presence
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

__all__ = [
    "BACKCHANNELS",
    "Backchannels",
    "CheckTurn",
    "Confirm",
    "Drop",
    "Fail",
    "HangUp",
    "Interrupt",
    "InterruptOn",
    "Pause",
    "Presence",
    "Remind",
    "Resume",
    "Settle",
    "State",
    "Step",
    "Think",
    "TurnMachine",
    "TurnPolicy",
]
