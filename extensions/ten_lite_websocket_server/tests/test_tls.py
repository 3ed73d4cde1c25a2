from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path

import pytest
import trustme
from pydantic import ValidationError

from ten_lite.errors import TenLiteError
from ten_lite.runtime import App
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.tls import Certificate

from .kit import Client, echo_graph, port_of, serving


class Authority:
    """A certificate authority, and the files of a server."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.certificate, self.key = folder / "server.pem", folder / "server.key"
        self.issue()

    def issue(self) -> None:
        made = self.ca.issue_cert("127.0.0.1")
        self.certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        self.key.write_bytes(made.private_key_pem.bytes())

    @property
    def files(self) -> dict[str, str]:
        return {"tls_certificate": str(self.certificate), "tls_key": str(self.key)}

    @property
    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def serial_number(app: App, authority: Authority) -> str:
    _, writer = await asyncio.open_connection("127.0.0.1", port_of(app), ssl=authority.client)
    number = writer.get_extra_info("peercert")["serialNumber"]
    writer.close()
    await writer.wait_closed()
    return number


async def test_clients_talk_over_wss_and_read_over_https(authority: Authority):
    async with serving(echo_graph(**authority.files)) as app:
        assert app.urls["ws"].startswith("wss://")
        assert app.urls["http"].startswith("https://")
        async with Client(app, ssl=authority.client) as client:
            await client.type("x")
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port_of(app), ssl=authority.client
            )
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await reader.read()).endswith(b'{"status": "ok", "sessions": 1}\n')
            writer.close()
            await writer.wait_closed()


async def test_a_client_that_speaks_without_tls_is_cut_off(authority: Authority):
    async with serving(echo_graph(**authority.files)) as app:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200" not in await reader.read()
        writer.close()
        await writer.wait_closed()


async def test_a_client_that_never_shakes_hands_is_cut_off(authority: Authority):
    async with serving(echo_graph(**authority.files)) as app:
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
        async with asyncio.timeout(11):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


async def test_a_renewed_certificate_is_used_by_the_next_handshake(authority: Authority):
    async with serving(echo_graph(**authority.files)) as app:
        before = await serial_number(app, authority)
        assert await serial_number(app, authority) == before
        authority.issue()
        assert await serial_number(app, authority) != before


async def test_a_broken_renewal_keeps_the_certificate_there_was(
    authority: Authority, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.WARNING)
    async with serving(echo_graph(**authority.files)) as app:
        before = await serial_number(app, authority)
        authority.certificate.write_text("not a certificate")
        assert await serial_number(app, authority) == before
        authority.certificate.unlink()
        assert await serial_number(app, authority) == before
        broken, gone = [record.message for record in caplog.records]
        assert f"{authority.certificate} and {authority.key} cannot be used for TLS" in broken
        assert gone == f"keeps its certificate: {authority.certificate}: No such file or directory"
        authority.issue()
        assert await serial_number(app, authority) != before


@pytest.mark.parametrize("missing", ["tls_certificate", "tls_key"])
async def test_a_missing_file_is_told_before_the_port_opens(authority: Authority, missing: str):
    files = {**authority.files, missing: "/nowhere/server.pem"}
    with pytest.raises(TenLiteError, match=r"/nowhere/server.pem: No such file or directory"):
        async with serving(echo_graph(**files)):
            pass


def test_a_key_of_another_certificate_is_told(authority: Authority, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(TenLiteError, match="cannot be used for TLS"):
        Certificate(authority.certificate, Authority(other).key)


def test_a_key_with_a_password_is_told_and_nobody_is_asked(authority: Authority):
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    key = load_pem_private_key(authority.key.read_bytes(), None)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
    )
    authority.key.write_bytes(locked)
    with pytest.raises(TenLiteError, match="the key has a password"):
        Certificate(authority.certificate, authority.key)


def test_one_file_may_hold_both(authority: Authority):
    both = authority.certificate.read_bytes() + authority.key.read_bytes()
    authority.certificate.write_bytes(both)
    assert Certificate(authority.certificate).context


def test_a_key_without_a_certificate_is_a_mistake():
    with pytest.raises(ValidationError, match="tls_certificate"):
        WebsocketServerConfig.model_validate({"tls_key": "server.key"})
