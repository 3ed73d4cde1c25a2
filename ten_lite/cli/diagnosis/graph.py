"""One graph: its mistakes, what has to be installed for it, the variables it names."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonSpec
from ten_lite.cli.diagnosis.finding import Finding, fail, ok, warn
from ten_lite.config.check import CheckedGraph
from ten_lite.config.fitting.resolve import missing_modules, requirement
from ten_lite.config.reading.draft import Draft
from ten_lite.config.text.dotenv import Variables
from ten_lite.errors import Problem

__all__ = ["look_at_graph"]

UNSET_VARIABLE, MISSING_EXTRA = "TL307", "TL303"


def look_at_graph(checked: CheckedGraph) -> Iterator[Finding]:
    """Findings about the file, the extras and the variables."""
    draft = checked.draft
    told = [p for p in checked.problems if p.code not in (UNSET_VARIABLE, MISSING_EXTRA)]
    yield from map(_mistake, told)
    if draft is None:
        return
    if not told:
        size = f"{len(draft.nodes)} nodes, {len(draft.edges)} connections"
        yield ok(
            "graph", f"{draft.source.name} ({draft.source.document.name}): {size}, no mistakes"
        )
    yield from _extras(draft)
    yield from _variables(draft)


def _mistake(problem: Problem) -> Finding:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    text = f"{place}  {problem.code}  {problem.message}".strip()
    state = warn if problem.severity == "warning" else fail
    return state("graph", text, problem.hint)


def _extras(draft: Draft) -> Iterator[Finding]:
    """A line for each thing that pip has to have installed; fallbacks count."""
    needed: dict[str, list[AddonSpec]] = {}
    for node in draft.providers():
        if node.spec is not None and (node.spec.extra or node.spec.requires):
            wanted = requirement(draft.registry, node.spec) or node.spec.name
            needed.setdefault(wanted, []).append(node.spec)
    for wanted, specs in needed.items():
        addons = ", ".join(dict.fromkeys(spec.name for spec in specs))
        missing = sorted({module for spec in specs for module in missing_modules(spec)})
        if missing:
            has_extra = any(spec.extra for spec in specs)
            cure = f'pip install "{wanted}"' if has_extra else f"install {', '.join(missing)}"
            yield fail("extra", f"{addons}: not installed: {', '.join(missing)}", cure)
        else:
            yield ok("extra", f"{wanted} for {addons}")


def _variables(draft: Draft) -> Iterator[Finding]:
    """A line for each variable that a text of the graph names; never its value."""
    environ = draft.environ
    files = environ.files if isinstance(environ, Variables) else {}
    lacking: set[str] = set()
    for place in draft.unset:
        lacking |= {name for name in draft.variables[place] if name not in environ}
    for name in sorted({name for names in draft.variables.values() for name in names}):
        source = files.get(name, "the environment")
        if name in lacking:
            cure = f"export {name}=..., or write {name}=... into .env beside the graph"
            yield fail("key", f"{name} is not set", cure)
        elif name not in environ:
            yield ok("key", f"{name} is not set; the graph has a default for it")
        elif not environ[name].strip():
            yield warn("key", f"{name} is set in {source}, and empty", "give it a value")
        else:
            yield ok("key", f"{name} is set in {source}")
