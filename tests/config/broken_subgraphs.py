"""Files with broken subgraphs."""

from __future__ import annotations

from .broken import MARK, STT, WEB, Broken

__all__ = ["CASES"]

INNER = (
    f'{{"nodes": [{STT}],\n'
    '"exposed_messages": [{"type": "audio_frame_in", "name": "pcm_frame", "extension": "stt"}],\n'
    '"exposed_properties": [{"name": "language", "extension": "stt"}]}'
)
FEED = (
    '{"extension": "web", "audio_frame": [{"name": "pcm_frame", "dest": [{"subgraph": "ears"}]}]}'
)


def outer(uri: str = '"in.json"', more: str = "", connections: str = FEED) -> str:
    node = f'{{"type": "subgraph", "name": "ears", "graph": {{"import_uri": {uri}}}{more}}}'
    return f'{{"nodes": [{WEB},\n  {node}],\n"connections": [{connections}]}}'


def subgraph(
    case: str, main: str, *told: str, inner: str = INNER, at: str = "g.json", **more
) -> Broken:
    return Broken(case, {"g.json": main, "in.json": inner}, *told, file=at, **more)


CASES = (
    subgraph(
        "subgraph whose file is not there",
        outer(f'{MARK}"inn.json"'),
        "TL115",
        "import_uri: cannot read the file: No such file or directory",
        'did you mean "in.json"?   it was looked for in HERE',
        "/nodes/1/graph/import_uri",
    ),
    subgraph(
        "subgraph that is its own graph",
        outer(f'{MARK}"g.json"', connections=""),
        "TL115",
        '"g.json" is this graph itself, or holds it',
        "a graph cannot be a part of itself",
        "/nodes/1/graph/import_uri",
    ),
    subgraph(
        "subgraph that is no graph",
        outer(),
        "TL107",
        "this is not a graph file",
        'a subgraph\'s file holds "nodes" and "connections"',
        at="in.json",
        inner=f"{MARK}[]",
    ),
    subgraph(
        "mistake inside of a subgraph",
        outer(),
        "TL306",
        '"language" must be "en-US" or "de-DE", not "de"',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/language",
        at="in.json",
        inner=INNER.replace('"ears_stt"', f'"ears_stt", "property": {{"language": {MARK}"de"}}', 1),
    ),
    subgraph(
        "property of a subgraph with a mistake",
        outer(more=f', "property": {{"language": {MARK}"de"}}'),
        "TL306",
        '"language" must be "en-US" or "de-DE", not "de"',
        "ten-lite addons inspect ears_stt",
        "/nodes/1/property/language",
    ),
    subgraph(
        "property that is exposed of a subgraph that is not there",
        outer(more=', "property": {"language": "de-DE"}', connections=""),
        "TL203",
        'there is no subgraph "deep"',
        "subgraphs: none",
        "/exposed_properties/1/subgraph",
        at="in.json",
        inner=INNER.replace(
            '"extension": "stt"}]}',
            f'"extension": "stt"}}, {{"name": "language", "subgraph": {MARK}"deep"}}]}}',
        ),
    ),
    subgraph(
        "property that a subgraph does not expose",
        outer(more=f', "property": {{{MARK}"langage": "de-DE"}}'),
        "TL221",
        'the subgraph "ears" does not expose the property "langage"',
        'did you mean "language"?   it exposes: language',
        "/nodes/1/property/langage",
    ),
    subgraph(
        "message that a subgraph does not expose",
        outer(
            connections=f'{FEED}, {{"subgraph": {MARK}"ears", "data": [{{"name": "asr_result", '
            '"dest": []}]}'
        ),
        "TL221",
        'the subgraph "ears" does not expose data_out "asr_result"',
        'as data_out it exposes: none   add {"type": "data_out", "name": "asr_result", '
        '"extension": ...} to "exposed_messages" of in.json',
        "/connections/1/subgraph",
    ),
    subgraph(
        "message that a subgraph exposes the other way",
        outer(
            connections=f'{FEED}, {{"extension": "web", "audio_frame": [{{"name": "pcm_frame", '
            f'"source": [{{"subgraph": {MARK}"ears"}}]}}]}}'
        ),
        "TL221",
        'the subgraph "ears" does not expose audio_frame_out "pcm_frame"',
        'as audio_frame_out it exposes: none   add {"type": "audio_frame_out", "name": '
        '"pcm_frame", "extension": ...} to "exposed_messages" of in.json',
        "/connections/1/audio_frame/0/source/0/subgraph",
    ),
    subgraph(
        "subgraph named as an extension",
        outer(connections=f'{FEED}, {{{MARK}"extension": "ears"}}'),
        "TL203",
        '"ears" is not of type extension but of type "subgraph"',
        "name it by the key of its type",
        "/connections/1/extension",
    ),
    subgraph(
        "exposed message of a node that is not there",
        outer(connections=""),
        "TL203",
        'there is no node "sst"',
        'did you mean "stt"?   nodes: stt',
        "/exposed_messages/0/extension",
        at="in.json",
        inner=INNER.replace('"extension": "stt"}],', f'"extension": {MARK}"sst"}}],', 1),
    ),
    subgraph(
        "exposed message that the node does not take",
        outer(connections=""),
        "TL205",
        '"stt" (ears_stt) does not take audio_frame "pcm_frames"',
        'did you mean "pcm_frame"?   it takes as audio_frame: pcm_frame',
        "/exposed_messages/0/name",
        at="in.json",
        inner=INNER.replace('"pcm_frame"', f'{MARK}"pcm_frames"'),
    ),
    subgraph(
        "exposed property that the node does not have",
        outer(),
        "TL304",
        'ears_stt has no property "langage"',
        'did you mean "language"?   properties: language, sample_rate_hz, beam, words',
        "/exposed_properties/0/name",
        at="in.json",
        inner=INNER.replace('"language"', f'{MARK}"langage"'),
    ),
    subgraph(
        "name that clashes with one of a subgraph",
        outer().replace(WEB, f'{WEB}, {{"name": {MARK}"ears_stt", "addon": "ears_stt"}}'),
        "TL201",
        'a node of a subgraph is called "ears_stt" in the whole graph, as this is',
        "rename this node or the subgraph's node; subgraph x and node y make x_y",
        "/nodes/1/name",
    ),
)
