"""A share of what ``python -m tests.faults`` does: every third fault, at one of the stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from .call import STAGES, struck_call
from .fault import FAULTS, Fault

CASES = [(fault, STAGES[number % len(STAGES)]) for number, fault in enumerate(FAULTS[::3])]
OTHERS = ("connections are never answered", "a connection is reset in the middle")


@pytest.mark.parametrize(
    ("fault", "stage"), CASES, ids=[f"{fault.name}, {stage}" for fault, stage in CASES]
)
async def test_the_caller_hears_something_in_time_and_the_session_goes_on(
    fault: Fault, stage: str, tmp_path: Path
) -> None:
    outcome = await struck_call(fault, stage, tmp_path)
    assert outcome.is_good, outcome


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("fault", [f for f in FAULTS if f.name in OTHERS], ids=lambda f: f.name)
async def test_other_providers_are_no_worse(fault: Fault, stage: str, tmp_path: Path) -> None:
    outcome = await struck_call(fault, stage, tmp_path, "openai")
    assert outcome.is_good, outcome


def test_there_are_thirty_faults_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) >= 30
