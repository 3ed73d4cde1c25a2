"""Runs simulated conversations."""

from __future__ import annotations

import asyncio
import math
from typing import Any

from ten_lite.kinds.turns import State
from ten_lite.runtime import ResourcePool, Session
from ten_lite.testing import leftover_tasks

from .client import Client
from .graph import plan
from .outcome import FILLER, check_answers, check_history, check_sound
from .user import timeline
from .watch import check_bounds, watch
from .world import World

__all__ = ["HANGS", "SCENES", "close", "converse", "play", "set_up"]

SCENES = 10
"""Interleavings in one conversation: things the user does, at random moments of what goes on."""
REST_LIMIT_S = 120
CLOSE_LIMIT_S = 1.0
HANGS = "it hangs"


def set_up(seed: int) -> tuple[World, Client, Session]:
    """A conversation that has not begun."""
    world = World(seed)
    client = Client(world, world.dice.choice((0.0, 0.0, 0.01, 0.04)))
    session = Session(_plan(world), session_id="s", pool=ResourcePool(), client=client)
    client.session = session
    watch(session, world)
    return world, client, session


async def play(world: World, client: Client, session: Session, *, scenes: int) -> None:
    """What the user does, until nobody has anything to say any more, or somebody has left."""
    loop = asyncio.get_running_loop()
    ears = session.nodes["ears"]
    events = timeline(world, client, ears.send, scenes=scenes, has_vad=world.chance(0.75))
    leaves_s = world.between(0.0, events[-1][0] + 1) if world.chance(0.2) else math.inf
    began_s = loop.time()
    for at_s, event in events:
        wait_s = began_s + min(at_s, leaves_s) - loop.time()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        if at_s > leaves_s or session.ending:
            break
        event()
    if leaves_s < math.inf:
        client.leave()
        await session.ended.wait()
        world.counts["left"] += 1
    else:
        await _rest(session, world)
        client.finish()


async def converse(seed: int, *, scenes: int = SCENES) -> World:
    """One conversation, in virtual time; ``World.wrong`` says what was."""
    world, client, session = set_up(seed)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: world.wrong.append(_complaint(context)))
    await session.start()
    await play(world, client, session, scenes=scenes)
    if not session.ending:
        check_sound(world, client)
        check_history(world, session, client)
        check_answers(world, session, client)
        world.claim(not world.requests, f"requests go on: {world.requests}")
        world.claim(not world.calls, f"calls go on: {world.calls}")
        world.claim(not session.runs, f"commands go on: {list(session.runs.values())}")
    await close(session, world)
    world.counts["conversations"] += 1
    world.counts["interleavings"] += scenes
    world.counts["turns"] += session.fence.turn_id
    return world


def _plan(world: World) -> Any:
    chance, dice = world.chance, world.dice
    return plan(
        can_pause=chance(0.8),
        has_detector=chance(0.4),
        greeting="greeting to you." if chance(0.4) else "",
        max_history=10_000,
        interrupt_on=dice.choice(("speech", "speech", "partial", "final")),
        min_speech_ms=dice.choice((0, 0, 100)),
        false_interruption_s=world.between(0.5, 2.0),
        away_after_s=4.0 if chance(0.1) else 0.0,
        away_prompts=("away now?",),
        farewell="farewell to you." if chance(0.5) else "",
        protect=dice.choice(((), (), ("greeting", "notice"))),
        min_wait_s=dice.choice((0.0, 0.0, 0.2)),
        max_wait_s=dice.choice((0.3, 1.0)),
        speculative=chance(0.4),
        transcript_timeout_s=1.5,
        max_turn_s=8.0,
        speakable=chance(0.7),
        answer_timeout_s=4.0,
        voice_timeout_s=4.0,
        max_answer_s=30.0,
        max_tool_rounds=dice.choice((1, 3)),
        tool_timeout_s=2.0,
        tool_filler=f"{FILLER} {FILLER}." if chance(0.5) else "",
        tool_filler_after_s=0.4,
    )


async def _rest(session: Session, world: World) -> None:
    """Wait until nobody has anything to say."""
    state = State.LISTENING
    for _ in range(REST_LIMIT_S):
        await asyncio.sleep(1)
        if session.ending:
            world.counts["ended"] += 1
            return
        if session.nodes["control"].supervisor.current.is_running:
            control = session.nodes["control"].extension
            state = control._turns.state  # type: ignore[attr-defined]
            if state is State.LISTENING:
                return
    world.wrong.append(f"{HANGS} in {state.value} for {REST_LIMIT_S} s")


async def close(session: Session, world: World) -> None:
    """Close it, and claim that nothing is left."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await session.close()
    took_s = loop.time() - began_s
    world.claim(took_s <= CLOSE_LIMIT_S, f"closing took {took_s:.3f} s")
    check_bounds(session, world)
    world.claim(not session.runs, "commands are left")
    world.claim(not session.pool._loaded, f"shared resources are held: {session.pool._loaded}")
    world.claim(not world.requests, f"requests are left: {world.requests}")
    world.claim(not world.calls, f"calls are left: {world.calls}")
    for _ in range(5):  # another owner's close may have begun with the last step
        await asyncio.sleep(0)
    if left := leftover_tasks():
        world.wrong.append(f"tasks are left: {left}")


def _complaint(context: dict[str, Any]) -> str:
    return f"asyncio: {context.get('message')} {context.get('exception')!r}"
