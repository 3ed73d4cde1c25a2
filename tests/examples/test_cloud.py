"""The graphs in the cloud converse with fakes of their providers, through the real SDKs.

Azure's SDK has threads of its own and Google's gRPC needs the wall clock, so those two converse in
``tests/e2e/test_fake_providers.py``, as the README has them: served by ``ten-lite run`` and called.
"""

from __future__ import annotations

import re

import yaml

from ten_lite.config.text.variables import required_variables

from .example import play, readme, scenarios
from .kit import EXAMPLES, ROOT

ELSEWHERE = ROOT / "tests" / "e2e" / "test_fake_providers.py"


def cloud_graphs() -> dict[str, set[str]]:
    """The keys that each graph of the package needs, for those that need any."""
    files = (ROOT / "graphs").glob("*.json")
    found = {file.stem: set(required_variables(file.read_text("utf-8"))) for file in files}
    return {name: keys for name, keys in found.items() if keys}


def test_two_conversations_go_as_they_are_written() -> None:
    assert play("cloud").count("pass ") == 2


def test_each_graph_that_needs_a_key_is_in_the_readme() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", readme("cloud"), re.MULTILINE)) == set(cloud_graphs())


def test_each_of_them_converses_with_fakes_here_or_on_the_wall_clock() -> None:
    here = {yaml.safe_load(file.read_text("utf-8"))["graph"] for file in scenarios("cloud")}
    served = re.findall(r'^        \("(\w+)", "', ELSEWHERE.read_text("utf-8"), re.MULTILINE)
    assert here | {f"voice_assistant_{name}" for name in served} == set(cloud_graphs())
    assert {"voice_assistant_azure", "voice_assistant_google"} & here == set()


def test_the_file_for_keys_has_all_of_them() -> None:
    lines = (EXAMPLES / "cloud" / ".env.example").read_text("utf-8").splitlines()
    keys = {line.removesuffix("=") for line in lines if not line.startswith("#")}
    assert keys == set().union(*cloud_graphs().values())
