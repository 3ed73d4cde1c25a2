"""A scripted voice: each sample tells which character it is a part of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from ten_lite.addons import AddonConfig
from ten_lite.kinds import TtsExtension
from ten_lite.messages import TtsResume, TtsTextInput
from ten_lite.runtime.cause import current_cause

from .world import World

__all__ = ["BYTES_PER_CHARACTER", "MS_PER_CHARACTER", "RATE_HZ", "Voice", "character_of"]

RATE_HZ = 8_000
MS_PER_CHARACTER = 20
BYTES_PER_CHARACTER = 2 * RATE_HZ * MS_PER_CHARACTER // 1000


def character_of(sound: bytes) -> int:
    """The number of the character that ``sound`` begins in."""
    return int.from_bytes(sound[:2], "little")


class Voice(TtsExtension[AddonConfig]):
    """Speaks each character for 20 ms, at a random pace; fails at times."""

    voice_rate_hz = output_rate_hz = RATE_HZ
    lead_s = 1.0
    stall_timeout_s = 3.0

    _has_learned = False

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        self._answer = message.request_id
        await super().on_tts_text_input(message)

    def on_tts_resume(self, message: TtsResume) -> None:
        self.session.client.world.is_held = False
        super().on_tts_resume(message)

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        world: World = self.session.client.world
        answer, cause = self._answer, current_cause.get()
        assert cause is not None
        world.spoken[answer] += text
        first = len(world.sounds)
        world.sounds.extend([(answer, cause.epoch)] * len(text))
        sound = b"".join(
            number.to_bytes(2, "little") * (BYTES_PER_CHARACTER // 2)
            for number in range(first, first + len(text))
        )
        if world.chance(0.3):
            await asyncio.sleep(world.between(0.0, 0.3))
        fate = world.dice.random()
        if fate < 0.004:
            world.unreliable.add(answer)
            if fate < 0.002:
                await asyncio.sleep(1e6)
            raise RuntimeError("the voice broke")
        if not self._has_learned:
            world.unlearned.add(answer)
        cut = world.dice.randrange(len(sound) + 1)
        for chunk in (sound[:cut], sound[cut:]):
            world.made[answer] += chunk
            yield chunk
            if world.chance(0.1):
                await asyncio.sleep(world.between(0.0, 0.4))
        self._has_learned = True
        world.unlearned.discard(answer)
