"""One process at a time: an exclusive lock on an open file, let go by the system when the process ends."""

import os
import sys


def try_lock(file: int) -> bool:
    """Take the lock on the open descriptor *file* if nobody has it; closing the descriptor lets go of it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, 1 << 30, os.SEEK_SET)  # Windows locks bytes: one that is never written
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
