"""What the fake services of Google have in common: a gRPC server on 127.0.0.1 that wants a key.

The Google fakes need the extra ``google``, so they are imported by their own names:
``ten_lite.testing.providers.google_tts`` and ``google_stt``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import grpc  # type: ignore[import-untyped]
from pydantic import JsonValue

__all__ = ["GoogleServer", "Refused", "end"]

GRACE_S = 0.05
SETTLED_S = 5.0

_open: set[GoogleServer] = set()


class Refused(Exception):
    """A call ends with a status other than OK.

    Args:
        code: Name of the gRPC status, such as ``INVALID_ARGUMENT``.
        details: What is told along with it.
    """

    def __init__(self, code: str, details: str) -> None:
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details


class GoogleServer:
    """One service; an async context manager.

    Args:
        api_key: The key it takes.
        service: The service's full name.

    Attributes:
        url: Its ``endpoint``, once entered.
        properties: What makes a node its client, once entered.
    """

    def __init__(self, api_key: str, service: str) -> None:
        self._api_key = api_key
        self._service = service
        self._port = 0
        self._server: Any = None
        self.url = ""
        self._improvises = False

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        others = {"credentials": None, "credentials_file": None}
        return {"api_key": self._api_key, "endpoint": self.url, **others}

    def improvise(self) -> None:
        """See ``FakeProvider``: hear sentences in any sound, speak in tones."""
        self._improvises = True

    def methods(self) -> Mapping[str, Any]:
        """GRPC's handlers, by method."""
        return {}

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.shut()

    async def open(self) -> None:
        """Listen; again at the same address after ``shut``."""
        self._server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(self._service, self.methods()),)
        )
        self._port = self._server.add_insecure_port(f"127.0.0.1:{self._port}")
        self.url = f"http://127.0.0.1:{self._port}"
        await self._server.start()
        _open.add(self)

    async def shut(self) -> None:
        """Cut all connections and listen no more."""
        server, self._server = self._server, None  # gRPC's thread lasts as long as its server
        await server.stop(GRACE_S)
        _open.discard(self)
        if _open:  # another's tasks cannot be told from those of this one
            return
        async with asyncio.timeout(SETTLED_S):
            while _is_grpc_at_work():  # noqa: ASYNC110 - its tasks end by what its threads do
                await asyncio.sleep(0.005)

    def check_key(self, context: Any) -> None:
        """Raise unless the call has the key.

        Raises:
            Refused: It has none, or another one.
        """
        key = dict(context.invocation_metadata()).get("x-goog-api-key")
        if key is None:
            raise Refused("UNAUTHENTICATED", "Request is missing required authentication.")
        if key != self._api_key:
            raise Refused("INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.")


async def end(context: Any, refused: Refused) -> None:
    """End a call with a status."""
    await context.abort(grpc.StatusCode[refused.code], refused.details)


def _is_grpc_at_work() -> bool:
    return any("cython" in type(task.get_coro()).__module__ for task in asyncio.all_tasks())
