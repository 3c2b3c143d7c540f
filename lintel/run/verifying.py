"""`lintel verify FILE`: looks at the record of a signature, without settings, database or anything but the file."""

import argparse
import hmac
import sys
from pathlib import Path

from lintel.agreements import bundle
from lintel.run import choices

SAID = (("title", "Agreement"), ("prepared_for", "Prepared for"), ("name", "Signed as"), ("how", "How"))
MORE = (("signed_at", "At"), ("zone", "Clocks"), ("signed_on", "On paper on"), ("recorded_by", "Put here by"))


def verify(arguments: list[str]) -> int:
    """What it says, and whether it is whole: 0, or 1."""
    parser = argparse.ArgumentParser(prog="lintel verify", description=choices.COMMANDS["verify"], allow_abbrev=False)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seal", metavar="SEAL", help="the seal in the letter that was mailed to who signed")
    given = parser.parse_args(arguments)
    try:
        found = bundle.verify(given.file.read_bytes())
    except OSError as fault:
        sys.stderr.write(f"{given.file} cannot be read: {fault.strerror}.\n")
        return 1
    except bundle.NotWhole as why:
        sys.stderr.write(f"NOT WHOLE. {why}\n")
        return 1
    told = [f"{label:<14}{found.facts[name]}" for name, label in (*SAID, *MORE) if found.facts.get(name)]
    sys.stdout.write("\n".join([*told, f"{'Seal':<14}{found.seal}", ""]))
    if given.seal and not hmac.compare_digest(given.seal.strip().lower().encode(), found.seal.encode()):
        sys.stderr.write("NOT THAT SEAL. The file is whole in itself, but it is not what the letter tells of.\n")
        return 1
    compared = "and it has the seal of the letter." if given.seal else "Compare the seal with the one in the letter."
    sys.stdout.write(
        f"Whole: nothing in it was changed since it was made, {compared}\n" if given.seal else f"Whole. {compared}\n"
    )
    return 0
