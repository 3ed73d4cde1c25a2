"""Where sockets come in: who may, which session each belongs to, and how they part.

Nothing in here knows where a socket comes from.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from websockets.exceptions import ConnectionClosed

from ten_lite.errors import ProtocolError, TenLiteError
from ten_lite.messages import ErrorMessage
from ten_lite.runtime.session import INTERNAL_ERROR, Session
from ten_lite.runtime.transport import SessionHost
from ten_lite.wire.codec import Opening
from ten_lite.wire.resume import Hello, Resume, decode_hello
from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.caller import Caller
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.first_messages import read_token
from ten_lite_websocket_server.line import GONE, POLICY_VIOLATION, Line, Parting, Socket, Stay
from ten_lite_websocket_server.protocols import ClientProtocol
from ten_lite_websocket_server.replay import Replay

__all__ = ["CLOSE_TIMEOUT_S", "Reception", "Visit"]

logger = logging.getLogger("ten_lite.websocket_server")

HELLO_S = 10.0
LAST_WORDS_S, CLOSE_TIMEOUT_S = 0.3, 0.6  # together under the second that an end may take
REASON_BYTES = 123  # what a close frame has room for
TRY_AGAIN_LATER, UNAUTHORIZED, NO_SUCH_GRAPH = 1013, 4401, 4404
ONLY_ONE = "Connection rejected: only one connection allowed"
STRANGER = Parting(UNAUTHORIZED, "the server's token is missing or wrong")


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a client before it has said anything.

    Attributes:
        protocol: What it speaks.
        knows_token: It has shown the server's token, or need not.
        query: Parameters of the address it asked for.
    """

    protocol: ClientProtocol
    knows_token: bool = True
    query: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class _Room:
    """One session and its client."""

    session: Session
    caller: Caller
    keeper: asyncio.Task[None] | None = None


