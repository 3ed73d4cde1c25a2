"""For each row of language models a model that does only that wrong."""

from __future__ import annotations

import asyncio
import codecs
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ten_lite.addons import AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.messages import ChatCompletion, ChatDelta

from .toy_model import ToyModel, model
from .wrong_voices import SaysOnlyThatSomethingIsMissing


class SaysWhyTwice(ToyModel):
    async def on_chat_completion(self, request: ChatCompletion) -> AsyncGenerator[ChatDelta, None]:
        pieces = 0
        async for delta in super().on_chat_completion(request):
            pieces += 1
            yield delta
        if pieces == 21:
            yield ChatDelta("", finish_reason="stop")


class MeasuresTwice(ToyModel):
    def measure(self, figures: Mapping[str, int], *, request_id: str = "") -> None:
        for _ in range(2):
            super().measure(figures, request_id=request_id)


class DecodesPieceByPiece(ToyModel):
    def text(self, decoder: codecs.IncrementalDecoder, data: bytes) -> str:
        return data.decode(errors="replace")


class GoesOnAtTheProvider(ToyModel):
    heard = 0

    def text(self, decoder: codecs.IncrementalDecoder, data: bytes) -> str:
        self.heard += 1
        return super().text(decoder, data)

    def leave(self, number: int) -> None:
        if self.heard < 5:
            super().leave(number)


class GoesOnBeforeTheFirstPiece(ToyModel):
    heard = 0

    def text(self, decoder: codecs.IncrementalDecoder, data: bytes) -> str:
        self.heard += 1
        return super().text(decoder, data)

    def leave(self, number: int) -> None:
        if self.heard:
            super().leave(number)


class MixesRequests(ToyModel):
    """Reads both from one queue while there are two."""

    async def configure(self) -> None:
        await super().configure()
        self.everything: asyncio.Queue[tuple[str, Any]] | None = None
        self.open = 0

    def events(self) -> asyncio.Queue[tuple[str, Any]]:
        self.open += 1
        if self.everything is None:
            self.everything = asyncio.Queue()
        return self.everything

    def leave(self, number: int) -> None:
        self.open -= 1
        if not self.open:
            self.everything = None
        super().leave(number)


class JoinsAllCalls(ToyModel):
    def place(self, index: int) -> int:
        return 0

    def end(self, reason: str, calls: tuple[dict[str, str], ...]) -> list[ChatDelta]:
        return [ChatDelta("", reason, calls)]


class ThinksAloud(ToyModel):
    def thought(self, text: str) -> str:
        return text


class AlwaysStops(ToyModel):
    def end(self, reason: str, calls: tuple[dict[str, str], ...]) -> list[ChatDelta]:
        return super().end("tool_calls" if calls else "stop", calls)


class TriesAtOnce(ToyModel):
    def pause_s(self) -> float:
        return 0.0


class TriesForEver(ToyModel):
    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return error.retryable and tries < 50


class WaitsForEver(ToyModel):
    def patience_s(self) -> float | None:
        return None


class TakesACutForAnEnd(ToyModel):
    def lost(self) -> None:
        return


class Knocks(ToyModel):
    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return tries < 6 if error.code == "key" else super().tries_again(error, tries)


class Begs(ToyModel):
    def tries_again(self, error: ProviderError, tries: int) -> bool:
        return tries < 3 if error.code == "quota" else super().tries_again(error, tries)


class ForgetsParams(ToyModel):
    def params(self) -> Mapping[str, Any]:
        return {}


class IsSlowToLeave(ToyModel):
    async def on_chat_completion(self, request: ChatCompletion) -> AsyncGenerator[ChatDelta, None]:
        self.spawn(self._stay(), name="stubborn")
        async for delta in super().on_chat_completion(request):
            yield delta
        self.is_done = True

    is_done = False

    async def _stay(self) -> None:
        try:
            await asyncio.sleep(1e6)
        except asyncio.CancelledError:
            if not self.is_done:
                await asyncio.sleep(0.8)

    async def stop(self) -> None:
        if not self.is_done:
            await asyncio.sleep(0.4)


WRONG: Mapping[str, AddonSpec] = {
    "llm.stream.order": model(SaysWhyTwice),
    "llm.metrics": model(MeasuresTwice),
    "llm.utf8": model(DecodesPieceByPiece),
    "llm.abort": model(GoesOnAtTheProvider),
    "llm.abort.race": model(GoesOnBeforeTheFirstPiece),
    "llm.concurrent": model(MixesRequests),
    "llm.tool": model(JoinsAllCalls),
    "llm.empty": model(ThinksAloud),
    "llm.filter": model(AlwaysStops),
    "llm.retry": model(TriesAtOnce),
    "llm.retry.limit": model(TriesForEver),
    "llm.stall": model(WaitsForEver),
    "llm.cut": model(TakesACutForAnEnd),
    "llm.auth": model(Knocks),
    "llm.quota": model(Begs),
    "llm.params.missing": model(config=SaysOnlyThatSomethingIsMissing),
    "llm.params.passthrough": model(ForgetsParams),
    "llm.stop": model(IsSlowToLeave),
}
