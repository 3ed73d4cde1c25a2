"""What ``azure_stt`` and ``azure_tts`` share of the SDK: its configuration and its endings.

Besides ``recognizer`` and ``synthesizer`` the only module that imports the SDK.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any

import azure.cognitiveservices.speech as sdk  # type: ignore[import-untyped]

from ten_lite.addons import websocket_url
from ten_lite.errors import ProviderError
from ten_lite_azure.config import AzureConfig
from ten_lite_azure.failure import VENDOR

__all__ = ["in_thread", "post", "speech_config", "unusable"]

log = logging.getLogger(__name__)


def speech_config(config: AzureConfig) -> Any:
    """The SDK's ``SpeechConfig`` for what both addons have in common.

    Raises:
        ProviderError: The SDK does not take it.
    """
    key = config.api_key.get_secret_value()
    try:
        if config.base_url is None:
            made = sdk.SpeechConfig(subscription=key, region=config.region)
        else:
            made = sdk.SpeechConfig(subscription=key, endpoint=websocket_url(config.base_url))
        for name, value in config.extra_params.items():
            if name in sdk.PropertyId.__members__:
                made.set_property(sdk.PropertyId[name], value)
            else:
                made.set_property_by_name(name, value)
    except (RuntimeError, ValueError) as error:
        raise unusable(error) from None
    return made


def unusable(error: Exception) -> ProviderError:
    """The error for properties that the SDK does not take."""
    lines = str(error).splitlines() or [type(error).__name__]
    return ProviderError(  # the lines before are addresses in the SDK's libraries
        f"Azure's SDK does not take the node's properties: {lines[-1][:120]}",
        retryable=False,
        vendor=VENDOR,
        code="sdk",
    )


def post(loop: asyncio.AbstractEventLoop, take: Callable[..., None], *items: Any) -> None:
    """Call ``take`` in the loop, from a thread of the SDK; nothing once the loop is closed.

    It must not log: that would give Python a record of each native thread, for good.
    """
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(take, *items)


def in_thread(work: Callable[[], Any], name: str) -> asyncio.Future[Any]:
    """The future of ``work``, which blocks, done in a thread that holds up nobody's end.

    The SDK's waits take 10 s and more when Azure does not answer; asyncio's own threads are
    waited for when the loop ends, these are not.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    future.add_done_callback(lambda done: done.cancelled() or done.exception())

    def tell(result: Any, error: Exception | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)

    def run() -> None:
        try:
            result, error = work(), None
        except Exception as caught:
            log.debug("%s: %s", name, type(caught).__name__)
            result, error = None, caught
        post(loop, tell, result, error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future