class Reception:
    """Opens a session for a client, or lets it go on with its own.

    Args:
        config: The server's.
        host: Opens sessions.
        access: Knows the token.
    """

    def __init__(self, config: WebsocketServerConfig, host: SessionHost, access: Access) -> None:
        self._config = config
        self._host = host
        self._access = access
        self._rooms: dict[str, _Room] = {}  # by session id
        self._tokens: dict[bytes, str] = {}  # session ids by the digest of the resume token

    async def receive(self, socket: Socket, visit: Visit) -> None:
        """Serve ``socket`` until it is done with, and part from it."""
        parting = await self._serve(socket, visit)
        await _part(socket, parting, visit.protocol)

    async def stop(self, timeout_s: float) -> None:
        """Wait until every session is closed; they have been told to end."""
        keepers = {room.keeper for room in self._rooms.values() if room.keeper is not None}
        if keepers:
            _, late = await asyncio.wait(keepers, timeout=timeout_s)
            for keeper in late:
                keeper.cancel()

    async def _serve(self, socket: Socket, visit: Visit) -> Parting:
        hello = Hello()
        try:
            async with asyncio.timeout(HELLO_S):
                if visit.protocol.is_resumable:
                    hello = decode_hello(await socket.recv())
                elif not visit.knows_token and visit.protocol.token_in is not None:
                    socket, token = await read_token(socket, visit.protocol.token_in)
                    hello = Hello(token)
        except TimeoutError:
            return Parting(POLICY_VIOLATION, "the first message did not come in time")
        except ProtocolError as error:
            return Parting(POLICY_VIOLATION, "the first message must be hello", str(error))
        except ConnectionClosed:
            return GONE
        if not (visit.knows_token or self._access.allows(hello.token)):
            return STRANGER
        if hello.resume is not None and (stay := await self._go_on(socket, hello.resume)):
            return await stay
        try:
            host = await self._host_of(visit)
        except TenLiteError as error:
            return Parting(NO_SUCH_GRAPH, "the graph cannot be run", str(error))
        return await self._begin(socket, visit, host, hello.resume)

    async def _host_of(self, visit: Visit) -> SessionHost:
        """The host of the graph that the client asks for with ``?graph=``."""
        name = dict(visit.query).get("graph", "")
        return await self._host.graph_host(name) if name else self._host

    async def _go_on(self, socket: Socket, resume: Resume) -> Stay | None:
        """Put the client back into its session; None: that is not possible."""
        room = self._rooms.get(self._tokens.get(_digest(resume.token), ""))
        if room is None or room.session.ending:
            return None
        session, caller = room.session, room.caller
        stay = await caller.line.attach(
            socket,
            received=resume.received,
            sent=resume.sent,
            first=lambda received: caller.ready(session.id, received, resumed=True),
        )
        if stay is None:
            session.end("its client has lost its place")
            if room.keeper is not None:  # it is the same client that begins anew in its place
                await asyncio.wait({room.keeper})
        else:
            logger.info("session %s goes on over another connection", session.id)
        return stay

    async def _begin(
        self, socket: Socket, visit: Visit, host: SessionHost, resume: Resume | None
    ) -> Parting:
        if self._host.session_count >= self._config.max_sessions and not await self._make_room():
            return self._full()
        config = self._config
        line = Line(
            socket,
            replay=Replay(config.replay_bytes) if visit.protocol.is_resumable else None,
            window_s=config.resume_window_s,
            slow_s=config.slow_client_s,
        )
        token = secrets.token_urlsafe(24) if visit.protocol.is_resumable else ""
        history = resume.history if resume is not None and config.restore_history else ()
        caller = Caller(line, visit.protocol, config, visit.query, token, history)
        stay = line.stay
        try:
            session = await host.open_session(caller)
        except Exception:
            logger.exception("a session could not be started")
            error = "the session could not be started"
            return Parting(INTERNAL_ERROR, error, error)
        logger.info("session %s opened (%s)", session.id, visit.protocol.name)
        room = self._rooms[session.id] = _Room(session, caller)
        if token:
            self._tokens[_digest(token)] = session.id
        room.keeper = asyncio.create_task(self._keep(room), name=f"session {session.id}/keep")
        return await stay

    async def _keep(self, room: _Room) -> None:
        """Close the session when it has ended."""
        session, line = room.session, room.caller.line
        try:
            try:
                async with asyncio.timeout(self._config.max_session_s):
                    await session.ended.wait()
            except TimeoutError:
                limit_s = self._config.max_session_s
                text = f"the session has lasted {limit_s:g} s, which is as long as it may"
                session.report(text, node="", code="session_too_long")
                session.end(text, POLICY_VIOLATION)
            if session.end_code != 1000:  # last words, an error message say, are still on the way
                await session.drain(LAST_WORDS_S, only_transports=True)
        finally:
            self._rooms.pop(session.id, None)
            self._tokens.pop(_digest(room.caller.resume_token), None)
            try:
                await self._host.close_session(session)
            finally:
                line.end(Parting(session.end_code, session.end_reason))
            logger.info("session %s closed: %s", session.id, session.end_reason)

    async def _make_room(self) -> bool:
        """A client that is away gives way to one that is here."""
        for room in self._rooms.values():
            if room.caller.line.is_away and room.keeper is not None and not room.session.ending:
                room.session.end("another client came while its own was away")
                await asyncio.wait({room.keeper})
                return True
        return False

    def _full(self) -> Parting:
        limit = self._config.max_sessions
        if limit == 1:
            return Parting(POLICY_VIOLATION, "only one connection allowed", ONLY_ONE)
        error = f"the server is full ({limit} sessions); try later"
        return Parting(TRY_AGAIN_LATER, "the server is full", error)


def _digest(token: str) -> bytes:
    """What a token is found by, so that no comparison tells how much of a wrong one is right."""
    return sha256(token.encode()).digest()


async def _part(socket: Socket, parting: Parting, protocol: ClientProtocol) -> None:
    """Tell the client why, and close; in bounded time, whether it reads or not."""
    reason = parting.reason.encode()[:REASON_BYTES].decode(errors="ignore")
    try:
        async with asyncio.timeout(CLOSE_TIMEOUT_S):
            if parting.error:
                codec = protocol.codec(Opening(session_id=""))
                for wire in codec.encode(ErrorMessage(parting.error)):
                    await socket.send(wire)
            await socket.close(parting.code, reason)
    except (ConnectionClosed, TimeoutError):
        pass  # whoever brought the socket drops it
