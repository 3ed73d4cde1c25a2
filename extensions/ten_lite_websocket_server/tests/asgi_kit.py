"""A FastAPI application with a graph in it, behind a real uvicorn in the test's own loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI

from ten_lite.config.definition import GraphDef
from ten_lite.embed import TenLiteAsgi

from .kit import eventually


@dataclass
class Embedded:
    voice: TenLiteAsgi
    port: int
    server: uvicorn.Server

    def url(self, path: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}"


def application(voice: TenLiteAsgi) -> FastAPI:
    app = FastAPI(lifespan=voice.lifespan)
    app.mount("/voice", voice)

    @app.get("/")
    async def home() -> dict[str, str]:
        return {"who": "the application"}

    return app


@contextlib.asynccontextmanager
async def uvicorn_with(app: Any, **options: Any) -> AsyncIterator[tuple[int, uvicorn.Server]]:
    """``app`` behind a port of 127.0.0.1."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, **options)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(), name="uvicorn")
    try:
        await eventually(lambda: server.started or serving.done(), timeout_s=10)
        yield server.servers[0].sockets[0].getsockname()[1], server
    finally:
        server.should_exit = True
        await serving


@contextlib.asynccontextmanager
async def embedded(graph: GraphDef, **options: Any) -> AsyncIterator[Embedded]:
    """An application with ``graph`` below /voice."""
    voice = TenLiteAsgi(graph, **options)
    async with uvicorn_with(application(voice)) as (port, server):
        yield Embedded(voice, port, server)
