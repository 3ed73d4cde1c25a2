"""Properties of ``websocket_server``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator

from ten_lite.addons import AddonConfig, is_loopback

__all__ = ["WebsocketServerConfig"]


class WebsocketServerConfig(AddonConfig):
    """Properties of ``websocket_server``."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on; one that others reach needs a token.",
    )
    token: SecretStr | None = Field(
        default=None,
        description="What clients have to know: in the header Authorization: Bearer, as the "
        "subprotocol ten-lite.token.<base64url>, or in their first message.",
    )
    port: int = Field(default=8765, ge=0, le=65535, description="0: any free port.")
    tls_certificate: Path | None = Field(
        default=None,
        description="PEM file with the certificate: clients connect with wss and https. It is read "
        "again when it changes.",
    )
    tls_key: Path | None = Field(
        default=None, description="PEM file with its key; default: it is in the same file."
    )
    sample_rate_hz: Literal[8000, 16000, 24000, 48000] = Field(
        default=16000,
        description="Of the sound clients send.",
    )
    channels: Literal[1] = Field(default=1, description="Of the sound clients send.")
    bytes_per_sample: Literal[2] = Field(default=2, description="16-bit samples.")
    max_sessions: int = Field(
        default=64, ge=1, description="Clients at the same time; 1: others are turned away."
    )
    max_message_bytes: int = Field(
        default=262_144, ge=1024, description="A longer message closes the connection (1009)."
    )
    allowed_origins: tuple[str, ...] = Field(
        default=(), description="Pages of other sites that may connect, e.g. https://example.org."
    )
    agent_properties: tuple[str, ...] = Field(
        default=("port", "greeting", "prompt", "language", "voice", "model", "temperature"),
        description="Properties, of any node, that who starts an agent over HTTP may set; *: all, "
        "also addresses that keys are sent to and commands.",
    )
    ping_interval_s: float = Field(default=10.0, gt=0, description="A client is pinged this often.")
    ping_timeout_s: float = Field(
        default=8.0,
        gt=0,
        description="A client that does not answer a ping for this long is dropped; with the "
        "interval and a second to close, one that vanished is gone within 20 s.",
    )
    max_messages_per_s: float = Field(
        default=500.0, gt=0, description="A client that sends more is read more slowly."
    )
    max_sound_rate: float = Field(
        default=10.0, gt=0, description="Seconds of sound taken in a second; the same."
    )
    max_session_s: float = Field(
        default=14_400.0, gt=0, description="A session that has lasted so long is closed (1008)."
    )
    resume_window_s: float = Field(
        default=30.0,
        ge=0,
        description="So long a session waits for a client that lost its connection.",
    )
    restore_history: bool = Field(
        default=True,
        description="Go on with what a client says was said before, when its session is gone as "
        "the server was restarted; false for agents that clients may not put words into.",
    )
    replay_bytes: int = Field(
        default=4_000_000,
        ge=10_000,
        description="Kept of what was sent to a client that can come back, until it has it.",
    )
    outbox_s: float = Field(
        default=2.0, gt=0, description="Sound kept for a client that reads slowly; older is lost."
    )
    slow_client_s: float = Field(
        default=10.0, gt=0, description="A client that reads nothing for this long is dropped."
    )

    @model_validator(mode="after")
    def _locks_an_open_door(self) -> Self:
        if not (is_loopback(self.host) or (self.token and self.token.get_secret_value())):
            raise ValueError(
                f'on {self.host} anybody in the network could come in: set "token": '
                '"${env:TEN_LITE_TOKEN}", or "host": "127.0.0.1"'
            )
        return self

    @model_validator(mode="after")
    def _has_a_certificate_for_its_key(self) -> Self:
        if self.tls_key is not None and self.tls_certificate is None:
            raise ValueError('"tls_key" alone does nothing: set "tls_certificate" as well')
        return self
