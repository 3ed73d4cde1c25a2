"""What a telephone provider is told to do with a call: connect it to this server.

Twilio's TwiML, Telnyx's TeXML and Plivo's XML, answered to the webhook of a telephone number:
twilio.com/docs/voice/twiml/stream, developers.telnyx.com (TeXML Stream),
plivo.com/docs/voice/xml/audiostream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from ten_lite.wire.call_token import TOKEN_PARAMETER
from ten_lite.wire.telnyx import LAWS
from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.http import HttpError, Request, Response, Router

__all__ = ["add_telephony"]

XML = "text/xml; charset=utf-8"
HANDED_ON = ("graph", "codec")
"""Parameters of the webhook's address that go along to the stream's."""


def add_telephony(router: Router, access: Access) -> None:
    """``/twilio``, ``/telnyx`` and ``/plivo`` for webhooks, which may be GET or POST.

    Args:
        router: Where they are added.
        access: Makes the ticket that the call shows.
    """
    for path, write in WRITERS.items():

        async def answer(request: Request, write: Writer = write) -> Response:
            host = request.headers.get("host")
            if not host:
                raise HttpError(HTTPStatus.BAD_REQUEST, "the request does not name this server")
            query = urlencode({k: v for k, v in request.query.items() if k in HANDED_ON})
            document = write(f"wss://{host}{request.root}{request.path}", query, access.ticket())
            body = tostring(document, encoding="utf-8", xml_declaration=True)
            return Response(body, content_type=XML, headers={"Cache-Control": "no-store"})

        router.add("GET", path, answer)
        router.add("POST", path, answer)


Writer = Callable[[str, str, str], Element]
"""Makes the document of an address, the query behind it, and a ticket."""


def _twilio(url: str, query: str, ticket: str) -> Element:
    """Twilio takes no query in the address of a stream."""
    document = Element("Response")
    stream = SubElement(SubElement(document, "Connect"), "Stream", url=url)
    if ticket:
        SubElement(stream, "Parameter", name=TOKEN_PARAMETER, value=ticket)
    return document


def _telnyx(url: str, query: str, ticket: str) -> Element:
    document = _twilio(_with(url, query), "", ticket)
    stream = document[0][0]
    stream.set("bidirectionalMode", "rtp")
    codec = dict(parse_qsl(query)).get("codec", "PCMU")
    if codec not in LAWS:
        text = f"the codec can be {' or '.join(LAWS)}"
        raise HttpError(HTTPStatus.BAD_REQUEST, text)
    stream.set("bidirectionalCodec", codec)
    return document


def _plivo(url: str, query: str, ticket: str) -> Element:
    document = Element("Response")
    stream = SubElement(
        document,
        "Stream",
        bidirectional="true",
        keepCallAlive="true",
        contentType="audio/x-mulaw;rate=8000",
    )
    stream.text = _with(url, query)
    if ticket:
        stream.set("extraHeaders", f"{TOKEN_PARAMETER}={ticket}")
    return document


def _with(url: str, query: str) -> str:
    return f"{url}?{query}" if query else url


WRITERS: Mapping[str, Writer] = {"/twilio": _twilio, "/telnyx": _telnyx, "/plivo": _plivo}
