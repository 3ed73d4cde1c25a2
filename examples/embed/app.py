"""A voice assistant inside a FastAPI application, below /voice.

The graph is that of TEN_LITE_GRAPH; default: voice_assistant. README.md tells how to run it.
"""

import os

from fastapi import FastAPI

from ten_lite.embed import ten_lite_asgi

voice = ten_lite_asgi(os.environ.get("TEN_LITE_GRAPH", "voice_assistant"))

app = FastAPI(lifespan=voice.lifespan)
app.mount("/voice", voice)


@app.get("/")
async def home() -> dict[str, int]:
    """The rest of the application, which may ask the running graph."""
    return {"talking": voice.app.session_count if voice.app else 0}
