"""What the user of a simulated conversation does, and what a recogniser makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    Message,
    Notice,
    StartOfSpeech,
)

from .client import Client
from .world import Said, World

__all__ = ["Timeline", "timeline"]

TYPED_WAITS_S = 5.0

Timeline = list[tuple[float, Callable[[], Any]]]
"""When something happens, in seconds from the beginning, and what."""


class _User:
    def __init__(
        self, world: World, client: Client, send: Callable[[Message], None], has_vad: bool
    ) -> None:
        self.world, self.client, self.send, self.has_vad = world, client, send, has_vad
        self.has_ids = world.chance(0.7)
        self.sure = not world.chance(0.2)  # whether its recogniser is late and wrong at times
        self.events: Timeline = []
        self.at_s = 0.0
        self.utterances = 0
        self.last: Said | None = None
        self.last_final_s = 0.0
        self.typed_s = -math.inf

    def at(self, when_s: float, message: Message) -> None:
        self.events.append((when_s, lambda: self.send(message)))

    def transcript(self, when_s: float, text: str, final: bool) -> None:
        number = f"u{self.utterances}" if self.has_ids else ""
        self.events.append((when_s, lambda: self.send(AsrResult(text, final, id=number))))

    def scene(self) -> None:
        world, dice = self.world, self.world.dice
        self.utterances += 1
        kind = dice.random()
        if kind < 0.68:
            self.speak()
        elif kind < 0.78:
            self.type()
        elif kind < 0.86:
            self.noise(final=world.chance(0.3))
        elif kind < 0.93:
            self.agree()
        else:
            text = world.word("notice", self.utterances)
            self.at(self.at_s, Notice(f"{text}."))
        gap = dice.random()
        if gap < 0.25:
            self.at_s += world.between(0.0, 0.3)
        elif gap < 0.7:
            self.at_s += world.between(0.1, 2.0)
        else:
            self.at_s += world.between(2.0, 6.0)

    def speak(self) -> None:
        world, dice, start_s = self.world, self.world.dice, self.at_s
        spoken = [
            world.word(f"u{world.word('', self.utterances)}a", n) for n in range(dice.randint(1, 5))
        ]
        self.at_s = end_s = start_s + 0.15 * len(spoken) + world.between(0.0, 0.2)
        if self.has_vad:
            self.at(start_s, StartOfSpeech(0))
            if world.chance(0.3):
                self.at(start_s + (end_s - start_s) * 0.8, LikelyEndOfSpeech(0))
            self.at(end_s, EndOfSpeech(0))
        # what is said after something was typed, which waits for its turn, is answered with it
        said = Said(spoken, is_once=self.sure and start_s > self.typed_s + TYPED_WAITS_S)
        told = 0
        for place in range(1, len(spoken) + 1):
            if world.chance(0.5):
                told = place
                when_s = start_s + (end_s - start_s) * place / (len(spoken) + 1)
                self.transcript(when_s, " ".join(spoken[:place]), False)
        fate = 1.0 if self.sure else dice.random()
        final_s = end_s + world.between(0.02, 0.4)
        if fate < 0.1:
            final_s += world.between(0.5, 4.0)
            said.is_once = False
        elif fate < 0.2:  # it never comes, and what was told before is all there is
            if told and self.has_ids:  # without ids nobody can tell it from what comes next
                world.said.append(Said(spoken[:told], is_once=False))
            return
        elif fate < 0.3:
            self.transcript(final_s, "", True)
            return
        elif fate < 0.5 and len(spoken) > 1:
            self.transcript(final_s, " ".join(spoken[: dice.randrange(1, len(spoken))]), True)
            final_s += world.between(0.02, 1.5)
            said.is_once = False
        elif fate < 0.6 and self.has_vad:
            final_s = end_s - 0.01
        self.transcript(final_s, " ".join(spoken), True)
        world.said.append(said)
        self.last, self.last_final_s = said, final_s

    def type(self) -> None:
        word = self.world.word("typed", self.utterances)
        self.typed_s = self.at_s
        if self.last is not None and self.at_s <= self.last_final_s:
            self.last.is_once = False  # what was told of it so far is answered at once
        self.world.said.append(Said([word], is_once=self.sure))
        self.events.append((self.at_s, lambda: self.client.tell("text_data", {"text": word})))

    def noise(self, *, final: bool) -> None:
        """A sound without words."""
        start_s = self.at_s
        self.at_s += self.world.between(0.05, 1.0)
        if self.has_vad:
            self.at(start_s, StartOfSpeech(0))
            self.at(self.at_s, EndOfSpeech(0))
        if final:
            self.transcript(self.at_s + self.world.between(0.02, 0.4), "", True)

    def agree(self) -> None:
        """Say something that is no interruption where it meets an answer."""
        start_s = self.at_s
        self.at_s += 0.2
        if self.has_vad:
            self.at(start_s, StartOfSpeech(0))
            self.at(self.at_s, EndOfSpeech(0))
        self.transcript(self.at_s + self.world.between(0.02, 0.4), "uh-huh", True)


def timeline(
    world: World, client: Client, send: Callable[[Message], None], *, scenes: int, has_vad: bool
) -> Timeline:
    """A random conversation of ``scenes`` scenes.

    Args:
        world: Has the dice, and notes what is said.
        client: Types.
        send: Sends what the recogniser tells.
        scenes: How often the user does something.
        has_vad: Whether speech is told, or transcripts only.
    """
    user = _User(world, client, send, has_vad)
    for _ in range(scenes):
        user.scene()
    if world.chance(0.4):
        leaves_s = world.between(0.0, user.at_s)
        user.events.append((leaves_s, client.vanish))
        user.events.append((leaves_s + world.between(0.01, 9.0), client.come_back))
    reports_s = 0.05
    client.reports = world.chance(0.5)
    if client.reports:
        while reports_s < user.at_s + 2:
            user.events.append((reports_s, client.report))
            reports_s += world.between(0.1, 0.6)
    return sorted(user.events, key=lambda event: event[0])
