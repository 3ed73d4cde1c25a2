from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import pytest
from pydantic import SecretStr

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.cli import fake_providers as module
from ten_lite.cli.fake_providers import fake_providers
from ten_lite.errors import AddonError, TenLiteError
from ten_lite.messages import ChatCompletion


class AcmeConfig(AddonConfig):
    key: SecretStr


class FakeAcme:
    """What a stranger's distribution may bring."""

    calls: list[str] = []

    @property
    def properties(self) -> Mapping[str, Any]:
        return {"key": "fake"}

    def improvise(self) -> None:
        self.calls.append("improvise")

    async def __aenter__(self) -> Self:
        self.calls.append("enter")
        return self

    async def __aexit__(self, *error: object) -> None:
        self.calls.append("exit")


def acme(fake: str, kind: Any = "llm") -> AddonSpec:
    return AddonSpec(
        name="acme",
        kind=kind,
        description="",
        factory="x:X",
        inputs=(ChatCompletion,),
        config=AcmeConfig,
        fake_provider=fake,
    )


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(autouse=True)
def proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intern")
    monkeypatch.setenv("no_proxy", "")
    FakeAcme.calls.clear()


def graph(folder: Path, monkeypatch: pytest.MonkeyPatch, spec: AddonSpec, nodes: int = 1) -> str:
    monkeypatch.setattr(module, "AddonRegistry", lambda: AddonRegistry([spec]))
    listed = ", ".join(f'{{"name": "n{n}", "addon": "{spec.name}"}}' for n in range(nodes))
    (folder / "g.json").write_text(f'{{"nodes": [{listed}]}}')
    return str(folder / "g.json")


def test_anybodys_addon_is_served_by_the_fake_that_it_names(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runner: asyncio.Runner,
    capsys: pytest.CaptureFixture[str],
):
    file = graph(tmp_path, monkeypatch, acme(f"{__name__}:FakeAcme"), nodes=2)
    with fake_providers(runner, file, None, ()) as fakes:
        assert fakes == {"acme": {"key": "fake"}}
        assert FakeAcme.calls == ["improvise", "enter"]
        assert os.environ["NO_PROXY"] == "intern,127.0.0.1"
        assert os.environ["no_proxy"] == "127.0.0.1"
    assert FakeAcme.calls[-1] == "exit"
    assert capsys.readouterr().err == "faked: n0 (acme), n1 (acme)\n"


def test_a_node_with_a_key_and_without_a_fake_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner
):
    file = graph(tmp_path, monkeypatch, acme(""))
    with (
        pytest.raises(TenLiteError, match=r'no fake provider for "n0" \(acme\)'),
        fake_providers(runner, file, None, ()),
    ):
        pass


def test_a_tool_needs_no_fake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner
):
    file = graph(tmp_path, monkeypatch, acme("", kind="tool"))
    with fake_providers(runner, file, None, ()) as fakes:
        assert fakes == {}


class Nowhere(FakeAcme):
    """Of an addon that needs no provider."""

    properties = {}


def test_a_fake_that_leads_nowhere_is_not_told_of(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runner: asyncio.Runner,
    capsys: pytest.CaptureFixture[str],
):
    file = graph(tmp_path, monkeypatch, acme(f"{__name__}:Nowhere"))
    with fake_providers(runner, file, None, ()) as fakes:
        assert fakes == {}
    assert capsys.readouterr().err == "faked: nothing, no node talks to a provider\n"


@pytest.mark.parametrize("fake", [f"{__name__}:AcmeConfig.model_construct", "no_such_module:X"])
def test_a_fake_that_is_none_is_named_with_its_addon(
    fake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner
):
    file = graph(tmp_path, monkeypatch, acme(fake))
    with pytest.raises(AddonError, match="acme"), fake_providers(runner, file, None, ()):
        pass
