from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry, AddonSpec, BrokenAddon
from ten_lite.errors import AddonError

from .kit import ADDON, Site, of


def broken(registry: AddonRegistry, name: str) -> BrokenAddon:
    found = registry.find(name)
    assert isinstance(found, BrokenAddon)
    return found


def test_an_installed_distribution_supplies_its_addon_under_its_entry_points_name(site: Site):
    """The real thing: nothing but a ``.dist-info`` and a module on ``sys.path``."""
    site.addon("third_party", distribution="acme-voices")
    registry = AddonRegistry()
    assert "third_party" in registry.names()
    assert registry.get("third_party").description == "A made-up addon."
    assert registry.distribution("third_party") == ("acme-voices", "1.0")


def test_listing_the_names_imports_nothing(site: Site):
    module = site.addon("quiet")
    assert of(site.path).names() == ["quiet"]
    assert module not in sys.modules


def test_an_addon_is_imported_only_when_it_is_asked_for(site: Site):
    wanted, other = site.addon("wanted"), site.addon("other")
    registry = of(site.path)
    assert isinstance(registry.find("wanted"), AddonSpec)
    assert wanted in sys.modules
    assert other not in sys.modules


def test_a_broken_or_slow_addon_does_not_disturb_another(site: Site):
    site.module("made_broken", "import time\nraise RuntimeError('it hurts')")
    site.module("made_slow", "import time\ntime.sleep(3600)")
    site.distribution("hurting", {"broken": "made_broken", "slow": "made_slow"})
    site.addon("good")
    registry = of(site.path)
    assert registry.get("good").name == "good"
    assert registry.names() == ["broken", "good", "slow"]
    assert "made_slow" not in sys.modules


def test_a_broken_import_is_reported_with_its_distribution_and_the_reason(site: Site):
    site.module("made_broken", "import no_such_sdk")
    site.distribution("acme-voices", {"acme_tts": "made_broken"})
    found = broken(of(site.path), "acme_tts")
    assert (found.name, found.distribution) == ("acme_tts", "acme-voices")
    assert found.reason == "ModuleNotFoundError: No module named 'no_such_sdk'"
    with pytest.raises(AddonError, match=r'"acme_tts" of acme-voices is broken: Module.*no_such'):
        of(site.path).get("acme_tts")


@pytest.mark.parametrize(
    "source",
    [
        "raise RuntimeError('first line\\nsecond line')",
        "raise KeyError",
        "import sys\nsys.exit(3)",
        "def broken(:",
        "import asyncio\nraise asyncio.CancelledError",
        "class Odd(BaseException): ...\nraise Odd('odd')",
    ],
)
def test_however_an_import_fails_the_reason_is_one_line(site: Site, source: str):
    site.module("made_broken", source)
    site.distribution("acme", {"acme": "made_broken"})
    reason = broken(of(site.path), "acme").reason
    assert reason
    assert "\n" not in reason


def test_ctrl_c_during_an_import_is_not_an_addons_failure(site: Site):
    site.module("made_broken", "raise KeyboardInterrupt")
    site.distribution("acme", {"acme": "made_broken"})
    with pytest.raises(KeyboardInterrupt):
        of(site.path).find("acme")


def test_a_name_supplied_by_two_distributions_is_reported_with_both(site: Site):
    for n, distribution in enumerate(("acme-voices", "other-voices")):
        site.module(f"made_{n}", ADDON.format(name="same", module=f"made_{n}"))
        site.distribution(distribution, {"same": f"made_{n}"}, version=f"{n}.5")
    found = broken(of(site.path), "same")
    assert "acme-voices 0.5 and other-voices 1.5" in found.reason
    assert "uninstall one" in found.reason
    assert "acme-voices" in found.distribution
    assert "other-voices" in found.distribution
    assert not {"made_0", "made_1"} & set(sys.modules)


def test_an_editable_install_and_its_wheel_are_one_addon(site: Site, tmp_path: Path):
    site.addon("twice", distribution="acme_voices")
    other = Site(tmp_path / "other")
    other.path.mkdir()
    other.distribution("Acme-Voices", {"twice": "made_twice"})
    assert isinstance(of(site.path, other.path).find("twice"), AddonSpec)


