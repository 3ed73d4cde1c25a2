from __future__ import annotations

from ten_lite.cli.mic.screen import Screen
from ten_lite.messages import TextData


class Terminal:
    def __init__(self, columns: int | None) -> None:
        self.written = ""
        self.screen = Screen(self.write, (lambda: columns or 0) if columns else None)

    def write(self, text: str) -> None:
        self.written += text

    def text(self, text: str, *, role: str = "user", final: bool = False, stream: int = 1) -> None:
        assert role in ("user", "assistant")
        self.screen.text(TextData(text, role, is_final=final, stream_id=stream))  # type: ignore[arg-type]

    @property
    def lines(self) -> list[str]:
        """What is seen in the end."""
        return [line.split("\r\x1b[K")[-1] for line in self.written.split("\n")]


def test_a_transcript_grows_in_its_line_and_stays_when_it_is_final() -> None:
    terminal = Terminal(80)
    terminal.text("why")
    assert terminal.lines == ["you:   why"]
    terminal.text("why is the")
    assert terminal.lines == ["you:   why is the"]
    terminal.text("Why is the sky blue?", final=True)
    assert terminal.lines == ["you:   Why is the sky blue?", ""]


def test_what_another_says_begins_a_line_of_its_own() -> None:
    terminal = Terminal(80)
    terminal.text("because", role="assistant")
    terminal.text("stop", stream=2)
    assert terminal.lines == ["agent: because", "you:   stop"]


def test_a_line_of_something_else_goes_above_the_one_that_grows() -> None:
    terminal = Terminal(80)
    terminal.text("why")
    terminal.screen.line("error: x")
    assert terminal.lines == ["error: x", "you:   why"]


def test_of_a_text_that_is_too_long_to_be_redrawn_the_end_is_seen() -> None:
    terminal = Terminal(20)
    terminal.text("one two three four five")
    assert terminal.lines == ["you:   …e four five"]
    terminal.text("日本語日本語日本語")
    assert terminal.lines == ["you:   …本語日本語"]
    terminal.text("one two three four five", final=True)
    assert terminal.lines[0] == "you:   one two three four five"


def test_what_is_no_terminal_gets_whole_lines_only() -> None:
    terminal = Terminal(None)
    terminal.text("why")
    terminal.text("why is the")
    assert terminal.written == ""
    terminal.text("why is the sky blue", final=True)
    terminal.text("beca", role="assistant")
    terminal.screen.finish()
    assert terminal.written == "you:   why is the sky blue\nagent: beca\n"


def test_text_from_elsewhere_does_not_steer_the_terminal() -> None:
    terminal = Terminal(80)
    terminal.text("a\x1b[2Jb\r\nc", final=True)
    terminal.screen.line("d\x9b2Je")
    assert terminal.lines == ["you:   a [2Jb  c", "d 2Je", ""]
