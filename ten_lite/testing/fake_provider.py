"""What a provider on this machine has to be, to stand in for the real one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from pydantic import JsonValue

from ten_lite.addons.spec import AddonSpec, load_object
from ten_lite.errors import AddonError

__all__ = ["FakeProvider", "Fakes", "start_fakes"]

HOST = "127.0.0.1"

Fakes: TypeAlias = dict[str, dict[str, JsonValue]]
"""What leads nodes to fakes, by the name of their addon, as ``load_graph`` takes it."""


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


async def start_fakes(specs: Iterable[AddonSpec], stack: AsyncExitStack) -> Fakes:
    """Serve a fake for each of ``specs``, for as long as ``stack`` is open; they improvise.

    Raises:
        AddonError: One cannot be loaded, or is no ``FakeProvider``.
    """
    _leave_proxies_out(stack)
    found: Fakes = {}
    for spec in specs:
        fake: FakeProvider = load_object(spec, spec.fake_provider)()
        if not hasattr(fake, "improvise"):
            raise AddonError(f"{spec.fake_provider} of {spec.name} is no FakeProvider")
        fake.improvise()
        await stack.enter_async_context(fake)
        if fake.properties:  # what leads nowhere stands in for no provider
            found[spec.name] = dict(fake.properties)
    return found


def _leave_proxies_out(stack: AsyncExitStack) -> None:
    """The SDKs would ask a proxy of the environment for this machine as well."""
    for name in ("no_proxy", "NO_PROXY"):
        before = os.environ.get(name)
        stack.callback(_set_variable, name, before)
        _set_variable(name, ",".join(filter(None, (before, HOST))))


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
