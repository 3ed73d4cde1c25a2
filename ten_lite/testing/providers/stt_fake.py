"""What fakes of recognisers share: they are sent sound, tell of it, and fail by how much came."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from websockets.asyncio.server import ServerConnection

from ten_lite.testing.providers.hearing import Hearing, NumberHearing, SentenceHearing
from ten_lite.testing.providers.websocket_fake import WebSocketCall, WebSocketFake, WebSocketPlan

__all__ = ["Goodbye", "Said", "SttCall", "SttFake", "SttPlan", "SttSession"]

CUT = 1006


@dataclass(frozen=True, slots=True, kw_only=True)
class SttPlan(WebSocketPlan):
    """How one connection to a recogniser goes; see ``WebSocketPlan`` as well.

    Attributes:
        drop_after_ms: End the connection after this much sound; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        deaf_after_ms: Tell nothing more after this much sound; pings are answered.
        first_messages: Texts sent as they are when the connection opens.
    """

    drop_after_ms: int | None = None
    close_code: int = 1011
    deaf_after_ms: int | None = None
    first_messages: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class SttCall(WebSocketCall):
    """What one connection to a recogniser brought; see ``WebSocketCall`` as well.

    Attributes:
        sound: The samples that came.
        chunks_ms: How long each message with sound was.
        texts: The controls that came.
        text_at_s: When each came.
        error: What it was told to be wrong; "": nothing.
    """

    sound: bytearray = field(default_factory=bytearray)
    chunks_ms: list[float] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    text_at_s: list[float] = field(default_factory=list)
    error: str = ""

    @property
    def sample_rate_hz(self) -> int:
        """Of the sound, as the request says."""
        return int(self.query["sample_rate"][0])

    @property
    def heard_ms(self) -> float:
        """How much sound came."""
        return len(self.sound) * 500 / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Goodbye:
    """The server ends the connection, in the place of a message; 1006 stands for a cut."""

    code: int = 1000
    reason: str = ""


Said = str | Mapping[str, Any] | Goodbye
"""What a server says: a text as it is, an object as JSON, or the end."""

PlanT = TypeVar("PlanT", bound=SttPlan)


class SttSession(Generic[PlanT]):
    """One connection as one provider's protocol has it.

    Args:
        call: What is known of it; the sound in it is kept by ``SttFake``.
        plan: How it goes.

    Attributes:
        idle_s: It ends when nothing comes for this long; None: it does not.
    """

    idle_s: float | None = None

    def __init__(self, call: SttCall, plan: PlanT) -> None:
        self.call = call
        self.plan = plan

    def begin(self) -> Iterator[Said]:
        """Said first."""
        yield from self.plan.first_messages

    def hear(self, data: bytes) -> Iterator[Said]:
        """The answer to sound."""
        raise NotImplementedError

    def read(self, text: str) -> Iterator[Said]:
        """The answer to a text; a control is noted with ``took``."""
        raise NotImplementedError

    def idle(self) -> Iterator[Said]:
        """Said when nothing came for ``idle_s``."""
        yield Goodbye()

    def drop(self) -> Iterator[Said]:
        """Said when the plan ends the connection."""
        yield Goodbye(self.plan.close_code, "told to")

    def took(self, control: dict[str, Any]) -> None:
        """Note a control that came."""
        self.call.texts.append(control)
        self.call.text_at_s.append(asyncio.get_running_loop().time())


class SttFake(WebSocketFake[PlanT, SttCall]):
    """Understands the words of ``say_numbers``, or improvises; an async context manager.

    Args:
        plan: How connections go.
        api_key: The key it takes.

    Attributes:
        plans: How the next connections go, in order; then ``plan`` holds.
        plan: How all others go.
    """

    def __init__(self, plan: PlanT, *, api_key: str) -> None:
        super().__init__(SttCall, api_key=api_key)
        self.plans: deque[PlanT] = deque()
        self.plan = plan
        self._improvises = False

    def improvise(self) -> None:
        """See ``FakeProvider``: hear sentences in any sound."""
        self._improvises = True

    @abstractmethod
    def _session(self, call: SttCall, plan: PlanT) -> SttSession[PlanT]:
        """What speaks the protocol on a connection that was accepted."""

    def _hearing(self, language: str) -> Hearing:
        return SentenceHearing(language) if self._improvises else NumberHearing()

    def _next_plan(self) -> PlanT:
        return self.plans.popleft() if self.plans else self.plan

    async def _serve(self, connection: ServerConnection, call: SttCall, plan: PlanT) -> None:
        session = self._session(call, plan)
        goes_on = await _say(connection, session.begin())
        if not plan.reads:
            await self._hang(connection)
        while goes_on:
            try:
                async with asyncio.timeout(session.idle_s):
                    message = await connection.recv()
            except TimeoutError:
                await _say(connection, session.idle())
                return
            if isinstance(message, str):
                said = session.read(message)
            else:
                call.sound += message
                call.chunks_ms.append(len(message) * 500 / call.sample_rate_hz)
                said = session.hear(message)
            if plan.deaf_after_ms is not None and call.heard_ms >= plan.deaf_after_ms:
                deque(said, maxlen=0)
            else:
                goes_on = await _say(connection, said)
            if goes_on and plan.drop_after_ms is not None and call.heard_ms >= plan.drop_after_ms:
                goes_on = await _say(connection, session.drop())


async def _say(connection: ServerConnection, said: Iterator[Said]) -> bool:
    """Send it; whether the connection goes on."""
    for one in said:
        if isinstance(one, Goodbye):
            if one.code == CUT:
                connection.transport.abort()
            else:
                await connection.close(one.code, one.reason)
            return False
        await connection.send(one if isinstance(one, str) else json.dumps(one))
    return True
