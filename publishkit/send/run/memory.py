"""Flat memory with several threads: glibc gives each thread a heap of its own, and SQLite's pages settle in all of them."""

import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8
"""malloc.h of glibc. One heap is enough: Python's threads allocate one after another anyway."""


@cache
def share_one_heap() -> bool:
    """Let all threads that start from now on share one heap; return whether this system knows how.

    100,000 readers by four threads took 238 MiB without, 126 MiB with it.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None)
    return hasattr(libc, "gnu_get_libc_version") and libc.mallopt(M_ARENA_MAX, 1) == 1
