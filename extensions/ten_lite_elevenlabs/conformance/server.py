"""What all providers of the kit have here: a fake ElevenLabs with a key of its own."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from ten_lite.testing.conformance import Provider
from ten_lite.testing.providers import FakeElevenLabs

__all__ = ["ServedProvider"]

KEY = "el-key-of-the-conformance-kit"


class ServedProvider(Provider):
    """Runs the fake while a row is carried out."""

    def __init__(self) -> None:
        super().__init__()
        self.server = FakeElevenLabs(api_key=KEY)

    async def __aenter__(self) -> Self:
        await self.server.__aenter__()
        self.properties = self.server.properties
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.server.__aexit__(error_type, error, traceback)
