"""What sessions share: models, clients, pools; loaded once per process and configuration."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

__all__ = ["HeldResources", "Resource", "ResourcePool"]

T = TypeVar("T")

logger = logging.getLogger("ten_lite.resources")

CLOSE_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[T]):
    """Something expensive that sessions may share.

    Attributes:
        key: Resources with equal keys are the same object; put in it all that matters of the
            configuration.
        label: What the user sees while it loads.
        load: Loads it; CPU-bound work belongs in a thread.
        close: Gives it back after its last user is gone.
    """

    key: Hashable
    label: str
    load: Callable[[], Awaitable[T]]
    close: Callable[[T], Awaitable[None]] | None = None


class _Loaded:
    def __init__(self, resource: Resource[Any]) -> None:
        self.resource = resource
        self.users = 0
        self.lock = asyncio.Lock()
        self.value: Any = None
        self.ready = False


class ResourcePool:
    """Counts the users of each resource; loads at the first, closes after the last."""

    def __init__(self) -> None:
        self._loaded: dict[Hashable, _Loaded] = {}

    async def acquire(self, resource: Resource[T]) -> T:
        """The loaded object; the caller is counted as its user until ``release``.

        Raises:
            Exception: Whatever ``load`` raised; the caller is not counted then, and the next
                one tries again.
        """
        entry = self._loaded.setdefault(resource.key, _Loaded(resource))
        entry.users += 1
        try:
            async with entry.lock:
                if not entry.ready:
                    entry.value = await resource.load()
                    entry.ready = True
        except BaseException:
            await self.release(resource)
            raise
        value: T = entry.value
        return value

    async def release(self, resource: Resource[Any]) -> None:
        """One user less. A ``close`` that fails, or takes more than five seconds, is logged."""
        entry = self._loaded[resource.key]
        entry.users -= 1
        if entry.users == 0:
            del self._loaded[resource.key]
            if entry.ready and resource.close is not None:
                try:
                    async with asyncio.timeout(CLOSE_LIMIT_S):
                        await resource.close(entry.value)
                except Exception:
                    logger.exception("%s could not be closed", resource.label)

    def users(self, key: Hashable) -> int:
        """How many hold the resource of ``key`` now."""
        entry = self._loaded.get(key)
        return entry.users if entry else 0


class HeldResources:
    """What one user of the pool holds of it, by the user's own names.

    Args:
        pool: The process's shared resources.
        wanted: What ``acquire`` takes.
    """

    def __init__(self, pool: ResourcePool, wanted: Mapping[str, Resource[Any]]) -> None:
        self._pool = pool
        self._wanted = wanted
        self._values: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    async def acquire(self) -> None:
        """Take what is not held yet.

        Raises:
            Exception: Whatever a load raised; what was taken before is held on to.
        """
        for name, resource in self._wanted.items():
            if name not in self._values:
                self._values[name] = await self._pool.acquire(resource)

    async def release(self) -> None:
        """Give everything back."""
        for name in list(self._values):
            del self._values[name]
            await self._pool.release(self._wanted[name])
