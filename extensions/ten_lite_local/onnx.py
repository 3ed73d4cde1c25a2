"""A model in onnxruntime: quiet, without busy threads, and stoppable in the middle of a run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import onnxruntime  # type: ignore[import-untyped]  # ships no annotations
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken

__all__ = ["OnnxModel"]

FATAL = 4
"""onnxruntime's log level that leaves out even the report that a run was stopped."""


class OnnxModel:
    """A loaded model file; may be run by several threads at once.

    Args:
        path: An ``.onnx`` or ``.ort`` file.
        inputs: Names that must be among the model's inputs.
        threads: Threads of one run, the calling one included. They sleep between operators
            instead of spinning: spinning threads starve the language model on a small machine.

    Attributes:
        inputs: Names of the model's inputs.
        outputs: Names of the model's outputs, in the order the model gives them.

    Raises:
        WeightsError: The file is missing, damaged, or another model.
    """

    def __init__(self, path: Path, *, inputs: Collection[str], threads: int = 1) -> None:
        if not path.is_file():
            raise WeightsError(f"{path}: no such model file")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = FATAL
        options.enable_cpu_mem_arena = False  # it keeps room for the longest run ever made
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has a dozen unrelated ones for a bad file
            raise WeightsError(f"{path}: not a model that onnxruntime can load: {error}") from error
        self.inputs = frozenset(value.name for value in self._session.get_inputs())
        self.outputs = tuple(value.name for value in self._session.get_outputs())
        if missing := sorted(set(inputs) - self.inputs):
            raise WeightsError(f"{path}: another model, it has no input {', '.join(missing)}")

    def run(
        self, feeds: Mapping[str, NDArray[Any]], *, cancel: CancelToken | None = None
    ) -> dict[str, NDArray[Any]]:
        """Run the model once, blocking and without the interpreter lock.

        Args:
            feeds: Arrays by input name; names the model does not have are left out.
            cancel: Ends the run within the operator it is at.

        Returns:
            Every output by its name.

        Raises:
            Cancelled: ``cancel`` was cancelled before or during the run.
        """
        feeds = {name: array for name, array in feeds.items() if name in self.inputs}
        if cancel is None:
            values = self._session.run(None, feeds)
        else:
            values = self._run_stoppable(feeds, cancel)
        return dict(zip(self.outputs, values, strict=True))

    def _run_stoppable(
        self, feeds: Mapping[str, NDArray[Any]], cancel: CancelToken
    ) -> list[NDArray[Any]]:
        cancel.raise_if_cancelled()
        options = onnxruntime.RunOptions()
        options.log_severity_level = FATAL

        def stop() -> None:
            options.terminate = True

        with cancel.on_cancel(stop):
            try:
                values: list[NDArray[Any]] = self._session.run(None, feeds, options)
            except Exception as error:
                if cancel.cancelled:
                    raise Cancelled from error
                raise
        return values
