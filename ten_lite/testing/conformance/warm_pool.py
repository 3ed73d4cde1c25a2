"""Shared resources that stay loaded while a row is carried out, as an app keeps them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeVar

from ten_lite.runtime import Resource, ResourcePool

__all__ = ["WarmPool"]

T = TypeVar("T")


class WarmPool(ResourcePool):
    """Holds what was loaded once until ``close``: a model takes seconds to load."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[Hashable, Resource[Any]] = {}

    async def acquire(self, resource: Resource[T]) -> T:
        """As in ``ResourcePool``."""
        if resource.key not in self._kept:
            await super().acquire(resource)
            self._kept[resource.key] = resource
        return await super().acquire(resource)

    async def close(self) -> None:
        """Give everything back."""
        while self._kept:
            await self.release(self._kept.popitem()[1])
