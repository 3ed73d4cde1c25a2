"""A client as its session sees it: what it speaks, and the line to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ten_lite.wire.codec import Codec, Opening
from ten_lite.wire.resume import ready
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.line import Line
from ten_lite_websocket_server.protocols import ClientProtocol

__all__ = ["Caller"]


@dataclass(frozen=True, slots=True)
class Caller:
    """What the server hands to the session.

    Attributes:
        line: The way to it.
        protocol: What it speaks.
        config: The server's.
        query: Parameters of the address it asked for.
        resume_token: With it the client comes back; "": it cannot.
        history: What was said in a conversation that another server has lost, by whom.
    """

    line: Line
    protocol: ClientProtocol
    config: WebsocketServerConfig
    query: Sequence[tuple[str, str]] = ()
    resume_token: str = ""
    history: Sequence[tuple[str, str]] = ()

    def codec(self, session_id: str) -> Codec:
        """A new one."""
        config = self.config
        opening = Opening(
            session_id=session_id,
            sample_rate_hz=config.sample_rate_hz,
            channels=config.channels,
            query=tuple(self.query),
        )
        return self.protocol.codec(opening)

    def ready(
        self,
        session_id: str,
        received: int = 0,
        *,
        resumed: bool = False,
        codec: Codec | None = None,
    ) -> str:
        """The first message to a client that can come back, with what ``codec`` adds to it."""
        restored = {"restored": True} if self.history and not resumed else {}
        return ready(
            session_id=session_id,
            resume_token=self.resume_token,
            resume_window_s=self.config.resume_window_s,
            resumed=resumed,
            received=received,
            sample_rate_hz=self.config.sample_rate_hz,
            channels=self.config.channels,
            more={**(codec.ready() if codec is not None else {}), **restored},
        )
