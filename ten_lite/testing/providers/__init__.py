"""Servers on 127.0.0.1 that speak the wire of providers, for tests without keys and network."""
