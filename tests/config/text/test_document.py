from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.config.text.document import MAX_BYTES, Document, open_document, shown
from ten_lite.config.text.parsed import FlawError
from ten_lite.errors import Problem


def told(path: Path) -> Problem:
    document, problems = open_document(path, "named")
    assert document is None
    assert len(problems) == 1
    return problems[0]


def test_a_problem_has_the_place_of_the_value_or_of_the_key() -> None:
    document = Document('{\n "a": {"b": 1}}', "x.json", Path())
    assert document.problem("TL108", "m", "/a/b", "do it") == Problem(
        "TL108", "m", "/a/b", "x.json", 2, 13, "do it"
    )
    assert document.problem("TL108", "m", "/a/b", on_key=True, severity="warning") == Problem(
        "TL108", "m", "/a/b", "x.json", 2, 8, "", "warning"
    )


def test_what_does_not_exist_is_told_at_what_is_around_it() -> None:
    document = Document('{"a":\n {}}', "x.json", Path())
    problem = document.problem("TL108", "m", "/a/x/y")
    assert (problem.pointer, problem.line, problem.column) == ("/a", 2, 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.json", '{"a": 1}'),
        ("g.yaml", "a: 1"),
        ("g.YML", "a: 1"),
        ("g", '\n {"a": 1}'),
        ("g.txt", "a: 1"),
    ],
)
def test_json_or_yaml(name: str, text: str) -> None:
    document = Document(text, name, Path())
    assert document.value == {"a": 1}
    assert document.problem("TL108", "m", "/a").line == (2 if name == "g" else 1)


def test_yaml_is_not_json() -> None:
    with pytest.raises(FlawError):
        Document("a: 1", "g.json", Path())


def test_flaws_come_with_the_document(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text('{"a": 1,\n"a": 2}')
    document, problems = open_document(path, "g.json")
    assert document is not None
    assert document.folder == tmp_path
    assert problems == document.flaws
    assert [(p.code, p.line, p.column) for p in problems] == [("TL104", 2, 1)]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_bytes('\ufeff{"ä":\n1}'.encode())
    document, _ = open_document(path)
    assert document is not None
    assert document.problem("TL108", "m", "/ä").line == 2


def test_not_utf8_has_a_place(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(b'\xef\xbb\xbf{"a":\n "\xc3\xa4\xff"}')
    problem = told(path)
    assert (problem.code, problem.line, problem.column) == ("TL102", 2, 4)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "voice.json").write_text("{}")
    assert told(tmp_path).message == "cannot read the file: Is a directory"
    assert told(tmp_path / "\0").message == "cannot read the file: not a path"
    missing = told(tmp_path / "voise.json")
    assert missing.message == "cannot read the file: No such file or directory"
    assert missing.hint == f'did you mean "voice.json"?   it was looked for in {tmp_path}'
    assert told(tmp_path / "no" / "x.json").hint == f"it was looked for in {tmp_path / 'no'}"
    assert missing.file == "named"


def test_a_device_that_never_ends_is_given_up() -> None:
    assert told(Path("/dev/zero")).message == f"the file is larger than {MAX_BYTES} bytes"


def test_unusable_values_have_a_place(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text('{"a": [1,\n NaN]}')
    problem = told(path)
    assert (problem.code, problem.pointer, problem.line, problem.column) == ("TL105", "/a/1", 2, 2)


def test_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "graphs" / "a.json") == "graphs/a.json"
    assert shown(Path("/elsewhere/a.json")) == "/elsewhere/a.json"
    assert shown(Path("graphs/a.json")) == "graphs/a.json"
