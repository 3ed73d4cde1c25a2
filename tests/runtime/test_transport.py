from __future__ import annotations

from collections.abc import Mapping

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.runtime import App, SessionHost, TransportServer

from .kit import Node, make_graph


class Door(TransportServer[AddonConfig]):
    async def start(self) -> None: ...

    @property
    def urls(self) -> Mapping[str, str]:
        return {}

    async def stop_accepting(self) -> None: ...

    async def stop(self) -> None: ...


async def test_a_server_gets_its_config_and_its_host_and_starts_nothing_by_itself() -> None:
    host: SessionHost = App(make_graph({"a": Node}, []))
    config = AddonConfig()
    door = Door(config, host)
    assert (door.config, door.host) == (config, host)


@pytest.mark.parametrize("missing", ["start", "urls", "stop_accepting", "stop"])
def test_a_server_must_have_all_of_its_stages(missing: str) -> None:
    members = {name: value for name, value in vars(Door).items() if name != missing}
    incomplete = type("Incomplete", (TransportServer,), members)
    with pytest.raises(TypeError, match=missing):
        incomplete(AddonConfig(), None)