def test_an_entry_point_whose_name_is_not_the_addons_is_reported_with_both_names(site: Site):
    site.module("made", ADDON.format(name="real_name", module="made"))
    site.distribution("acme", {"wrong_name": "made"})
    found = broken(of(site.path), "wrong_name")
    assert '"wrong_name"' in found.reason
    assert "real_name" in found.reason


@pytest.mark.parametrize(
    "returned", ["[]", "None", '["acme"]', "[object()]", "{'acme': 1}", "[None]"]
)
def test_what_is_not_a_spec_is_reported(site: Site, returned: str):
    site.module(
        "made",
        "from ten_lite.addons import hookimpl\n"
        f"@hookimpl\ndef ten_lite_addons():\n    return {returned}\n",
    )
    site.distribution("acme", {"acme": "made"})
    assert "the addons it supplies are" in broken(of(site.path), "acme").reason


@pytest.mark.parametrize("returned", ["5", "AddonSpec"])
def test_a_hook_that_gives_no_list_is_reported(site: Site, returned: str):
    site.module(
        "made",
        "from ten_lite.addons import AddonSpec, hookimpl\n"
        f"@hookimpl\ndef ten_lite_addons():\n    return {returned}\n",
    )
    site.distribution("acme", {"acme": "made"})
    assert "TypeError" in broken(of(site.path), "acme").reason


def test_a_module_without_the_hook_is_reported(site: Site):
    site.module("made", "x = 1")
    site.distribution("acme", {"acme": "made"})
    assert "none" in broken(of(site.path), "acme").reason


def test_a_plugin_with_a_hook_that_does_not_exist_hurts_only_itself(site: Site):
    site.module(
        "made",
        "from ten_lite.addons import hookimpl\n@hookimpl\ndef ten_lite_addon():\n    return []\n",
    )
    site.distribution("acme", {"acme": "made"})
    site.addon("good")
    registry = of(site.path)
    assert "ten_lite_addon" in broken(registry, "acme").reason
    assert registry.get("good").name == "good"


def test_a_hook_with_unknown_arguments_hurts_only_itself(site: Site):
    site.module(
        "made",
        "from ten_lite.addons import hookimpl\n"
        "@hookimpl\ndef ten_lite_addons(config):\n    return []\n",
    )
    site.distribution("acme", {"acme": "made"})
    site.addon("good")
    registry = of(site.path)
    assert "config" in broken(registry, "acme").reason
    assert registry.get("good").name == "good"


def test_a_failing_hook_is_reported_and_hurts_only_itself(site: Site):
    site.module(
        "made",
        "from ten_lite.addons import hookimpl\n"
        "@hookimpl\ndef ten_lite_addons():\n    raise ValueError('no')\n",
    )
    site.distribution("acme", {"acme": "made"})
    site.addon("good")
    registry = of(site.path)
    assert broken(registry, "acme").reason == "ValueError: no"
    assert registry.get("good").name == "good"


def test_one_module_may_supply_several_addons(site: Site):
    source = ADDON.format(name="one", module="made").replace(
        "return [SPEC]",
        "import dataclasses\n    return [SPEC, dataclasses.replace(SPEC, name='two')]",
    )
    site.module("made", source)
    site.distribution("acme", {"one": "made", "two": "made"})
    registry = of(site.path)
    assert [registry.get(name).name for name in ("one", "two", "one")] == ["one", "two", "one"]


def test_an_addon_is_loaded_once(site: Site):
    site.addon("once")
    registry = of(site.path)
    assert registry.get("once") is registry.get("once")


@pytest.mark.parametrize(
    ("only", "names"),
    [
        ("made-one", ["one"]),
        ("Made_One", ["one"]),
        (" made-one , made-two ", ["one", "two"]),
        ("something-else", []),
        ("", []),
    ],
)
def test_the_environment_can_name_the_distributions_to_take(
    site: Site, monkeypatch: pytest.MonkeyPatch, only: str, names: list[str]
):
    site.addon("one")
    site.addon("two")
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", only)
    assert of(site.path).names() == names


