"""The kit proves itself: right addons show every row, and for each row one is wrong that does not.

What a wrong addon does not show is its row and nothing else, but for rows that see the very same
mistake.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from ten_lite.addons import AddonSpec
from ten_lite.testing.conformance import (
    Conformance,
    LlmConformance,
    Provider,
    SttConformance,
    TransportConformance,
    TtsConformance,
    run_row,
    run_rows,
)

from . import (
    toy_addon,
    toy_ear,
    toy_model,
    toy_voice,
    wrong_ears,
    wrong_models,
    wrong_transports,
    wrong_voices,
)

Case = tuple[type[Conformance[Any]], type[Provider], AddonSpec]

VOICE: Case = (TtsConformance, toy_voice.ToyVoiceProvider, toy_voice.voice())
MODEL: Case = (LlmConformance, toy_model.ToyModelProvider, toy_model.model())
EAR: Case = (SttConformance, toy_ear.ToyEarProvider, toy_ear.ear())
FED: Case = (SttConformance, toy_ear.Speaker, toy_ear.fed_ear())
ECHO: Case = (toy_addon.EchoConformance, Provider, toy_addon.echo())
SERVER: Case = (TransportConformance, Provider, wrong_transports.server())

WRONG = [
    (SERVER, wrong_transports.WRONG),
    (VOICE, wrong_voices.WRONG),
    (MODEL, wrong_models.WRONG),
    (EAR, wrong_ears.WRONG),
    (FED, wrong_ears.FED),
    (ECHO, toy_addon.WRONG),
]
ALSO = {**wrong_ears.ALSO, **toy_addon.ALSO}
COSTLY = {"rt.no_leak", "rt.block", "rt.import"}
"""They take long, and look at what wrong addons do right."""


def kit(case: Case, addon: AddonSpec) -> Conformance[Any]:
    base, provider, _ = case
    return type("Kit", (base,), {"addon": addon, "provider": provider})()


@pytest.fixture(autouse=True)
def no_file_stays_open() -> Iterator[None]:
    yield
    while toy_addon.OpensFiles.files:
        os.close(toy_addon.OpensFiles.files.pop())


@pytest.mark.parametrize(
    "case", [VOICE, MODEL, EAR, FED, ECHO, SERVER], ids=lambda case: case[2].name
)
def test_a_right_addon_shows_every_row(case: Case) -> None:
    bad = {o.row.id: o.why for o in run_rows(kit(case, case[2])) if o.result == "fail"}
    assert bad == {}


@pytest.mark.parametrize(
    ("case", "row_id", "addon"),
    [(case, row_id, addon) for case, wrong in WRONG for row_id, addon in wrong.items()],
    ids=[row_id for _, wrong in WRONG for row_id in wrong],
)
def test_a_wrong_addon_fails_its_row_and_no_other(
    case: Case, row_id: str, addon: AddonSpec
) -> None:
    tried = kit(case, addon)
    failed = {
        row.id
        for row in tried.rows()
        if (row.id == row_id or row.id not in COSTLY) and run_row(tried, row).result == "fail"
    }
    assert row_id in failed
    assert failed - {row_id} <= ALSO.get(row_id, set())


def test_each_row_has_its_wrong_addon() -> None:
    rows = {row.id for base in (case[0] for case, _ in WRONG) for row in base.rows()}
    assert rows == {row_id for _, wrong in WRONG for row_id in wrong}


def test_a_right_addon_shows_the_rows_that_a_wrong_one_fails() -> None:
    for case, wrong in WRONG:
        right = kit(case, case[2])
        results = {row.id: run_row(right, row).result for row in right.rows() if row.id in wrong}
        skipped = {row_id for row_id, result in results.items() if result != "pass"}
        assert skipped <= {"rt.import"}, case[2].name
