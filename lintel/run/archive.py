"""A backup as one file: a compressed tar whose first member says what the others are and what they weigh.

    manifest.json    when, which database, its migrations, whose keys, and the digest of every other member
    database         the SQLite file; or, of PostgreSQL, tables/<name> with the rows as COPY writes them
    files/…          what people uploaded

The secrets are not in it: with them a stolen backup would open every link. Their fingerprints are.
"""

import hashlib
import json
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from lintel.core.refusal import Refusal

SHAPE = 1
MANIFEST = "manifest.json"
DATABASE = "database"
TABLES = "tables"
FILES = "files"
MARK = b"lintel backup 1:"


class NotABackup(Refusal):
    say = "This is no backup of Lintel, or a damaged one. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `parts` maps each member to its SHA-256, `columns` each table to its columns."""

    made_at: str
    vendor: str
    migrations: list[list[str]]
    keys: list[str]
    columns: dict[str, list[str]] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    shape: int = SHAPE


def fingerprints() -> list[str]:
    """Of the secret key and of the link key that signs: by them a restore knows whether its keys are the right ones."""
    keys = [settings.SECRET_KEY.encode(), settings.LINK_KEYS[0]]
    return [hashlib.sha256(MARK + key).hexdigest()[:16] for key in keys]


def pack(folder: Path, manifest: Mapping[str, Any], to: Path) -> Manifest:
    """Write everything below `folder` into the file `to`, which is there whole or not at all."""
    members = sorted(path for path in folder.rglob("*") if path.is_file())
    parts = {path.relative_to(folder).as_posix(): digest(path) for path in members}
    whole = Manifest(**manifest, parts=parts)
    (folder / MANIFEST).write_text(json.dumps(asdict(whole), indent=1), "utf-8")
    unfinished = to.with_name(f"{to.name}.unfinished")
    try:
        with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
            for name in (MANIFEST, *parts):
                archive.add(folder / name, name, recursive=False)
        unfinished.chmod(0o600)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return whole


def unpack(file: Path, folder: Path) -> Manifest:
    """Lay a backup out in `folder`, each member as its digest says. Raises NotABackup."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as fault:
        raise NotABackup from fault
    if manifest.shape != SHAPE:
        raise NotABackup(f"This backup was made by another Lintel (shape {manifest.shape}, not {SHAPE}).")
    for name, expected in manifest.parts.items():
        if not (folder / name).is_file() or digest(folder / name) != expected:
            raise NotABackup(f"This backup is damaged: {name} is not what it was. Nothing was changed.")
    return manifest


def digest(file: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
