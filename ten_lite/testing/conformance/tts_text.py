"""Rows of voices: texts that nobody can say."""

from __future__ import annotations

from ten_lite.testing.conformance.row import expect, must
from ten_lite.testing.conformance.tts_kit import HELLO, TtsKit
from ten_lite.testing.harness import Harness

__all__ = ["BAD_TEXTS", "TtsTexts"]

BAD_TEXTS = (
    *(" ", "   ", "\n", "\t", "\r\n", "\u00a0", "\u3000"),  # blanks
    *("\u200b", "\ufeff", "\u200d\u200d", "\u202e"),  # zero width
    *(".", "...", "?!", ",", "-", "\u3002", "\uff01\uff1f", "\u3001", "\u2026"),  # punctuation
    *("\U0001f600", "\U0001f600\U0001f680\u2764\ufe0f", "Hi \U0001f44b there"),  # emoji
    *("E = mc^2", "x\u00b2 + y\u00b2 = z\u00b2", "\u222b f(x) dx"),  # formulas
    *("mixed \u6df7\u5408 \u0441\u043c\u0435\u0441\u044c", "\ud83d", "<b>bold</b> & <speak>"),
    *("\x00\x07\x1b[31m", "word " * 4_000),  # control characters, 20 kB
)


class TtsTexts(TtsKit):
    """Texts of all sorts."""

    @must("tts.text.bad")
    async def text_bad(self) -> None:
        """Texts of blanks, emoji, lone punctuation, formulas, markup, half a pair, 20 kB.

        Expected: each ends, with sound, without, or with an error that is not fatal; the text
        behind it is spoken.
        """
        for text in BAD_TEXTS[::6] if self.fake.real_time else BAD_TEXTS:
            async with self.node() as node:
                await self._goes_on_after(node, text)

    async def _goes_on_after(self, node: Harness, text: str) -> None:
        shown = repr(text[:20])
        self.say(node, "bad", text)
        if len(text) > 1_000:  # nobody listens to all of it
            await self.begun(node)
            await self.flush(node)
        else:
            await self.until(
                lambda: self.ends(node) or self.errors(node), f"nothing came of {shown}"
            )
        fatal = [error.text for error in self.errors(node) if error.fatal]
        expect(not fatal, f"{shown} is fatal: {fatal}")
        self.say(node, "next", HELLO)
        await self.ended(node, "next")
        expect(self.sounds(node).get("next"), f"behind {shown} nothing is heard")
