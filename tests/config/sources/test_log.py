from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from ten_lite.config import load_graph
from ten_lite.config.sources.log import log_settings
from ten_lite.config.text.document import Document
from ten_lite.observe.log_settings import OFF, LogOutput, LogRule, LogSettings

from .. import kit

STDERR = {"type": "console", "config": {"stream": "stderr"}}
ALL = [{"level": "debug"}]


def document(*, key: str = "ten", **ten: Any) -> Document:
    return Document(json.dumps({key: ten}), "property.json", Path("here"))


def handler(**more: Any) -> dict[str, Any]:
    return {"matchers": ALL, "formatter": {"type": "plain"}, "emitter": STDERR, **more}


def read(**ten: Any) -> tuple[LogSettings | None, list[tuple[str, str, str]]]:
    settings, problems = log_settings([document(**ten)], {"DIR": "logs"})
    return settings, [(p.code, p.severity, p.pointer) for p in problems]


def test_handlers_become_outputs() -> None:
    settings, problems = read(
        log={
            "handlers": [
                handler(
                    matchers=[{"level": "warn"}, {"level": "off", "category": "node.llm"}],
                    formatter={"type": "plain", "colored": True},
                ),
                handler(
                    formatter={"type": "json"},
                    emitter={"type": "file", "config": {"path": "${env:DIR}/${env:NO|a}.log"}},
                ),
            ]
        }
    )
    assert problems == []
    assert settings == LogSettings(
        (
            LogOutput((LogRule(logging.WARNING), LogRule(OFF, "node.llm")), "stderr", colored=True),
            LogOutput((LogRule(logging.DEBUG),), Path("here/logs/a.log"), as_json=True),
        )
    )


OTLP = {"type": "otlp", "config": {"endpoint": "http://x", "headers": {"a": "b"}}}
FILE = "/ten/log/handlers/0/emitter/config/path"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"emitter": OTLP}, "emitter/type"),
        ({"emitter": {"type": "console", "config": {"stream": "stdout", "encryption": {}}}}, None),
        ({"emitter": {"type": "file", "config": {"path": "a", "encryption": {}}}}, None),
        ({"formatter": {"type": "json", "colored": True}}, "formatter/colored"),
    ],
)
def test_what_has_no_effect_is_a_warning(changed: dict[str, Any], pointer: str | None) -> None:
    settings, problems = read(log={"handlers": [handler(), handler(**changed)]})
    place = f"/ten/log/handlers/1/{pointer or 'emitter/config/encryption'}"
    assert problems == [("TL111", "warning", place)]
    assert settings is not None
    assert len(settings.outputs) == (1 if changed.get("emitter") == OTLP else 2)


def test_without_a_usable_handler_the_log_is_as_usual() -> None:
    assert read(log={}) == (None, [])
    assert read(log={"handlers": [handler(emitter=OTLP)]})[0] is None


@pytest.mark.parametrize(
    ("log", "code", "pointer"),
    [
        (5, "TL108", ""),
        ({"handler": []}, "TL109", "/handler"),
        ({"handlers": {}}, "TL108", "/handlers"),
        ({"handlers": [handler(matchers=[])]}, "TL108", "/handlers/0/matchers"),
        ({"handlers": [handler(matchers=[{}])]}, "TL110", "/handlers/0/matchers/0"),
        (
            {"handlers": [handler(matchers=[{"level": "warning"}])]},
            "TL108",
            "/handlers/0/matchers/0/level",
        ),
        ({"handlers": [{"matchers": ALL}]}, "TL110", "/handlers/0"),
        ({"handlers": [handler(formatter={"type": "xml"})]}, "TL108", "/handlers/0/formatter/type"),
        ({"handlers": [handler(emitter={"type": "file"})]}, "TL110", "/handlers/0/emitter"),
        (
            {"handlers": [handler(emitter={"type": "consol", "config": {"stream": "stderr"}})]},
            "TL108",
            "/handlers/0/emitter/type",
        ),
        (
            {"handlers": [handler(emitter={"type": "file", "config": {"file": "a", "path": "b"}})]},
            "TL109",
            "/handlers/0/emitter/config/file",
        ),
        (
            {"handlers": [handler(emitter={"type": "file", "config": {"path": "${env:NO}"}})]},
            "TL307",
            "/handlers/0/emitter/config/path",
        ),
    ],
)
def test_mistakes_are_told_where_they_are(log: Any, code: str, pointer: str) -> None:
    assert read(log=log) == (None, [(code, "error", f"/ten/log{pointer}")])


def test_keys_of_older_versions_count_where_log_is_not_there() -> None:
    for number, level in enumerate(("DEBUG", "INFO", "WARNING", "ERROR", "ERROR"), start=1):
        rules = (LogRule(logging.getLevelNamesMapping()[level]),)
        assert read(log_level=number) == (LogSettings((LogOutput(rules, "stderr"),)), [])
    info = (LogRule(logging.INFO),)
    expected = LogSettings((LogOutput(info, Path("here/logs/a.log")),))
    assert read(log_file="${env:DIR}/a.log") == (expected, [])
    settings, problems = read(log_level=1, log_file="x", log={"handlers": [handler()]})
    assert settings is not None
    assert [output.target for output in settings.outputs] == ["stderr"]
    assert problems == [
        ("TL111", "warning", "/ten/log_level"),
        ("TL111", "warning", "/ten/log_file"),
    ]
    assert read(log_level=0) == (None, [("TL108", "error", "/ten/log_level")])


def test_the_first_file_that_says_something_counts() -> None:
    files = [
        Document("[]", "a.json", Path()),
        Document('{"ten": 5}', "b.json", Path()),
        document(uri="x"),
        document(key="_ten", log_level=1),
        document(log_level=4),
    ]
    settings, problems = log_settings(files, {})
    assert problems == []
    assert settings is not None
    assert settings.lowest_level == logging.DEBUG


def test_a_loaded_graph_brings_the_log_of_property_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kit.write(tmp_path / "g.json", kit.good())
    kit.write(tmp_path / "property.json", {"graph": "./g.json", "ten": {"log_level": 1}})
    checked = load_graph(None, registry=kit.registry(), environ={})
    assert checked.graph is not None
    assert checked.log is not None
    assert load_graph("./g.json", registry=kit.registry(), environ={}).log is None


def test_a_mistake_in_the_log_is_told_once_and_stops_the_graph(tmp_path: Path) -> None:
    entry = {"name": "a", "graph": kit.good()}
    value = {"ten": {"log": {"handlers": 5}, "predefined_graphs": [entry]}}
    checked = kit.load(value, folder=tmp_path)
    assert checked.graph is None
    assert [(p.code, p.pointer) for p in checked.problems] == [("TL108", "/ten/log/handlers")]