def test_addons_left_out_by_the_environment_are_never_imported(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    module = site.addon("one")
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", "made-two")
    registry = of(site.path)
    assert registry.find("one") is None
    assert registry.all() == []
    assert module not in sys.modules


def test_the_projects_own_addons_are_always_taken(site: Site, monkeypatch: pytest.MonkeyPatch):
    site.addon("own", distribution="ten-lite")
    site.addon("other")
    monkeypatch.setenv("TEN_LITE_LOAD_ADDONS", "nothing")
    assert of(site.path).names() == ["own"]


def test_an_unknown_name_is_nothing_and_get_says_so(site: Site):
    registry = of(site.path)
    assert registry.find("nobody") is None
    assert registry.distribution("nobody") == ("", "")
    with pytest.raises(AddonError, match='no installed addon is called "nobody"'):
        registry.get("nobody")


def test_a_spec_given_in_code_wins_over_an_installed_one(site: Site):
    site.addon("same")
    given = AddonSpec(name="same", kind="stt", description="Given.", factory="x:Y")
    points = of(site.path)._entry_points
    registry = AddonRegistry([given], entry_points=points)
    assert registry.get("same") is given
    assert registry.names() == ["same"]
    assert "made_same" not in sys.modules


def test_all_gives_every_addon_sorted_with_the_broken_among_them(site: Site):
    site.addon("b")
    site.addon("c")
    site.module("made_a", "raise RuntimeError('no')")
    site.distribution("acme", {"a": "made_a"})
    found = of(site.path).all()
    assert [addon.name for addon in found] == ["a", "b", "c"]
    assert [type(addon) for addon in found] == [BrokenAddon, AddonSpec, AddonSpec]


def test_two_registries_share_nothing(site: Site):
    site.addon("one")
    first, second = of(site.path), of(site.path)
    assert first.get("one") is second.get("one")  # one module
    assert first._plugins is not second._plugins


def test_an_alias_finds_the_addon_it_stands_for(site: Site):
    module = site.addon("their_tts", distribution="acme-voices")
    site.distribution("acme-names", {}, aliases={"tts_python": "their_tts", "gone": "nobody"})
    registry = of(site.path)
    assert registry.aliases() == {"gone": "nobody", "tts_python": "their_tts"}
    assert registry.names() == ["their_tts"]
    assert module not in sys.modules
    assert registry.find("tts_python") is registry.find("their_tts")
    assert registry.get("tts_python").name == "their_tts"
    assert registry.find("gone") is None


def test_an_addon_wins_over_an_alias_of_its_name(site: Site):
    site.addon("real")
    site.addon("other")
    site.distribution("acme-names", {}, aliases={"real": "other"})
    assert of(site.path).get("real").name == "real"


def local(folder: Path, name: str, factory: str = "x:Y") -> None:
    """An addon in a file of a project."""
    (folder / "addons").mkdir(exist_ok=True)
    text = ADDON.format(name=name, module="MODULE").replace('"MODULE:Made"', f'f"{factory}"')
    (folder / "addons" / f"{name}.py").write_text(text)


def test_addons_of_a_project_are_beside_the_installed_ones(site: Site, tmp_path: Path):
    site.addon("made")
    local(tmp_path, "mine", "{__name__}:Made")
    plain = of(site.path)
    registry = plain.beside(tmp_path)
    assert registry.names() == ["made", "mine"]
    assert (registry.is_local("mine"), registry.is_local("made")) == (True, False)
    assert isinstance(registry.find("mine"), AddonSpec)
    assert plain.names() == ["made"]
    assert registry.beside(tmp_path) is registry  # they are known already


def test_the_working_directory_is_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    local(tmp_path, "mine", "{__name__}:Made")
    monkeypatch.chdir(tmp_path)
    assert AddonRegistry.here().is_local("mine")


def test_a_local_addon_whose_code_is_named_as_if_it_were_installed_is_told(
    site: Site, tmp_path: Path
):
    local(tmp_path, "mine", "mine:Made")
    found = of(site.path).beside(tmp_path).find("mine")
    assert isinstance(found, BrokenAddon)
    assert 'its factory is "mine:Made", which is not installed' in found.reason
    assert 'factory=f"{__name__}:Made"' in found.reason
