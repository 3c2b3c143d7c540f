"""One at a time, on this machine."""

import fcntl
import os
from pathlib import Path


class Taken(Exception):
    """Another process holds it."""


def take(file: Path) -> int:
    """Hold `file` until this process and those forked from it have ended. Raises Taken."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Taken(str(file)) from None
    return handle
