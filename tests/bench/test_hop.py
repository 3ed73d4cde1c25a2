from __future__ import annotations

import pytest

from ten_lite.bench.hop import GraphChain, QueueChain, measure


async def test_both_sides_move_the_same_number_of_frames() -> None:
    report = await measure(nodes=3, bursts=2, frames=16)
    # a warm-up of 2, then bursts of 2 with one frame in flight and of 16
    assert report.messages == {"ours": 38, "floor": 38, "queued": 38}
    assert report.settings == {"nodes": 3, "bursts": 2, "frames": 16, "frame_bytes": 640}
    assert [figure.name for figure in report.figures] == [
        "one in flight",
        "saturated",
        "one in flight, all queued",
        "saturated, all queued",
    ]
    assert {figure.unit for figure in report.figures} == {"us/hop"}
    assert [figure.max_ratio for figure in report.figures] == [0.5, 1.5, None, None]
    assert all(figure.ours > 0 and figure.floor > 0 for figure in report.figures)


@pytest.mark.parametrize("direct", [True, False])
async def test_a_saturated_graph_loses_no_frame_of_many_more_than_a_queue_holds(
    direct: bool,
) -> None:
    chain = GraphChain(2, direct=direct)
    await chain.open()
    await chain.saturated(2_000)
    assert chain.received == 2_000
    await chain.close()


async def test_the_floor_loses_none_either() -> None:
    chain = QueueChain(2)
    await chain.open()
    await chain.saturated(2_000)
    await chain.lockstep(5)
    assert chain.received == 2_005
    await chain.close()
