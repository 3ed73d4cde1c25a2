from __future__ import annotations

from ten_lite.config.unsupported import check_supported, check_without_effect

from . import kit

END = {"extension": "a"}


def test_everything_that_is_not_built_is_told() -> None:
    draft = kit.draft(
        {
            "exposed_messages": [1],
            "exposed_properties": [1],
            "nodes": [
                {"type": "subgraph", "name": "s", "graph": {}},
                {"type": "selector", "name": "t", "filter": {}},
                {"name": "a", "restart": {}, "fallback": []},
            ],
            "connections": [
                {"subgraph": "s", "cmd": [{"dest": [{"selector": "t"}, END]}]},
                {"selector": "t", "data": [{"source": [{"subgraph": "s"}]}]},
                {**END, "audio_frame": [{"dest": [{**END, "msg_conversion": {}}]}]},
            ],
        }
    )
    problems = list(check_supported(draft))
    assert {problem.code for problem in problems} == {"TL112"}
    assert [problem.pointer for problem in problems] == [
        "/exposed_messages",
        "/exposed_properties",
        "/nodes/0/type",
        "/nodes/0/graph",
        "/nodes/1/type",
        "/nodes/1/filter",
        "/nodes/2/restart",
        "/nodes/2/fallback",
        "/connections/0/subgraph",
        "/connections/0/cmd/0/dest/0/selector",
        "/connections/1/selector",
        "/connections/1/data/0/source/0/subgraph",
        "/connections/2/audio_frame/0/dest/0/msg_conversion",
    ]


def test_empty_lists_ask_for_nothing() -> None:
    draft = kit.draft({"exposed_messages": [], "exposed_properties": [], "nodes": [{}]})
    assert list(check_supported(draft)) == []


def test_app_is_a_warning() -> None:
    draft = kit.draft({"nodes": [{"name": "a"}, {"name": "b", "app": "x"}]})
    found = [(p.code, p.severity, p.pointer) for p in check_without_effect(draft)]
    assert found == [("TL111", "warning", "/nodes/1/app")]
