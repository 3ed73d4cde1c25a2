"""Judging ``msg_conversion`` by the types of the messages, and making it ready to run."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from typing import Any

from ten_lite.config.conversion import Conversion, Rule, required_fields
from ten_lite.config.reading.draft import Draft, EdgeDraft, objects
from ten_lite.config.shape.type_fit import fits, inside, type_words
from ten_lite.config.text.path import Path, parse_path
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem
from ten_lite.messages import Message, TtsFlush
from ten_lite.wire.payload import field_names

__all__ = ["compile_conversion", "converted_name"]

NAME: Path = ("ten", "name")
"""The path that renames a message instead of writing one of its fields."""


def converted_name(draft: Draft, edge: EdgeDraft) -> tuple[str, str, list[Problem]]:
    """What the message is called when it arrives, where that is written, and what is wrong."""
    for index, rule in objects(edge.conversion, "rules"):
        if _path(rule.get("path")) == NAME:
            place = join(edge.conversion_at, "rules", index)
            if rule.get("conversion_mode") == "fixed_value" and isinstance(rule.get("value"), str):
                return rule["value"], join(place, "value"), []
            text = '"ten.name" needs a fixed_value that is text'
            cure = "the name decides before anything runs who takes the message"
            return edge.name, place, [draft.problem("TL220", text, place, cure)]
    return edge.name, edge.input_at, []


def compile_conversion(
    draft: Draft, edge: EdgeDraft, output: type[Message], taken: type[Message]
) -> Iterator[Problem]:
    """Set the converters of ``edge``, which carries ``output`` to a node that takes ``taken``."""
    there = _Judge(draft, edge.conversion_at, output, taken)
    edge.converter = there.judge(edge.conversion)
    yield from there.problems
    if taken is TtsFlush and output is not TtsFlush:
        message = "a conversion cannot make tts_flush: sending one interrupts the answer"
        cure = "let a control node send it"
        yield draft.problem("TL220", message, edge.conversion_at, cure)
    result = edge.conversion.get("result")
    if not isinstance(result, dict):
        return
    place = join(edge.conversion_at, "result")
    if edge.kind != "cmd":
        message = f"{edge.kind} {show(edge.name)} has no results that could be converted"
        yield draft.problem("TL220", message, place, "only commands have results", on_key=True)
    elif output.result is None or taken.result is None:
        lacking = output if output.result is None else taken
        message = f"{lacking.name} is answered without a result"
        yield draft.problem("TL220", message, place, 'take "result" out', on_key=True)
    else:
        back = _Judge(draft, place, taken.result, output.result)
        edge.result_converter = back.judge(result)
        yield from back.problems


class _Judge:
    """Looks at the rules from ``source`` to ``target``, and collects what is wrong."""

    def __init__(
        self, draft: Draft, place: str, source: type[Message], target: type[Message]
    ) -> None:
        self._draft, self._place = draft, place
        self._source, self._target = source, target
        self._exact = True
        self.problems: list[Problem] = []

    def judge(self, raw: dict[str, Json]) -> Conversion | None:
        if not isinstance(raw.get("rules"), list) or not raw["rules"]:
            return None  # told as a wrong shape
        keep = raw.get("keep_original") is True
        rules = [self._rule(rule, index) for index, rule in objects(raw, "rules")]
        good = tuple(rule for rule in rules if rule is not None)
        kept = field_names(self._source) if keep else ()
        written = {rule.path[0] for rule in good}
        lacking = [
            name
            for name in required_fields(self._target)
            if name not in written and name not in kept
        ]
        if lacking and len(good) == len(rules):
            message = f"{self._target.name} made by this conversion lacks {listing(lacking)}"
            cure = hint(
                f'add a rule: {{"path": "{lacking[0]}", "conversion_mode": "from_original", '
                f'"original_path": ...}}   or "keep_original": true',
                f"{self._source.name} has: {listing(field_names(self._source))}",
            )
            self._tell(message, "rules", cure)
        if self.problems:
            return None
        self._check_kept(kept, written)
        if self.problems:
            return None
        return Conversion(
            self._source, self._target, keep, tuple(r for r in good if r.path != NAME), self._exact
        )

    def _check_kept(self, kept: tuple[str, ...], written: set[int | str]) -> None:
        given, wanted = _hints(self._source), _hints(self._target)
        for name in kept:
            if name in wanted and name not in written:
                fit = fits(given[name], wanted[name])
                self._exact &= fit == "yes"
                if fit == "no":
                    message = (
                        f"{show(name)} of {self._source.name} does not fit that of "
                        f"{self._target.name}, and is kept"
                    )
                    self._tell(message, "keep_original", f'write a rule for "{name}"')

    def _rule(self, raw: dict[str, Json], index: int) -> Rule | None:
        path, mode = _path(raw.get("path")), raw.get("conversion_mode")
        if mode not in ("fixed_value", "from_original") or raw.get("path") is None:
            return None  # told as a wrong shape
        if path == NAME:
            return Rule(path)
        if path is None or path[0] not in field_names(self._target):
            names = field_names(self._target)
            text = f"{self._target.name} has no {show(raw['path'])}"
            cure = hint(did_you_mean(str(raw["path"]), names), f"it has: {listing(names)}")
            self._tell(text, "rules", cure, index, "path")
            return None
        wanted = inside(_hints(self._target)[str(path[0])], path[1:])
        if wanted is None:
            text = f"nothing can be put at {show(raw['path'])} of {self._target.name}"
            self._tell(text, "rules", "name a field, or a place inside an object", index, "path")
            return None
        if mode == "fixed_value":
            return self._fixed(raw, path, wanted, index)
        return self._moved(raw, path, wanted, index)

    def _fixed(self, raw: dict[str, Json], path: Path, wanted: Any, index: int) -> Rule | None:
        if "value" not in raw:
            return None  # told as a missing key
        from pydantic import TypeAdapter, ValidationError

        try:
            value = TypeAdapter(wanted).validate_json(json.dumps(raw["value"]), strict=True)
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            text = f"{show(raw['value'])} does not fit {self._target.name}.{raw['path']}: {reason}"
            self._tell(text, "rules", "write a value of that type", index, "value")
            return None
        self._exact &= len(path) == 1
        return Rule(path, value=value)

    def _moved(self, raw: dict[str, Json], path: Path, wanted: Any, index: int) -> Rule | None:
        original = raw.get("original_path")
        found = _path(original)
        if not isinstance(original, str):
            return None  # told as a missing key
        names = field_names(self._source)
        given = None
        if found is not None and found[0] in names:
            given = inside(_hints(self._source)[str(found[0])], found[1:])
        if found is None or given is None:
            text = f"{self._source.name} has no {show(original)}"
            cure = hint(did_you_mean(original, names), f"it has: {listing(names)}")
            self._tell(text, "rules", cure, index, "original_path")
            return None
        fit = fits(given, wanted)
        if fit == "no":
            text = (
                f"{self._source.name}.{original} ({type_words(given)}) does not fit "
                f"{self._target.name}.{raw['path']} ({type_words(wanted)})"
            )
            self._tell(text, "rules", "move a field of the same type", index, "original_path")
            return None
        self._exact &= fit == "yes" and len(path) == len(found) == 1
        return Rule(path, original=found)

    def _tell(self, message: str, key: str, cure: str, *deeper: int | str) -> None:
        place = join(self._place, key, *deeper)
        self.problems.append(self._draft.problem("TL220", message, place, cure))


def _path(text: Json) -> Path | None:
    return parse_path(text) if isinstance(text, str) else None


def _hints(cls: type[Message]) -> dict[str, Any]:
    return typing.get_type_hints(cls)
