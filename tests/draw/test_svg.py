from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given

from ten_lite.config import GraphDef, QueueDef
from ten_lite.draw import svg
from ten_lite.messages import ChatCompletion, PcmFrame, TextData, VideoFrame

from . import kit

NS = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "title", "desc", "style", "rect", "g", "path", "text"}


def parsed(graph: GraphDef) -> ElementTree.Element:
    return ElementTree.fromstring(svg(graph).encode())


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{NS}text")]


def titles(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{NS}title")]


def classes(root: ElementTree.Element) -> list[str]:
    return [element.get("class", "") for element in root.iter()]


@given(graph=kit.graphs())
def test_any_graph_is_well_formed_and_has_nothing_that_acts_or_loads(graph: GraphDef) -> None:
    root = parsed(graph)
    assert {element.tag.removeprefix(NS) for element in root.iter()} <= HARMLESS
    assert not re.search(r"url\(|@import|href|<script", ElementTree.tostring(root[2]).decode())


@given(graph=kit.graphs())
def test_the_same_graph_gives_the_same_bytes(graph: GraphDef) -> None:
    assert svg(graph) == svg(graph)


@given(graph=kit.graphs())
def test_everything_has_a_title(graph: GraphDef) -> None:
    root = parsed(graph)
    groups = list(root.iter(f"{NS}g"))
    assert all(group[0].tag == f"{NS}title" for group in groups)
    pairs = {(edge.source, edge.target) for edge in graph.edges}
    assert len(groups) >= len(graph.nodes) + len(pairs)


def test_title_and_description_tell_what_it_is() -> None:
    root = parsed(GraphDef("mine & yours", "Sends <sound>.", (kit.node("a"),), ()))
    assert root.get("role") == "img"
    assert root[0].text == "mine & yours"
    assert root[1].text == "Sends <sound>. (1 nodes, 0 connections)"


def test_every_kind_of_node_has_a_shape_of_its_own() -> None:
    shapes = set()
    for kind in kit.KINDS:
        root = parsed(kit.graph([kit.node("a", kind)]))
        (shape, *_) = [p.get("d") for p in root.iter(f"{NS}path") if p.get("class") == "box"]
        shapes.add(re.sub(r"[\d ]+", "_", shape or ""))
    # a stadium and a rounded box differ in figures, the two slanted ones as well
    assert len(shapes) >= len(kit.KINDS) - 2
    assert len({svg(kit.graph([kit.node("a", kind)])) for kind in kit.KINDS}) == len(kit.KINDS)


def test_a_line_has_a_strand_for_each_kind_of_message() -> None:
    edges = [kit.edge("a", "b", message) for message in (PcmFrame, TextData, ChatCompletion)]
    found = classes(parsed(kit.graph("ab", edges)))
    for kind in ("audio_frame", "data", "cmd"):
        assert found.count(f"strand {kind}") == 2  # on the way and in the legend
    assert "strand video_frame" not in found


def test_derived_connections_are_dashed_and_the_legend_says_so() -> None:
    plain = parsed(kit.graph("ab", [kit.edge("a", "b")]))
    derived = parsed(kit.graph("ab", [kit.edge("a", "b", derived=True)]))
    assert "strand audio_frame derived" in classes(derived)
    assert "wired by type" in texts(derived)
    assert not any("derived" in one for one in classes(plain))
    assert "wired by type" not in texts(plain)


def test_queues_are_shown_where_they_are_not_the_default() -> None:
    root = parsed(kit.graph("ab", [kit.edge("a", "b", queue=QueueDef(32, "drop_newest"))]))
    assert "32 drop_newest" in texts(root)
    assert "32 drop_newest: queue, where not the default" in texts(root)
    assert not any("250" in one for one in texts(parsed(kit.graph("ab", [kit.edge("a", "b")]))))


def test_fallbacks_are_in_the_box_in_order() -> None:
    root = parsed(kit.graph([kit.node("llm", "llm", "big", ["middle", "small"])]))
    assert texts(root)[:4] == ["llm", "big", "↳ middle", "↳ small"]
    assert "↳ fallback" in texts(root)


def test_a_long_name_is_cut_and_whole_in_the_title() -> None:
    root = parsed(kit.graph(["a" * 80]))
    assert texts(root)[0] == "a" * 25 + "…"
    assert any("a" * 80 in title for title in titles(root))


def test_the_legend_has_only_what_occurs() -> None:
    said = texts(parsed(kit.graph([kit.node("a", "vad"), "b"], [kit.edge("a", "b", VideoFrame)])))
    assert said[-3:] == ["vad", "generic", "video_frame"]
    assert not {"tts", "cmd", "data", "audio_frame"} & set(said)


def test_words_that_fonts_may_lack_keep_to_their_room() -> None:
    root = parsed(kit.graph(["日本語"]))
    (name,) = [one for one in root.iter(f"{NS}text") if one.text == "日本語"]
    assert int(name.get("textLength", "0")) == 6 * 14 * 61 // 100 + 1


def test_it_can_be_read_on_light_and_on_dark_pages() -> None:
    text = svg(kit.graph("a"))
    light, dark = text.split("@media (prefers-color-scheme:dark)")
    for one in (".page{", " text{", ".box{"):
        assert one in light
        assert one in dark
