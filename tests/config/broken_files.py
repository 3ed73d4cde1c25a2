"""Broken ways to a graph: property.json, names, imports."""

from __future__ import annotations

from .broken import MARK, WEB, Broken, app

__all__ = ["CASES"]

CASES = (
    Broken(
        "bad line of .env",
        {
            "g.json": '{"nodes": [{"name": "web", "addon": "web"}]}',
            ".env": f"A=1\n{MARK}hush-hush\n",
        },
        "TL119",
        "this line is not NAME=value: it is left out",
        "write NAME=value; quote a value that holds spaces or #",
        file=".env",
        severity="warning",
    ),
    Broken(
        ".env that is no text",
        {"g.json": '{"nodes": [{"name": "web", "addon": "web"}]}', ".env": b"A=\xff\n"},
        "TL119",
        "cannot read the file: it is not UTF-8 text",
        "its variables are missing; mend or remove it",
        file=".env",
        severity="warning",
    ),
    Broken(
        "no such file",
        {"h.json": "{}"},
        "TL101",
        "cannot read the file: No such file or directory",
        'did you mean "h.json"?   it was looked for in HERE',
        file="./g.json",
    ),
    Broken(
        "no such graph",
        {"graphs/echo.json": "{}"},
        "TL113",
        'there is no graph "ecko"',
        'did you mean "echo"?   graphs: echo',
        file="",
        reference="ecko",
    ),
    app(
        "short form, no such graph",
        f'{{"graph": {MARK}"ecko"}}',
        "TL113",
        'there is no graph "ecko"',
        'did you mean "echo"?   graphs: echo',
        "/graph",
        files={"graphs/echo.yaml": "{}"},
    ),
    app(
        "short form in a circle",
        '{"graph": "graphs/a.json"}',
        "TL115",
        '"../property.json" leads back to a file that asks for it',
        "name a file that holds a graph",
        "/graph",
        file="graphs/a.json",
        files={"graphs/a.json": f'{{"graph": {MARK}"../property.json"}}'},
    ),
    app(
        "no graph",
        f'{{"ten": {{"predefined_graphs": {MARK}[]}}}}',
        "TL114",
        "the file holds no graph",
        'add {"name": ..., "auto_start": true, "graph": {"nodes": [...]}}',
        "/ten/predefined_graphs",
    ),
    app(
        "several graphs",
        f'{{"ten": {{"predefined_graphs": {MARK}[\n'
        '  {"name": "a", "graph": {}}, {"name": "b", "graph": {}}]}}',
        "TL114",
        "which of these graphs is meant: a, b?",
        'set "auto_start": true on exactly one, or name one: ten-lite run NAME',
        "/ten/predefined_graphs",
    ),
    app(
        "two graphs of one name",
        f'{{"ten": {{"predefined_graphs": [\n  {{"name": "a", "graph": {{"nodes": [{WEB}]}}}},\n'
        f'  {{"name": {MARK}"a", "graph": {{}}}}]}}}}',
        "TL116",
        'there are 2 graphs called "a"',
        "give each a name of its own",
        "/ten/predefined_graphs/1/name",
        reference="a",
    ),
    app(
        "unknown key of ten",
        f'{{"ten": {{{MARK}"predefined_graph": []}}}}',
        "TL109",
        'unknown key "predefined_graph"',
        'did you mean "predefined_graphs"?   keys: predefined_graphs, uri, log, log_level, '
        "log_file, long_running_mode, one_event_loop_per_engine, addon, services, path_timeout, "
        "path_check_interval",
        "/ten/predefined_graph",
    ),
    app(
        "name of a graph",
        '{"ten": {"predefined_graphs": [{"name": '
        f'{MARK}"my graph", "graph": {{"nodes": [{WEB}]}}}}]}}}}',
        "TL108",
        '"name" must be letters, digits and underscores, beginning with a letter, not "my graph"',
        "",
        "/ten/predefined_graphs/0/name",
    ),
    app(
        "import_uri with something else",
        '{"ten": {"predefined_graphs": [{"name": "a", "graph": '
        f'{{"import_uri": "g.json", {MARK}"nodes": []}}}}]}}}}',
        "TL115",
        '"nodes" cannot stand beside "import_uri"',
        "write it in the imported file",
        "/ten/predefined_graphs/0/graph/nodes",
        files={"g.json": f'{{"nodes": [{WEB}]}}'},
    ),
    app(
        "import_uri to nothing",
        '{"ten": {"predefined_graphs": [{"name": "a", "graph": '
        f'{{"import_uri": {MARK}"sub/g.json"}}}}]}}}}',
        "TL115",
        "import_uri: cannot read the file: No such file or directory",
        "it was looked for in HERE/sub",
        "/ten/predefined_graphs/0/graph/import_uri",
    ),
    app(
        "import_uri of the web",
        '{"ten": {"predefined_graphs": [{"name": "a", "graph": '
        f'{{"import_uri": {MARK}"https://example.org/g.json"}}}}]}}}}',
        "TL115",
        "graphs are not fetched from the web",
        "download the file and name it by a relative path",
        "/ten/predefined_graphs/0/graph/import_uri",
    ),
    app(
        "import_uri with an absolute path",
        '{"ten": {"predefined_graphs": [{"name": "a", "graph": '
        f'{{"import_uri": {MARK}"/g.json"}}}}]}}}}',
        "TL115",
        'import_uri must be a relative path or file:///..., not "/g.json"',
        "write file:///g.json",
        "/ten/predefined_graphs/0/graph/import_uri",
    ),
    app(
        "setting of TEN without effect",
        f'{{"ten": {{"predefined_graphs": [{{"name": "a", "graph": {{"nodes": [{WEB}]}}}}],\n'
        f'  {MARK}"uri": "msgpack://127.0.0.1:8001"}}}}',
        "TL111",
        '"uri" has no effect here',
        "it may stay for TEN's sake",
        "/ten/uri",
        severity="warning",
    ),
)
