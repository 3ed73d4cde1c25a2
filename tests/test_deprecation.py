from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from ten_lite.deprecation import Deprecation, TenLiteDeprecationWarning, warn_deprecated

OLD = Deprecation(since="0.3", removed_in="0.5", instead='"rate"', of="ten-lite-acme")


def speak() -> None:
    warn_deprecated("acme.speak()", OLD)


def speak_for_others() -> None:
    def inner() -> None:
        warn_deprecated("acme.speak()", OLD, stacklevel=2)

    inner()


def test_it_says_what_since_when_until_when_and_what_instead() -> None:
    with pytest.warns(TenLiteDeprecationWarning) as told:
        speak()
    assert str(told[0].message) == (
        'acme.speak() is deprecated since ten-lite-acme 0.3, and removed in 0.5; use "rate" instead'
    )


@pytest.mark.parametrize("function", [speak, speak_for_others])
def test_it_blames_the_line_that_calls_what_is_deprecated(function) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        line = sys._getframe().f_lineno + 1
        function()
    assert (told[0].filename, told[0].lineno) == (__file__, line)


def test_what_nothing_comes_instead_of_is_to_be_left_out() -> None:
    assert Deprecation(since="0.3", removed_in="0.5").cure == "leave it out"


def test_users_see_it_without_any_setting(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(
        "from ten_lite.deprecation import *\n"
        "def speak():\n"
        "    warn_deprecated('acme.speak()', Deprecation(since='1', removed_in='2'))\n"
    )
    (tmp_path / "app.py").write_text("import acme\ndef go():\n    acme.speak()\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import app; app.go()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"{tmp_path / 'app.py'}:3: TenLiteDeprecationWarning: acme.speak() is" in done.stderr
