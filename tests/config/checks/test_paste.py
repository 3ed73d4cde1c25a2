from __future__ import annotations

import json
from pathlib import Path

from .. import flow_kit, kit
from ..kit import node, to

INNER = {
    "nodes": [node("talk", "talk"), node("tts", "rate_tts")],
    "connections": [to("talk", "data", "tts_text_input"), to("tts", "audio_frame", "pcm_frame")],
}
OUTER = {
    "nodes": [
        node("door", "door"),
        {"type": "subgraph", "name": "sub", "graph": {"import_uri": "inner.json"}},
    ],
    "connections": [to("door", "data", "text_data"), to("door", "audio_frame", "pcm_frame")],
}


def hints(folder: Path) -> dict[str, tuple[str, str]]:
    """File and cure of what is told about each node."""
    (folder / "inner.json").write_text(json.dumps(INNER), "utf-8")
    checked = kit.load(OUTER, folder=folder, addons=flow_kit.REGISTRY)
    return {p.message.split('"')[1]: (Path(p.file).name, p.hint) for p in checked.problems}


def test_a_connection_is_written_for_the_innermost_graph_that_holds_its_ends(
    tmp_path: Path,
) -> None:
    assert hints(tmp_path) == {
        "sub_tts": (
            "inner.json",
            'connect it: {"extension": "talk", "data": '
            '[{"name": "tts_text_input", "dest": [{"extension": "tts"}]}]}',
        ),
        "sub_talk": (
            "inner.json",
            'connect it: {"extension": "door", "data": '
            '[{"name": "text_data", "dest": [{"subgraph": "sub"}]}]}'
            "   (the subgraph has to expose it)",
        ),
    }
