"""What the page about scenarios shows goes as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ten_lite.testing.scenario import ConversationFailed, run_graph
from ten_lite.testing.scenario.file import open_scenario

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto" / "test-a-conversation.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("block", blocks("yaml"))
async def test_the_scenarios_of_the_page(tmp_path: Path, block: str) -> None:
    file = tmp_path / "lisbon.yaml"
    file.write_text(block)
    found, problems = open_scenario(file)
    assert problems == []
    assert found is not None
    await run_graph(found.graph, found.scenario.script, overrides=found.scenario.set)


async def test_the_failure_of_the_page(tmp_path: Path) -> None:
    block = blocks("yaml")[0]
    file = tmp_path / "lisbon.yaml"
    file.write_text(block.replace('"You said: Where is it."', "In Portugal."))
    found, _ = open_scenario(file)
    assert found is not None
    with pytest.raises(ConversationFailed) as caught:
        await run_graph(found.graph, found.scenario.script)
    story = "".join(f"    {line}".rstrip() + "\n" for line in str(caught.value).splitlines())
    shown = PAGE.partition("FAIL   lisbon.yaml\n")[2].partition("          ...")[0]
    assert shown.count("\n") > 8
    assert shown in story


async def test_the_python_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks("python")
    names: dict[str, object] = {}
    exec(block, names)
    await names["test_the_time_in_tokyo"]()
