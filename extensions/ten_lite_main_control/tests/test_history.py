from __future__ import annotations

import pytest

from ten_lite_main_control.history import History
from ten_lite_main_control.tests.kit import assert_valid


def said(history: History) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in history.messages()]


def talk(history: History, turns: int) -> None:
    for n in range(turns):
        history.add("user", f"u{n}")
        history.add("assistant", f"a{n}")


def test_messages_are_in_the_order_they_were_said_after_the_prompt():
    history = History("be kind", 20)
    talk(history, 2)
    assert said(history) == [
        ("system", "be kind"),
        ("user", "u0"),
        ("assistant", "a0"),
        ("user", "u1"),
        ("assistant", "a1"),
    ]


def test_without_a_prompt_there_is_no_system_message():
    assert said(History("", 20)) == []


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_what_is_blank_is_not_kept(text: str):
    history = History("", 20)
    history.add("assistant", text)
    assert said(history) == []


def test_white_space_around_is_not_kept():
    history = History("", 20)
    history.add("user", "  hello \n")
    assert said(history) == [("user", "hello")]


def test_past_the_limit_the_older_half_is_forgotten_at_once_and_the_prompt_never():
    history = History("p", 10)
    talk(history, 5)
    assert len(said(history)) == 11
    history.add("user", "last")
    assert said(history) == [
        ("system", "p"),
        ("user", "u3"),
        ("assistant", "a3"),
        ("user", "u4"),
        ("assistant", "a4"),
        ("user", "last"),
    ]


@pytest.mark.parametrize("limit", range(2, 12))
def test_it_is_never_longer_than_the_limit_and_begins_with_the_user_once_it_was_cut(limit: int):
    history = History("", limit)
    cut = False
    for n in range(200):
        role = "user" if n % 3 else "assistant"
        before = len(said(history))
        history.add(role, f"{n}")
        now = said(history)
        cut = cut or len(now) <= before
        assert len(now) <= limit
        if cut and now:
            assert now[0][0] == "user"


@pytest.mark.parametrize("limit", range(2, 12))
def test_what_the_user_says_now_is_always_in_it(limit: int):
    history = History("p", limit)
    for n in range(50):
        history.add("user", f"u{n}")
        assert said(history)[-1] == ("user", f"u{n}")
        if n % 3:
            history.add("assistant", f"a{n}")


def test_between_two_cuts_each_list_begins_with_the_one_before_it():
    history = History("p", 20)
    before = history.messages()
    cuts = 0
    for n in range(300):
        history.add("user" if n % 2 == 0 else "assistant", f"{n}")
        now = history.messages()
        if now[: len(before)] != before:
            cuts += 1
        before = now
    assert cuts <= 300 / 10


def test_the_list_is_a_copy():
    history = History("p", 20)
    history.add("user", "hello")
    history.messages()[1]["content"] = "changed"
    history.messages().clear()
    assert said(history) == [("system", "p"), ("user", "hello")]


def tool_round(*ids: str) -> list[dict[str, object]]:
    calls = [{"id": id_, "type": "function"} for id_ in ids]
    return [
        {"role": "assistant", "content": None, "tool_calls": calls},
        *({"role": "tool", "tool_call_id": id_, "content": "found"} for id_ in ids),
    ]


@pytest.mark.parametrize("limit", range(2, 14))
def test_tool_calls_and_their_results_are_never_torn_apart(limit: int):
    history = History("p", limit)
    for n in range(40):
        history.add("user", f"u{n}")
        for k in range(n % 4):
            history.extend(tool_round(f"{n}-{k}-a", f"{n}-{k}-b"))
            assert_valid(history.messages())
        history.add("assistant", f"a{n}")
        assert_valid(history.messages())


def test_the_turn_that_is_under_way_is_kept_whole_however_many_tools_it_uses():
    history = History("", 4)
    talk(history, 2)
    history.add("user", "now")
    for n in range(5):
        history.extend(tool_round(str(n)))
    roles = [message["role"] for message in history.messages()]
    assert roles == ["user", *["assistant", "tool"] * 5]
    assert history.messages()[0]["content"] == "now"


def after_tools(*said_before: str) -> History:
    """The user spoke, and an answer that nobody heard called a tool; once for each text."""
    history = History("", 20)
    history.add("user", said_before[0])
    history.extend([{"role": "assistant", "content": None}, {"role": "tool", "content": "x"}])
    for text in said_before[1:]:
        history.go_on(text)
        history.extend([{"role": "assistant", "content": None}, {"role": "tool", "content": "x"}])
    return history


def of_user(history: History) -> list[str]:
    return [content for role, content in said(history) if role == "user"]


def test_who_goes_on_after_a_call_of_tools_is_told_once_however_often_they_go_on():
    history = after_tools("one")
    history.go_on("one two")
    history.go_on("one two three")
    assert of_user(history) == ["one", "two three"]
    assert [m["content"] for m in history.asked("one two three 4", goes_on=True)[-1:]] == [
        "two three 4"
    ]


def test_words_are_told_once_over_several_calls_of_tools():
    history = after_tools("one", "one two")
    history.go_on("one two three")
    assert of_user(history) == ["one", "two", "three"]


def test_who_is_interrupted_by_nothing_after_a_call_of_tools_has_said_nothing_more():
    history = after_tools("one")
    history.go_on("one")
    assert of_user(history) == ["one"]


def test_what_is_known_better_after_a_call_of_tools_is_told_again():
    history = after_tools("one")
    history.go_on("won two")
    assert of_user(history) == ["one", "won two"]
    history.go_on("won two three")
    assert of_user(history) == ["one", "won two three"]
