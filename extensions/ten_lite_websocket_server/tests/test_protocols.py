"""What the server speaks is what the AsyncAPI file describes."""

from __future__ import annotations

from ten_lite.wire.schema.protocols import PROTOCOLS
from ten_lite_websocket_server.protocols import PATHS, RESUMABLE, choose


def test_every_path_and_subprotocol_is_described_with_its_codec() -> None:
    described = {
        (path, protocol.subprotocol): f"ten_lite.wire.{protocol.codec}"
        for protocol in PROTOCOLS
        for path in protocol.paths
    }
    asked = [(path, name) for path in PATHS for name in ("", *RESUMABLE)]
    for path, name in asked:
        found = choose(path, [name] if name else [])
        assert found is not None
        is_chosen = found[0].is_resumable or not name
        assert ((path, name) in described) is is_chosen
        if is_chosen:
            assert described[path, name] == getattr(found[0].codec, "__module__", "")
