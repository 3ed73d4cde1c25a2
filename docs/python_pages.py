"""Makes the pages about hooks and metrics."""

from __future__ import annotations

import inspect
import re

from ten_lite.addons import hookspecs
from ten_lite.observe.exposition import BUCKETS_S
from ten_lite.observe.meters import MOMENTS, Meters

__all__ = ["hooks_page", "metrics_page"]

LABELS = {
    "addon": "whose work it was",
    "code": "the error's `code`",
    "figure": "its name in [`node_metrics`](messages.md#node_metrics), without `_ms`",
    "interrupted": "`yes` or `no`",
    "moment": ", ".join(f"`{name}`" for name in MOMENTS),
    "node": "the node's name in the graph",
}


def hooks_page() -> str:
    """Every hook, and the entry points that lead to it."""
    groups = {name: value for name, value in vars(hookspecs).items() if name in hookspecs.__all__}
    lines = ["# Hooks", "", "Made from `ten_lite/addons/hookspecs.py` by `docs/generate.py`.", ""]
    lines += [_markdown(inspect.getdoc(hookspecs) or ""), ""]
    lines += ["| entry point group | constant in `ten_lite.addons` |", "|---|---|"]
    lines += [f"| `{value}` | `{name}` |" for name, value in groups.items() if type(value) is str]
    lines.append("")
    for name, hook in vars(hookspecs).items():
        if hasattr(hook, "ten_lite_spec"):
            signature = str(inspect.signature(hook)).replace("'", "")
            lines += [f"## {name}", "", "```python", f"def {name}{signature}: ...", "```", ""]
            lines += [_markdown(inspect.getdoc(hook) or ""), ""]
    lines += [
        "A hook is implemented with `ten_lite.addons.hookimpl`; `ten-lite new addon` writes one.",
        "Shown in [begin an addon](../howto/begin-an-addon.md) and",
        "[add a verb](../howto/add-a-verb.md).",
        "",
    ]
    return "\n".join(lines)


def _markdown(text: str) -> str:
    """Of a docstring: blocks after ``::`` become blocks of TOML."""
    block = re.compile(r"::\n\n((?:    .*\n?|\n)+)")

    def fenced(found: re.Match[str]) -> str:
        code = inspect.cleandoc(found[1])
        return f":\n\n```toml\n{code}\n```\n\n"

    return block.sub(fenced, text.replace("``", "`") + "\n").strip()


def metrics_page() -> str:
    """Everything that ``GET /metrics`` tells."""
    lines = [
        "# Metrics",
        "",
        "Made from `ten_lite/observe/meters.py` by `docs/generate.py`.",
        "",
        "`GET /metrics` of the server ([HTTP](http-api.md)) tells them in Prometheus' text format",
        "0.0.4, for all sessions of the process. [Measure](../howto/measure.md) has more ways.",
        "",
        "| name | type | labels | |",
        "|---|---|---|---|",
    ]
    for family in Meters().families:
        labels = ", ".join(f"`{label}`" for label in family.labels)
        about = family.help.replace("node_metrics", "[`node_metrics`](messages.md#node_metrics)")
        lines.append(f"| `{family.name}` | {family.kind} | {labels} | {about} |")
    lines += ["", "| label | |", "|---|---|"]
    lines += [f"| `{label}` | {about} |" for label, about in LABELS.items()]
    bounds = ", ".join(f"{bound:g}" for bound in BUCKETS_S)
    lines += ["", f"Histograms have the bounds {bounds} seconds, and `+Inf`.", ""]
    return "\n".join(lines)
