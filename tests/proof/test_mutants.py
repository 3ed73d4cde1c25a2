"""The simulation finds what it is there to find: each safeguard is missed when it is taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ten_lite.errors import CommandError
from ten_lite.kinds.turns import TurnMachine
from ten_lite.runtime import Session
from ten_lite.runtime.channel import Entry
from ten_lite.runtime.command import CommandRun
from ten_lite.runtime.fence import Fence
from ten_lite.runtime.mailbox import Mailbox
from ten_lite.runtime.tasks import TaskOwner
from ten_lite_main_control.extension import MainControl
from ten_lite_main_control.history import History
from ten_lite_main_control.talk import Talk
from ten_lite_websocket_server.line import Line

from .batch import run

WITHIN = 250
"""Conversations of ten interleavings each."""


def nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def only_the_epoch(session: Session) -> None:
    """An interruption that stops no work."""
    session.fence.raise_epoch()


def all_was_heard(talk: Talk, flush_id: str, heard: Any) -> None:
    """A history that is not cut."""
    talk.cut.pop(flush_id, None)


def as_a_new_turn(history: History, text: str) -> None:
    """A user who goes on is taken for one who begins anew."""
    history.add("user", text)


def ends_for_the_caller_only(run_: CommandRun, error: CommandError | None = None) -> None:
    """A command that is cancelled goes on at the receiver."""
    run_.end(error)


def keeps_talking(machine: TurnMachine, now_ms: int, unplayed_ms: int) -> list[Any]:
    """An end of sound that nobody notices."""
    return []


def overtakes(mailbox: Mailbox, entry: Entry) -> None:
    """The last one comes first."""
    mailbox._pending.appendleft(entry)
    mailbox._wake.set()


async def lets_them_run(owner: TaskOwner, timeout_s: float) -> list[str]:
    """Tasks that are not ended with the node."""
    return []


async def at_once(line: Line, count: int) -> None:
    """A client that is back goes on before it has told where it stopped."""


MUTANTS: tuple[tuple[str, type, str, Callable[..., Any], str], ...] = (
    ("the fence is removed", Fence, "is_stale", lambda *_: False, "left"),
    ("an interruption stops no work", Session, "interrupt", only_the_epoch, ""),
    ("a pause voids no sound", Fence, "void_sound", nothing, "while it was held"),
    ("the history is not cut", Talk, "correct", all_was_heard, "is remembered"),
    ("who goes on begins anew", History, "go_on", as_a_new_turn, "in the history"),
    ("a cancelled command goes on", CommandRun, "cancel", ends_for_the_caller_only, ""),
    ("messages overtake each other", Mailbox, "enqueue", overtakes, "came after"),
    ("tasks are not ended", TaskOwner, "close", lets_them_run, "tasks are left"),
    ("nobody minds who is away", MainControl, "on_user_left", nothing, ""),
    ("where a client stopped is not asked", Line, "received", at_once, "was not played"),
    ("the end of sound is not noticed", TurnMachine, "sound_ended", keeps_talking, ""),
)


@pytest.mark.parametrize(
    ("owner", "name", "mutant", "complaint"),
    [pytest.param(*mutant[1:], id=mutant[0]) for mutant in MUTANTS],
)
def test_a_safeguard_that_is_taken_out_is_missed(
    owner: type, name: str, mutant: Callable[..., Any], complaint: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(owner, name, mutant)
    outcome = run(range(WITHIN), stop_at_first=True)
    assert outcome.wrong, f"{WITHIN} conversations found nothing"
    assert any(complaint in fault for faults in outcome.wrong.values() for fault in faults), outcome
