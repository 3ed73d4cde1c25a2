"""What operators and programs read over plain HTTP."""

from __future__ import annotations

from http import HTTPStatus

from ten_lite.runtime.transport import SessionHost
from ten_lite_websocket_server.http import Request, Response, Router

__all__ = ["add_pages"]

LOOKED_AT = "ten_lite is running. Connect a WebSocket to /ws\n"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def add_pages(router: Router, host: SessionHost) -> None:
    """``/healthz``, ``/readyz``, ``/metrics``, and a word for who looks at ``/ws``."""

    async def health(request: Request) -> Response:
        return Response.of_json({"status": "ok", "sessions": host.session_count})

    async def readiness(request: Request) -> Response:
        if host.draining:
            return Response.of_json({"status": "draining"}, HTTPStatus.SERVICE_UNAVAILABLE)
        return Response.of_json({"status": "ready"})

    async def metrics(request: Request) -> Response:
        return Response(host.meters.page().encode(), content_type=PROMETHEUS)

    async def look(request: Request) -> Response:
        return Response.text(LOOKED_AT)

    router.add("GET", "/healthz", health, is_public=True)
    router.add("GET", "/readyz", readiness, is_public=True)
    router.add("GET", "/metrics", metrics)
    router.add("GET", "/ws", look, is_public=True)
