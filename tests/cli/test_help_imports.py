"""Help and completion of verbs import nothing but click, so that they are there at once.

On an idle machine that is a tenth of a second. What a verb needs to run costs several tenths:
pydantic alone is more than all of help.
"""

from __future__ import annotations

import json
import subprocess
import sys

WALK = """
import io, json, sys
before = set(sys.modules)
from contextlib import redirect_stdout
from ten_lite.cli import VERBS, ten_lite
import click

def paths(command, path=()):
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context) if path else VERBS:  # not those of others
            yield from paths(command.get_command(context, name), (*path, name))

def foreign():
    tops = {name.partition(".")[0] for name in set(sys.modules) - before}
    return tops - set(sys.stdlib_module_names) - {"click", "ten_lite"}

helped, loaded = [], {}
def after(what):
    new = foreign() - {name for names in loaded.values() for name in names}
    if new:
        loaded[what] = sorted(new)

from click.shell_completion import ShellComplete
shell = ShellComplete(ten_lite, {}, "ten-lite", "_TEN_LITE_COMPLETE")
for path in list(paths(ten_lite)):
    with redirect_stdout(io.StringIO()) as said:
        try:
            ten_lite([*path, "--help"], standalone_mode=False)
        except click.exceptions.Exit:
            pass
    assert "Usage:" in said.getvalue(), path
    after(" ".join(path) + " --help")
    helped.append(" ".join(path))
    shell.get_completions(list(path), "--")
    after(" ".join(path) + " --<Tab>")
shell.get_completions([], "")
after("<Tab>")
print(json.dumps({"helped": helped, "loaded": loaded}))
"""


def test_help_and_completion_of_every_verb_import_only_click():
    done = subprocess.run([sys.executable, "-c", WALK], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {"", "run", "call", "addons inspect", "bench hop"} <= set(found["helped"])
    assert found["loaded"] == {}
