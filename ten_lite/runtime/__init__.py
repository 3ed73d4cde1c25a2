"""The engine: live graphs, sessions, delivery, the turn fence, supervision."""

from ten_lite.runtime.app import App
from ten_lite.runtime.channel import ChannelStats
from ten_lite.runtime.clock import Clock, LoopClock
from ten_lite.runtime.command import CommandResults
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.resources import Resource, ResourcePool
from ten_lite.runtime.session import Session
from ten_lite.runtime.transport import SessionHost, TransportServer

__all__ = [
    "App",
    "ChannelStats",
    "Clock",
    "CommandResults",
    "Extension",
    "LoopClock",
    "Resource",
    "ResourcePool",
    "Session",
    "SessionHost",
    "TransportServer",
]
