from __future__ import annotations

import subprocess
import sys

import ten_lite.config


def test_public_names_are_there() -> None:
    assert ten_lite.config.__all__ == sorted(ten_lite.config.__all__)
    for name in ten_lite.config.__all__:
        assert getattr(ten_lite.config, name) is not None


def test_yaml_is_loaded_only_for_yaml_files(tmp_path) -> None:
    good, bad = tmp_path / "g.json", tmp_path / "b.json"
    good.write_text('{"nodes": []}')
    bad.write_text('{"nodes": [1]}')
    code = (
        "import sys\n"
        "from ten_lite.addons import AddonRegistry\n"
        "from ten_lite.config import load_graph\n"
        "registry = AddonRegistry(entry_points=[])\n"
        "assert load_graph(sys.argv[1], registry=registry).problems[0].line == 1\n"
        "assert load_graph(sys.argv[2], registry=registry).problems[0].line == 1\n"
        "heavy = {'yaml', 'numpy', 'asyncio', 'ten_lite.runtime'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code, str(good), str(bad)], check=True)
