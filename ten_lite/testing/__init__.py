"""Public tools to test addons: a harness, virtual time, leak checks, providers on loopback."""

from ten_lite.testing.fake_provider import FakeProvider
from ten_lite.testing.harness import Harness, Probe, probe_spec
from ten_lite.testing.leaks import leftover_tasks, no_complaints, no_new_threads
from ten_lite.testing.loop import VirtualTimeLoop

__all__ = [
    "FakeProvider",
    "Harness",
    "Probe",
    "VirtualTimeLoop",
    "leftover_tasks",
    "no_complaints",
    "no_new_threads",
    "probe_spec",
]
