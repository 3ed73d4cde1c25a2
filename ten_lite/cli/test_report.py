"""What ``ten-lite test`` found, for people and for programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal
from xml.etree import ElementTree

__all__ = ["Outcome", "human", "json_report", "junit_report"]

SIGNS = {"pass": "pass ", "fail": "FAIL ", "error": "ERROR"}
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one scenario.

    Attributes:
        file: As the user named it.
        result: It went as written, another way, or cannot be played.
        text: The story, or the mistakes; "" for a pass.
        description: What the scenario says about itself.
        step: That failed, from 1; 0: none.
        why: What happened instead.
        took_s: How long the conversation took, in its own time.
    """

    file: str
    result: Literal["pass", "fail", "error"]
    text: str = ""
    description: str = ""
    step: int = 0
    why: str = ""
    took_s: float = 0.0


def human(outcome: Outcome) -> str:
    """One line for a pass, the whole story otherwise."""
    took = f"  {outcome.took_s:.1f} s of conversation" if outcome.result == "pass" else ""
    line = f"{SIGNS[outcome.result]}  {outcome.file}{took}"
    story = "\n".join(f"    {part}".rstrip() for part in outcome.text.splitlines())
    return f"{line}\n{story}" if story else line


def json_report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All of it."""
    return {"scenarios": [asdict(outcome) for outcome in outcomes]}


def junit_report(outcomes: Sequence[Outcome]) -> str:
    """The XML that CI systems read; one test case a scenario."""
    counts = {name: sum(o.result == name for o in outcomes) for name in ("fail", "error")}
    suite = ElementTree.Element(
        "testsuite",
        name="ten-lite test",
        tests=str(len(outcomes)),
        failures=str(counts["fail"]),
        errors=str(counts["error"]),
        time=f"{sum(outcome.took_s for outcome in outcomes):.3f}",
    )
    for outcome in outcomes:
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname="scenarios",
            name=_text(outcome.file),
            time=f"{outcome.took_s:.3f}",
        )
        if outcome.result != "pass":
            name = "failure" if outcome.result == "fail" else "error"
            message = outcome.why or outcome.text.partition("\n")[0]
            wrong = ElementTree.SubElement(case, name, message=_text(message))
            wrong.text = _text(outcome.text)
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode") + "\n"


def _text(text: str) -> str:
    """Without what XML cannot hold."""
    return NOT_IN_XML.sub("?", text)
