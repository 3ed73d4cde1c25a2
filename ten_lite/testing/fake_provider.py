"""What a provider on this machine has to be, to stand in for the real one."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Protocol, Self

from pydantic import JsonValue

__all__ = ["FakeProvider"]


class FakeProvider(Protocol):
    """A server on 127.0.0.1, for as long as its context is open.

    ``AddonSpec.fake_provider`` names what makes one without arguments.
    """

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """What to set on a node so that it talks to this server: its address and a key it takes.

        They win over the node's own properties; ``None`` takes a property out; none at all: the
        addon needs no provider. Known once entered.
        """
        ...

    def improvise(self) -> None:
        """Converse from now on, whatever is said: hear sentences, answer them, speak in tones."""
        ...

    async def __aenter__(self) -> Self:
        """Start the server."""
        ...

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop it and let every client go."""
        ...
