"""Who asks Google, and over which channel: credentials and transports of the SDK.

Besides ``voice`` and ``link`` the only module that imports the SDK.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import grpc  # type: ignore[import-untyped]
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account
from google.protobuf.json_format import ParseDict, ParseError  # type: ignore[import-untyped]

from ten_lite.errors import ProviderError
from ten_lite_google.config import GoogleConfig
from ten_lite_google.failure import failure, refusal, unusable

__all__ = [
    "add_extra",
    "credentials_of",
    "hang_up",
    "listened",
    "metadata_of",
    "open_transport",
    "refused",
    "told_as_ours",
]

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
REFUSAL_S = 0.5
OPTIONS = (
    # the addons wait between tries themselves; gRPC's own pauses grow to two minutes
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.min_reconnect_backoff_ms", 4000),
)


def credentials_of(config: GoogleConfig) -> tuple[Any, str]:
    """The SDK's credentials for ``config``, and the project they belong to ("" if unknown).

    It reads files and may ask the machine's metadata server, so it belongs in a thread.

    Raises:
        ProviderError: There are none, or they are no credentials.
    """
    if config.api_key is not None or _is_plain(config):
        return AnonymousCredentials(), ""  # type: ignore[no-untyped-call]
    try:
        if config.credentials is not None:
            return _parsed(config.credentials.get_secret_value())
        if config.credentials_file is not None:
            text = Path(config.credentials_file).expanduser().read_text(encoding="utf-8")
            return _parsed(text)
        found, project = google.auth.default(scopes=SCOPES)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise unusable(f"credentials_file cannot be read: {why}", "credentials") from None
    except GoogleAuthError:
        raise unusable(
            "no Google credentials: set api_key or credentials, or log this machine in with "
            "gcloud auth application-default login",
            "credentials",
        ) from None
    except (ValueError, KeyError, TypeError):  # their texts may hold what is in the file
        raise unusable(
            "the Google credentials are no service account's key nor those of a user", "credentials"
        ) from None
    return found, project or ""


def metadata_of(config: GoogleConfig) -> tuple[tuple[str, str], ...]:
    """What goes along with each call."""
    if config.api_key is None:
        return ()
    return (("x-goog-api-key", config.api_key.get_secret_value()),)


def open_transport(transport: Any, config: GoogleConfig, host: str, credentials: Any) -> Any:
    """A transport of the SDK, within the running loop.

    Args:
        transport: Its class.
        config: Says whether ``endpoint`` takes the place of ``host``.
        host: Google's own.
        credentials: From ``credentials_of``.
    """
    if config.endpoint is not None:
        host = urlsplit(config.endpoint).netloc
    if _is_plain(config):
        return transport(channel=grpc.aio.insecure_channel(host, options=OPTIONS))

    def channel(target: str, **arguments: Any) -> Any:
        arguments["options"] = [*arguments.get("options", ()), *OPTIONS]
        return transport.create_channel(target, **arguments)

    return transport(host=host, credentials=credentials, channel=channel)


def refused(error: Any) -> ProviderError:
    """The error for gRPC's."""
    return refusal(error.code().name, error.details())


def add_extra(config: GoogleConfig, message: Any) -> None:
    """Put ``extra_params`` into a protobuf message.

    Raises:
        ProviderError: The message has no such fields.
    """
    try:
        ParseDict(dict(config.extra_params), message)
    except ParseError as error:
        raise unusable(f"extra_params: {str(error)[:160]}", "extra_params") from None


@contextlib.asynccontextmanager
async def told_as_ours(call: Any, limit_s: float | None = None) -> AsyncIterator[None]:
    """Wait for Google, at most ``limit_s``; what goes wrong with ``call`` is a ``ProviderError``.

    gRPC tells of a call that was ended on this side, by whomever, as if the task were cancelled.

    Raises:
        ProviderError: The call has failed or ended, or takes too long.
    """
    task = asyncio.current_task()
    assert task is not None
    asked = task.cancelling()
    try:
        async with asyncio.timeout(limit_s):
            yield
    except TimeoutError:
        raise failure(f"Google sent nothing for {limit_s:g} s", "timeout") from None
    except grpc.aio.AioRpcError as error:
        raise refused(error) from None
    except asyncio.InvalidStateError:  # gRPC's word for a write into a call that has ended
        code = await call.code()
        if code is not grpc.StatusCode.OK:
            raise refusal(code.name, await call.details()) from None
        raise failure("Google ended the call", "ended") from None
    except asyncio.CancelledError:
        if task.cancelling() > asked:
            raise
        raise failure("the call was ended in the middle", "CANCELLED") from None


def hang_up(call: Any) -> None:
    """End a stream, in whatever state it is."""
    if not call.cancel():
        # after a write that has failed gRPC takes a call for done, and keeps it for ever when
        # messages have come that nobody reads; only its core can be told
        call._cython_call.cancel("ended")


async def listened(call: Any) -> asyncio.Future[Any]:
    """A read of ``call`` that was given the time to tell a refusal.

    A write that meets the end of the call makes gRPC forget why it ended (grpc issue 36066). So
    where a refusal is likely, it is waited for before the next write.

    Raises:
        ProviderError: The call was refused.
    """
    read: asyncio.Future[Any] = asyncio.ensure_future(call.read())
    try:
        async with told_as_ours(call):
            await asyncio.wait({read}, timeout=REFUSAL_S)
            if read.done():
                read.result()
    except BaseException:  # also when it is cancelled: nobody else knows of the read
        read.cancel()
        raise
    return read


def _is_plain(config: GoogleConfig) -> bool:
    return config.endpoint is not None and config.endpoint.startswith("http:")


def _parsed(text: str) -> tuple[Any, str]:
    info = json.loads(text)
    if info["type"] == "authorized_user":
        user: Any = user_credentials.Credentials
        return user.from_authorized_user_info(info, SCOPES), info.get("quota_project_id", "")
    account: Any = service_account.Credentials
    return account.from_service_account_info(info, scopes=SCOPES), info["project_id"]
