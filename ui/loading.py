"""One thread loads modules at a time."""

from __future__ import annotations

import threading

LOADING = threading.RLock()
"""Held while modules are loaded: two threads that load the same packages in another order would see each
other's half, and Python then raises instead of waiting."""
