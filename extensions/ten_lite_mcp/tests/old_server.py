"""An MCP server of the older protocol, by hand: it does what no SDK would let it do.

Usage: old_server.py FOLDER; tools are in FOLDER/tools.json, what arrives goes to FOLDER/seen.jsonl.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FOLDER = Path(sys.argv[1])


def send(message: dict[str, Any]) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def see(message: dict[str, Any]) -> None:
    with (FOLDER / "seen.jsonl").open("a") as file:
        file.write(json.dumps({**message, "pid": os.getpid(), "at_s": time.monotonic()}) + "\n")


def text(words: str) -> dict[str, Any]:
    return {"content": [{"type": "text", "text": words}]}


def use(name: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """The result; None: there is none."""
    match name:
        case "crash":
            os._exit(3)
        case "deaf":
            time.sleep(3600)
        case "hang":
            return None
        case "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
            see({"child": child.pid})
        case "environment":
            return text(json.dumps(dict(os.environ)))
        case "long":
            return text("x" * 1000)
        case "grow":
            tools = json.loads((FOLDER / "tools.json").read_text())
            (FOLDER / "tools.json").write_text(json.dumps([*tools, {"name": "grown"}]))
            send({"method": "notifications/tools/list_changed"})
    return text(f"{name} {json.dumps(arguments, sort_keys=True)}")


def serve() -> None:
    print("ready", flush=True)  # many servers write to stdout what does not belong there
    print("a word to stderr", file=sys.stderr, flush=True)
    stays = False
    while True:
        line = sys.stdin.readline()
        if not line:
            if stays:
                time.sleep(3600)
            return
        request = json.loads(line)
        see(request)
        if "id" not in request:
            continue
        method, params = request["method"], request.get("params", {})
        if method == "initialize":
            result: dict[str, Any] | None = {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {"listChanged": True}},
                "serverInfo": {"name": "old", "version": "1"},
            }
        elif method == "tools/list":
            tools = [
                {"inputSchema": {}, **one}
                for one in json.loads((FOLDER / "tools.json").read_text())
            ]
            first, rest = tools[:2], tools[2:]  # two pages
            result = (
                {"tools": rest} if params.get("cursor") else {"tools": first, "nextCursor": "2"}
            )
        elif method == "tools/call" and params["name"] != "refused":
            stays = stays or params["name"] == "stubborn"
            result = use(params["name"], params.get("arguments", {}))
        else:
            send({"id": request["id"], "error": {"code": -32601, "message": f"no {method} here"}})
            continue
        if result is not None:
            send({"id": request["id"], "result": result})


if (FOLDER / "silent").exists():
    see({"method": "nothing"})
    time.sleep(3600)
serve()
