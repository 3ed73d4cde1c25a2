from __future__ import annotations

import pytest
from pydantic import ValidationError

from ten_lite.addons import PcmFormat
from ten_lite_websocket_server import WEBSOCKET_SERVER
from ten_lite_websocket_server.config import WebsocketServerConfig


def test_the_defaults_are_safe():
    config = WebsocketServerConfig()
    assert config.host == "127.0.0.1"
    assert config.allowed_origins == ()
    assert config.max_message_bytes == 256 * 1024
    assert config.ping_interval_s + config.ping_timeout_s < 20


def test_it_takes_any_sound_and_sends_what_clients_send():
    config = WebsocketServerConfig(sample_rate_hz=48000)
    assert WEBSOCKET_SERVER.pcm_in(config) == PcmFormat()
    assert WEBSOCKET_SERVER.pcm_out(config) == PcmFormat((48000,), (1,))


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": -1},
        {"port": 65536},
        {"port": "http"},
        {"sample_rate_hz": 44100},
        {"channels": 2},
        {"bytes_per_sample": 4},
        {"max_sessions": 0},
        {"max_message_bytes": 10},
        {"ping_interval_s": 0},
        {"outbox_s": -1},
        {"slow_client_s": 0},
        {"hots": "127.0.0.1"},
    ],
    ids=str,
)
def test_a_wrong_or_unknown_property_is_refused_by_name(wrong: dict[str, object]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        WebsocketServerConfig.model_validate(wrong)


def test_every_property_has_a_description():
    fields = WebsocketServerConfig.model_fields
    assert [name for name, field in fields.items() if not field.description] == []


def test_the_spec_names_code_that_exists():
    from ten_lite.addons.spec import load_object

    spec = WEBSOCKET_SERVER
    assert load_object(spec, spec.factory).__name__ == "WebsocketClient"
    assert load_object(spec, spec.server).__name__ == "WebsocketServer"
