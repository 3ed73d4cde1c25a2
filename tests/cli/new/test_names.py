"""From one name to all the names an addon has."""

from __future__ import annotations

import pytest

from ten_lite.cli.scaffold.names import ADDON_KINDS, addon_names, app_names
from ten_lite.errors import TenLiteError


def test_the_kind_is_added_to_the_name_in_a_graph() -> None:
    names = addon_names("acme", "tts")
    assert names["addon"] == "acme_tts"
    assert names["distribution"] == "ten-lite-acme"
    assert names["package"] == "ten_lite_acme"
    assert names["class_name"] == "AcmeTts"
    assert names["constant"] == "ACME_TTS"


@pytest.mark.parametrize("name", ["My-Voice_tts", "my.voice-TTS", "ten-lite-my-voice-tts"])
def test_one_name_may_be_written_in_many_ways(name: str) -> None:
    names = addon_names(name, "tts")
    assert (names["addon"], names["distribution"]) == ("my_voice_tts", "ten-lite-my-voice-tts")
    assert names["name"] == "my_voice"


def test_a_generic_addon_has_its_bare_name() -> None:
    assert addon_names("level-meter", "generic")["addon"] == "level_meter"


@pytest.mark.parametrize(
    "name", ["", "1st", "a b", "../up", "a/b", "süß", "-a", "a-", "a$b", "x" * 25, "a\n"]
)
def test_what_cannot_be_a_name_is_refused_in_words(name: str) -> None:
    with pytest.raises(TenLiteError, match="name"):
        addon_names(name, "tool")
    with pytest.raises(TenLiteError, match="name"):
        app_names(name)


@pytest.mark.parametrize(("name", "kind"), [("tts", "tts"), ("ten-lite", "generic")])
def test_a_name_that_says_nothing_is_refused(name: str, kind: str) -> None:
    with pytest.raises(TenLiteError, match="acme"):
        addon_names(name, kind)


@pytest.mark.parametrize("kind", ADDON_KINDS)
def test_all_that_is_made_of_a_name_is_an_identifier(kind: str) -> None:
    names = addon_names("class-9", kind)
    made = [names[key] for key in ("name", "package", "addon", "constant", "class_name", "prefix")]
    assert all(one.isidentifier() for one in made)
