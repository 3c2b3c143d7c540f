"""Files from outside are opened in a process of its own: with little memory, little time, and no database."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from lintel.core.refusal import Refusal

CHILD = Path(__file__).with_name("child.py")
NO = {
    "neither": "{} is neither a PDF nor a picture that can be read here. Upload a PDF, JPEG, PNG or WebP.",
    "locked": "{} asks for a password. Save it without one and upload it again.",
    "damaged": "{} is damaged: it cannot be opened. Save it anew and upload it again.",
    "vast": "{} is too large to be shown: at most 50 million pixels. Save it smaller and upload it again.",
    "slow": "{} takes too long to open. Save it anew, simpler, and upload it again.",
}


class NotReadable(Refusal):
    """It cannot be opened, or not within the limits."""


def run(act: str, *words: str | int, name: str, seconds: float) -> dict[str, Any]:
    """One act of `child`, and what it answers. `name` is what the file is called in a refusal.

    Raises NotReadable, also when the child is ended after `seconds`, or by the machine.
    """
    command = [sys.executable, "-I", str(CHILD), act, *map(str, words)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired as late:
        raise NotReadable(NO["slow"].format(name)) from late
    if done.returncode == -signal.SIGXCPU:
        raise NotReadable(NO["slow"].format(name))
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as silence:
        raise NotReadable(NO["damaged"].format(name)) from silence
    if "no" in said:
        raise NotReadable(NO[said["no"]].format(name))
    return said
