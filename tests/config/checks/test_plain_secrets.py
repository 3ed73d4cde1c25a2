from __future__ import annotations

from typing import Any

import pytest

from ten_lite.config.checks.plain_secrets import variable_for

from .. import flow_kit
from ..flow_kit import told
from ..kit import node


def secrets(**properties: Any) -> list[str]:
    nodes = [node("x", "safe_llm", **properties)]
    environ = {"KEY": "hush"}
    return [m.split('"')[1] for m in told(nodes, only="TL309", environ=environ)]


def test_secrets_are_found_at_any_depth_and_by_other_keys() -> None:
    assert secrets(
        api_key="a",
        oldKey="b",
        account={"token": "c"},
        accounts=[{}, {"token": "d"}],
        keys={"e": "f"},
    ) == ["api_key", "oldKey", "account.token", "accounts[1].token", "keys.e"]


@pytest.mark.parametrize("value", ["", "${env:KEY}", "sk-${env:KEY}", "${env:NO|}", "${env:NO|x}"])
def test_what_is_empty_or_comes_from_the_environment_is_fine(value: str) -> None:
    assert secrets(api_key=value, accounts=[{"token": value}]) == []


def test_what_comes_from_the_command_line_is_fine() -> None:
    nodes = [node("x", "safe_llm", api_key="in the file")]
    assert told(nodes, overrides=["x.api_key=typed", "x.account.token=typed"]) == []
    assert told(nodes, overrides=["x.account.token=typed"]) == [
        '"api_key" is a secret, and stands in the file as it is'
    ]


def test_a_property_of_the_same_name_that_is_no_secret_is_fine() -> None:
    assert secrets(free={"token": "x", "api_key": "y"}, account={"label": "z"}) == []


def test_properties_that_are_wrong_are_told_first() -> None:
    assert told([node("x", "safe_llm", api_key="hush", account=3)], only="TL309") == []


@pytest.mark.parametrize(
    ("addon", "key", "name"),
    [
        ("safe_llm", "api_key", "SAFE_API_KEY"),
        ("safe_llm", "secretKey", "SAFE_SECRET_KEY"),
        ("safe_llm", "a b-c", "SAFE_A_B_C"),
    ],
)
def test_the_variable_is_named_after_the_addon_and_the_key(addon: str, key: str, name: str) -> None:
    assert variable_for(flow_kit.SAFE, key) == name
