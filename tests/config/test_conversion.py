"""A message made from another one by rules."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from ten_lite.config.conversion import Conversion, Rule, required_fields
from ten_lite.errors import ConversionError
from ten_lite.messages import AsrResult, ChatCompletion, PcmFrame, TextData, TtsTextInput

HEARD = AsrResult("hi", True, id="u1", metadata=MappingProxyType({"speaker": {"name": "Ann"}}))


def to_text(*rules: Rule, keep_original: bool = False, exact: bool = False) -> Conversion:
    return Conversion(AsrResult, TextData, keep_original, rules, exact)


def test_values_are_fixed_or_moved_from_any_depth() -> None:
    convert = to_text(
        Rule(("text",), original=("metadata", "speaker", "name")),
        Rule(("role",), value="assistant"),
    )
    assert convert(HEARD) == TextData("Ann", "assistant")
    assert HEARD.text == "hi"


def test_what_no_rule_writes_is_as_usual_or_as_it_was() -> None:
    rule = Rule(("metadata",), value={"x": 1})
    keep = Conversion(AsrResult, AsrResult, True, (rule,))
    assert keep(HEARD) == AsrResult("hi", True, id="u1", metadata={"x": 1})
    forget = Conversion(AsrResult, AsrResult, False, (Rule(("text",), ("id",)), FINAL))
    assert forget(HEARD) == AsrResult("u1", False)


FINAL = Rule(("final",), value=False)


def test_a_rule_whose_original_is_not_there_is_left_out() -> None:
    rules = (Rule(("text",), value="x"), Rule(("text",), original=("metadata", "nobody")))
    assert to_text(*rules)(HEARD) == TextData("x")


@pytest.mark.parametrize(
    ("convert", "said"),
    [
        (to_text(), "text_data made by conversion lacks text"),
        (to_text(Rule(("text",), value=5)), "holds a wrong value in text"),
        (to_text(Rule(("text",), ("metadata",))), "holds a wrong value in text"),
    ],
)
def test_a_message_that_would_be_wrong_is_not_made(convert: Conversion, said: str) -> None:
    with pytest.raises(ConversionError, match=said):
        convert(HEARD)


def test_a_message_of_another_class_is_not_converted() -> None:
    with pytest.raises(ConversionError, match="text_data came where asr_result was expected"):
        to_text()(TextData("x"))


def test_rules_that_are_known_to_fit_are_not_judged_again() -> None:
    assert to_text(Rule(("text",), value=5), exact=True)(HEARD).text == 5  # type: ignore[attr-defined]


def test_the_envelope_goes_along_and_the_new_class_says_what_an_interruption_does() -> None:
    message = AsrResult("hi", True)
    message.turn_id, message.sequence, message.fenced = 3, 9, False
    spoken = Conversion(
        AsrResult,
        TtsTextInput,
        False,
        (Rule(("request_id",), value="r"), Rule(("text",), ("text",))),
    )(message)
    assert (spoken.turn_id, spoken.sequence, spoken.fenced) == (3, 9, True)
    frame = PcmFrame(b"\0\0")
    frame.fenced = True
    assert Conversion(PcmFrame, PcmFrame, True, ())(frame).fenced  # it inherits that


def test_fields_without_a_default_are_required() -> None:
    assert required_fields(AsrResult) == ("text", "final")
    assert required_fields(ChatCompletion) == ("messages",)
