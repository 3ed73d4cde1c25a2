"""Webhooks of telephone numbers are told to connect the call to this server."""

from __future__ import annotations

from base64 import b64encode
from xml.etree.ElementTree import Element, fromstring

import pytest

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.http import Request, Router
from ten_lite_websocket_server.telephony import add_telephony

TOKEN = "open sesame"


async def answer(
    path: str, access: Access, *, method: str = "POST", query: dict[str, str] | None = None
) -> Element:
    router = Router()
    add_telephony(router, access)
    headers = {"host": "voice.example"}
    response = await router.answer(Request(method, path, query or {}, headers, b"CallSid=CA1"))
    assert response.status == 200
    assert response.content_type.startswith("text/xml")
    return fromstring(response.body)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_twilio_is_told_to_connect_a_stream(method: str):
    document = await answer("/twilio", Access(), method=method, query={"CallSid": "CA1"})
    assert document.tag == "Response"
    (connect,) = document
    (stream,) = connect
    assert (connect.tag, stream.tag) == ("Connect", "Stream")
    assert stream.attrib == {"url": "wss://voice.example/twilio"}
    assert list(stream) == []


async def test_telnyx_is_asked_for_both_directions():
    query = {"graph": "my graph", "codec": "PCMA", "From": "+49"}
    stream = (await answer("/telnyx", Access(), query=query))[0][0]
    assert stream.attrib == {
        "url": "wss://voice.example/telnyx?graph=my+graph&codec=PCMA",
        "bidirectionalMode": "rtp",
        "bidirectionalCodec": "PCMA",
    }


async def test_a_codec_that_is_none_is_told():
    router = Router()
    add_telephony(router, Access())
    headers = {"host": "voice.example"}
    response = await router.answer(Request("POST", "/telnyx", {"codec": "\0"}, headers))
    assert (response.status, response.body) == (400, b"the codec can be PCMU or PCMA\n")


async def test_plivo_is_asked_for_mulaw_and_to_keep_the_call():
    (stream,) = await answer("/plivo", Access())
    assert stream.text == "wss://voice.example/plivo"
    assert stream.attrib == {
        "bidirectional": "true",
        "keepCallAlive": "true",
        "contentType": "audio/x-mulaw;rate=8000",
    }


async def test_with_a_token_each_call_gets_a_ticket_and_never_the_token():
    access = Access(TOKEN)
    for path in ("/twilio", "/telnyx"):
        (parameter,) = (await answer(path, access))[0][0]
        assert parameter.attrib["name"] == "token"
        assert access.allows(parameter.attrib["value"])
        assert TOKEN not in parameter.attrib["value"]
    (stream,) = await answer("/plivo", access)
    name, _, ticket = stream.attrib["extraHeaders"].partition("=")
    assert (name, access.allows(ticket), ticket.isalnum()) == ("token", True, True)


async def test_whoever_does_not_know_the_token_gets_no_ticket():
    access = Access(TOKEN)
    router = Router(lambda request: access.allows(access.token_of(request.headers) or ""))
    add_telephony(router, access)
    headers = {"host": "voice.example"}
    assert (await router.answer(Request("POST", "/twilio", {}, headers))).status == 401
    basic = b64encode(f"twilio:{TOKEN}".encode()).decode()
    known = {**headers, "authorization": f"Basic {basic}"}
    assert (await router.answer(Request("POST", "/twilio", {}, known))).status == 200


async def test_a_request_that_names_no_host_is_refused():
    router = Router()
    add_telephony(router, Access())
    assert (await router.answer(Request("GET", "/twilio"))).status == 400
