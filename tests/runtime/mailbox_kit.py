"""A node that notes what it is given, for tests of mailboxes."""

from __future__ import annotations

import asyncio

from ten_lite.messages import AsrResult, TextData, TtsFlush, TtsTextInput

from .kit import Client


class Plain(Client):
    async def configure(self) -> None:
        await super().configure()
        self.got: list[str] = self.state.setdefault("got", [])

    def on_asr_result(self, result: AsrResult) -> None:
        self.got.append(result.text)
        if result.text == "fail":
            raise ValueError("no")
        if result.text == "cancelled":
            raise asyncio.CancelledError

    def on_text_data(self, text: TextData) -> None:
        self.got.append(text.text)

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self.got.append(f"flush {flush.flush_id}")

    def on_tts_text_input(self, text: TtsTextInput) -> None:
        self.got.append(text.text)


def say(text: str) -> AsrResult:
    return AsrResult(text, final=True)
