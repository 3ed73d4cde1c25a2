"""Many cycles of one addon, with an inventory from time to time."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.runtime import ResourcePool
from ten_lite.testing import VirtualTimeLoop
from ten_lite.testing.conformance import Conformance
from ten_lite.testing.conformance.warm_pool import WarmPool
from ten_lite.weights import WeightStore

from .cycle import Way, cycle
from .growth import Growth
from .inventory import Inventory, no_more_than, take_inventory
from .kits import has_provider, kit_of

__all__ = ["Outcome", "run", "run_installed", "what_is_missing"]

WARM_UP, EVERY = 100, 20
SETTLE_S, LOOK_S = 10.0, 0.2
"""How long native threads may take to end, on the wall clock."""
MOMENT_S = 1.0
"""How long they are waited for between the first and the last inventory."""


@dataclass(slots=True)
class Outcome:
    """What came of it.

    Attributes:
        addon: Its name.
        growth: The inventories.
        ms: What each cycle took, on the wall clock.
        skipped: Why there was nothing to do; "" if there was.
        wrong: What was not as it must be, in words.
    """

    addon: str
    growth: Growth = field(default_factory=lambda: Growth(1))
    ms: float = 0.0
    skipped: str = ""
    wrong: list[str] = field(default_factory=list)


def run_installed(name: str, *, count: int, seed: int) -> Outcome:
    """Start and stop the installed addon ``name``, in a process that does nothing else."""
    return run(AddonRegistry().get(name), count=count, warm_up=WARM_UP, every=EVERY, seed=seed)


def run(addon: AddonSpec, *, count: int, warm_up: int, every: int, seed: int = 0) -> Outcome:
    """Start and stop ``addon``, in a loop of its own.

    What its sessions share, an SDK's client say, is made and given back each time. Only models stay
    loaded: that takes seconds, and llama.cpp and onnxruntime move the memory of the process by tens
    of MB, up and down, with each load. For each inventory the provider's place is taken anew, as
    fakes keep what they were asked.

    Args:
        addon: The addon.
        count: How often.
        warm_up: How often before that, for what is imported late and kept for all sessions.
        every: Cycles between two inventories.
        seed: Decides when each stop comes.
    """
    outcome = Outcome(addon.name, Growth(every))
    if missing := what_is_missing(addon):
        outcome.skipped = missing
        return outcome
    kit, dice = kit_of(addon), random.Random(seed)
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # who keeps records keeps what they are of
    try:
        loop: Callable[[], asyncio.AbstractEventLoop] = VirtualTimeLoop
        if kit.new_provider().real_time:
            loop = asyncio.new_event_loop
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(_run(kit, outcome, count, warm_up, dice))
    except Exception as error:
        outcome.wrong = [f"{type(error).__name__}: {error}"]
    else:
        outcome.wrong = outcome.growth.wrong()
    finally:
        logging.disable(level)
    return outcome


def what_is_missing(addon: AddonSpec) -> str:
    """Why ``addon`` cannot be started here; "" when it can."""
    store = WeightStore()
    needed = addon.weights(addon.config.model_construct())
    if absent := [weights.name for weights in needed if store.missing(weights)]:
        return f"its weights are not here: {', '.join(absent)}"
    fields = addon.config.model_fields.items()
    if has_provider(addon) or not any(field.is_required() for _, field in fields):
        return ""
    return "nobody stands in for its provider"


async def _run(
    kit: type[Conformance[Any]],
    outcome: Outcome,
    count: int,
    warm_up: int,
    dice: random.Random,
) -> None:
    every = outcome.growth.every
    models = WarmPool()
    for _ in range(0, warm_up, every):
        await _batch(kit(), every, dice, models)
    gc.collect()
    gc.freeze()  # what is kept for all sessions need not be looked through each time
    first = await _settled(None)
    outcome.growth.taken.append(first)
    began_s = time.monotonic()
    for _ in range(0, count, every):
        await _batch(kit(), every, dice, models)
        outcome.growth.taken.append(await _settled(first, MOMENT_S))
    outcome.growth.taken[-1] = await _settled(first)
    outcome.ms = 1000 * (time.monotonic() - began_s) / count
    await models.close()


async def _batch(kit: Conformance[Any], cycles: int, dice: random.Random, models: WarmPool) -> None:
    async with kit.new_provider() as kit.fake:
        for _ in range(cycles):
            kit.pool = models if kit.addon.known_weights else ResourcePool()
            await cycle(kit, dice.choice(list(Way)))


async def _settled(first: Inventory | None, within_s: float = SETTLE_S) -> Inventory:
    """What is there when that is no more than at ``first``, or at the end of patience."""
    for _ in range(round(within_s / LOOK_S)):
        if first is not None and no_more_than(first):
            break
        await asyncio.sleep(LOOK_S)
    return take_inventory()
