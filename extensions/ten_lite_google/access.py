"""Who asks Google, and over which channel: credentials and transports of the SDK.

Besides ``voice`` and ``link`` the only module that imports the SDK.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import google.auth
import grpc  # type: ignore[import-untyped]
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import credentials as user_credentials
from google.oauth2 import service_account

from ten_lite_google.config import GoogleConfig
from ten_lite_google.failure import refusal, unusable

__all__ = ["credentials_of", "metadata_of", "open_transport", "refused"]

SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
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


def refused(error: Any) -> Exception:
    """The error for gRPC's."""
    return refusal(error.code().name, error.details())


def _is_plain(config: GoogleConfig) -> bool:
    return config.endpoint is not None and config.endpoint.startswith("http:")


def _parsed(text: str) -> tuple[Any, str]:
    info = json.loads(text)
    if info["type"] == "authorized_user":
        user: Any = user_credentials.Credentials
        return user.from_authorized_user_info(info, SCOPES), info.get("quota_project_id", "")
    account: Any = service_account.Credentials
    return account.from_service_account_info(info, scopes=SCOPES), info["project_id"]
