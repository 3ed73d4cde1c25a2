from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.runtime import Resource, ResourcePool

from .kit import Node, ext, live, make_session, settle


class Shop:
    """Makes a resource and counts."""

    def __init__(self) -> None:
        self.loaded = 0
        self.closed: list[int] = []
        self.fail = 0
        self.close_hangs = False
        self.close_fails = False

    async def load(self) -> int:
        await asyncio.sleep(1)
        if self.fail:
            self.fail -= 1
            raise OSError("no weights")
        self.loaded += 1
        return self.loaded

    async def close(self, value: int) -> None:
        if self.close_hangs:
            await asyncio.sleep(3600)
        if self.close_fails:
            raise OSError("cannot close")
        self.closed.append(value)

    def resource(self, key: str = "model") -> Resource[int]:
        return Resource(key=key, label="a model", load=self.load, close=self.close)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def pool() -> ResourcePool:
    return ResourcePool()


async def test_it_is_loaded_once_also_for_users_that_come_at_the_same_time(
    shop: Shop, pool: ResourcePool
) -> None:
    values = await asyncio.gather(*(pool.acquire(shop.resource()) for _ in range(10)))
    assert values == [1] * 10
    assert pool.users("model") == 10


async def test_resources_of_different_keys_are_different(shop: Shop, pool: ResourcePool) -> None:
    assert await pool.acquire(shop.resource("a")) != await pool.acquire(shop.resource("b"))


async def test_it_is_closed_after_its_last_user_and_loaded_anew_after_that(
    shop: Shop, pool: ResourcePool
) -> None:
    for _ in range(3):
        await pool.acquire(shop.resource())
    for _ in range(2):
        await pool.release(shop.resource())
        assert shop.closed == []
    await pool.release(shop.resource())
    assert shop.closed == [1]
    assert pool.users("model") == 0
    assert await pool.acquire(shop.resource()) == 2


async def test_a_load_that_fails_counts_no_user_and_the_next_one_tries_again(
    shop: Shop, pool: ResourcePool
) -> None:
    shop.fail = 1
    first = asyncio.ensure_future(pool.acquire(shop.resource()))
    second = asyncio.ensure_future(pool.acquire(shop.resource()))
    with pytest.raises(OSError, match="no weights"):
        await first
    assert await second == 1
    assert pool.users("model") == 1


async def test_a_load_that_is_cancelled_counts_no_user(shop: Shop, pool: ResourcePool) -> None:
    first = asyncio.ensure_future(pool.acquire(shop.resource()))
    second = asyncio.ensure_future(pool.acquire(shop.resource()))
    await settle()
    first.cancel()
    assert await second == 1
    assert pool.users("model") == 1
    await pool.release(shop.resource())
    assert shop.closed == [1]


@pytest.mark.parametrize("how", ["close_fails", "close_hangs"])
async def test_a_close_that_fails_or_hangs_is_logged_and_bounded(
    shop: Shop, pool: ResourcePool, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    setattr(shop, how, True)
    await pool.acquire(shop.resource())
    async with asyncio.timeout(6):
        await pool.release(shop.resource())
    assert "a model could not be closed" in caplog.text
    assert pool.users("model") == 0


class User(Node):
    shop = Shop()

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        return {"model": cls.shop.resource()}

    async def configure(self) -> None:
        self.model = self.resource("model")

    async def stop(self) -> None:
        assert User.shop.closed == [], "closed before its user stopped"


@pytest.fixture
def user_shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    shop = Shop()
    monkeypatch.setattr(User, "shop", shop)
    return shop


async def test_sessions_share_it_and_the_last_one_closes_it(
    user_shop: Shop, pool: ResourcePool
) -> None:
    async with live({"a": User, "b": User}, pool=pool) as one:
        assert ext(one, "a").model == 1
        async with live({"a": User}, pool=pool, session_id="s2") as two:
            assert ext(two, "a").model == 1
            assert pool.users("model") == 3
        assert user_shop.closed == []
    assert (user_shop.loaded, user_shop.closed) == (1, [1])


async def test_a_restart_keeps_it(user_shop: Shop, pool: ResourcePool) -> None:
    async with live({"a": User}, pool=pool) as session:
        session.nodes["a"].failed(ValueError())
        await asyncio.sleep(1)
        assert ext(session, "a").model == 1
        assert pool.users("model") == 1
    assert pool.users("model") == 0


async def test_a_failed_load_fails_the_session_and_leaves_nothing(
    user_shop: Shop, pool: ResourcePool
) -> None:
    user_shop.fail = 1
    session = make_session({"a": Node, "b": User}, pool=pool)
    with pytest.raises(OSError, match="no weights"):
        await session.start()
    assert pool.users("model") == 0
    async with live({"b": User}, pool=pool) as again:
        assert ext(again, "b").model == 1
