"""``ten-lite conform``: whether an addon behaves as its kind must."""

from __future__ import annotations

import importlib.util
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ten_lite.cli.completion import complete_addons
from ten_lite.cli.options import json_option

if TYPE_CHECKING:
    from ten_lite.addons import AddonConfig, AddonSpec

__all__ = ["command"]

GOOD, WRONG = 0, 1
SIGNS = {"pass": "pass", "fail": "FAIL", "skipped": "skipped"}


@click.command(short_help="Tell whether an addon behaves as its kind must.")
@click.argument("addon", shell_complete=complete_addons)
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON or YAML with the addon's properties; ${env:NAME} is put in.",
)
@click.option("--live", is_flag=True, help="Against the real provider, with the properties given.")
@click.option(
    "--wav",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A recording of somebody speaking, for a recogniser that no fake provider speaks to.",
)
@click.option(
    "--row", "wanted", multiple=True, metavar="ID", help="Only this row; may be repeated."
)
@json_option
def command(
    addon: str,
    config_file: Path | None,
    live: bool,
    wav: Path | None,
    wanted: tuple[str, ...],
    as_json: bool,
) -> int:
    """Tell whether ADDON behaves as every addon of its kind must.

    Without --live it is run against the fake provider that its package brings; what there is none
    for is skipped, with the reason. Exits with 0 when it shows all behaviours of level C, with 1
    when it fails one, with 2 when it cannot be tried.
    """
    from ten_lite.cli.node_properties import checked_config, read_properties
    from ten_lite.config.text.wording import did_you_mean, hint

    spec = _found(addon)
    properties = read_properties(config_file) if config_file else {}
    if live or not spec.conformance_provider:
        _fetch_weights(spec, checked_config(spec, properties))
    # loads what tests need, which no other verb should wait for
    from ten_lite.testing.conformance.kits import chosen_kit
    from ten_lite.testing.conformance.run import run_row

    kit = chosen_kit(spec, properties, live=live, recording=wav)
    rows = [row for row in kit.rows() if not wanted or row.id in wanted]
    if unknown := sorted(set(wanted) - {row.id for row in rows}):
        near = did_you_mean(unknown[0], [row.id for row in kit.rows()])
        raise click.UsageError(hint(f'no row "{unknown[0]}" of the kind {spec.kind}.', near))
    logging.getLogger().addHandler(logging.NullHandler())  # what an addon logs is not the report
    outcomes = []
    for row in rows:
        outcomes.append(outcome := run_row(kit(), row))
        if not as_json:
            line = f"{row.id:24} {row.level}  {SIGNS[outcome.result]:8} {outcome.why}"
            click.echo(line.rstrip())
    if as_json:
        told = [
            {"id": o.row.id, "level": o.row.level, "result": o.result, "why": o.why}
            for o in outcomes
        ]
        click.echo(json.dumps({"addon": spec.name, "live": live, "rows": told}, indent=2))
    else:
        results = [outcome.result for outcome in outcomes]
        counts = (f"{results.count('pass')} passed", f"{results.count('fail')} failed")
        click.echo(f"\n{', '.join(counts)}, {results.count('skipped')} skipped")
    failed = any(o.result == "fail" and o.row.level == "C" for o in outcomes)
    return WRONG if failed else GOOD


def _found(name: str) -> AddonSpec:
    from ten_lite.addons import AddonRegistry, BrokenAddon
    from ten_lite.config.fitting.resolve import requirement
    from ten_lite.config.text.wording import did_you_mean, hint, listing

    registry = AddonRegistry.here()
    found = registry.find(name)
    if found is None:
        near = did_you_mean(name, [*registry.names(), *registry.aliases()])
        installed = f"installed: {listing(registry.names())}"
        raise click.UsageError(hint(f'no addon "{name}".', near, installed))
    if isinstance(found, BrokenAddon):
        text = f'the addon "{found.name}" of {found.distribution} is broken: {found.reason}'
        raise click.UsageError(text)
    if missing := [module for module in found.requires if not _importable(module)]:
        cure = requirement(registry, found)
        modules = ", ".join(missing)
        pip = f'pip install "{cure}"' if cure else f"install what brings {modules}"
        text = f'the addon "{found.name}" needs what is not installed: {modules}.'
        raise click.UsageError(hint(text, pip))
    return found


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _fetch_weights(spec: AddonSpec, config: AddonConfig) -> None:
    if spec.weights(config):
        from ten_lite.cli.fetching import fetch_for
        from ten_lite.config.definition import GraphDef, NodeDef

        fetch_for(GraphDef("conform", "", (NodeDef("addon", spec, config),), ()), offline=False)
