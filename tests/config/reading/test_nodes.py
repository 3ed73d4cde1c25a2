from __future__ import annotations

from ten_lite.config.reading.nodes import check_names, check_some_nodes
from ten_lite.config.reading.subgraphs import read_nodes

from .. import kit


def test_some_nodes() -> None:
    assert [p.code for p in check_some_nodes(kit.draft({"nodes": []}))] == ["TL202"]
    assert [p.code for p in check_some_nodes(kit.draft({"connections": []}))] == ["TL202"]
    assert list(check_some_nodes(kit.draft({"nodes": [1]}))) == []


def test_each_node_after_the_first_of_a_name_is_told() -> None:
    draft = kit.draft({"nodes": [kit.node(name, "x") for name in "abaa"]})
    assert list(read_nodes(draft)) == []
    assert [p.pointer for p in check_names(draft)] == ["/nodes/2/name", "/nodes/3/name"]
