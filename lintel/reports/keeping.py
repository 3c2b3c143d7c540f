"""Checks what was uploaded and keeps it, outside every address, under the digest of its bytes."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage

from lintel.companies.models import Company
from lintel.core.refusal import Refusal
from lintel.reports import apart
from lintel.reports.models import Report, Version

ROOT = "reports"
MOST_BYTES = 60 * 1024 * 1024
MOST_PAGES = 500
SECONDS = 10.0
TO_BE_USED = timedelta(days=1)
PIECE = 1 << 16
ENDINGS = {Report.Kind.PDF: "pdf", Report.Kind.PHOTO: "jpg"}


class TooLarge(Refusal):
    pass


class TooManyPages(Refusal):
    pass


class Empty(Refusal):
    pass


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was checked and lies in the storage under `file`; `name` is what it may be called."""

    name: str
    kind: Report.Kind
    file: str
    digest: str
    size: int
    pages: int


def keep(company: Company, upload: "IO[bytes] | File[bytes]", *, name: str, under: str = ROOT) -> Kept:
    """Check it and keep it, `under` the folder of what it is. Photos are drawn anew, without what the camera wrote into
    them; PDFs stay byte by byte.

    Raises TooLarge, TooManyPages, Empty, apart.NotReadable, each naming the file.
    """
    called = f"“{shown(name)}”"
    with TemporaryDirectory(prefix="lintel-") as folder:
        came = Path(folder) / "came"
        _copy(upload, came, called)
        said = apart.run("look", str(came), name=called, seconds=SECONDS)
        kind = Report.Kind(said["kind"])
        if said["pages"] > MOST_PAGES:
            raise TooManyPages(f"{called} has {said['pages']} pages; at most {MOST_PAGES} can be shown. Split it.")
        ready, small = came, Path(folder) / "small"
        if kind == Report.Kind.PHOTO:
            ready = Path(folder) / "anew"
            apart.run("photo", str(came), str(ready), str(small), name=called, seconds=SECONDS)
        digest = _digest(ready)
        file = f"{under}/{company.key}/{digest}.{ENDINGS[kind]}"
        _save(file, ready)
        if kind == Report.Kind.PHOTO:
            _save(picture_name(file, 1), small)
        return Kept(title(name), kind, file, digest, ready.stat().st_size, said["pages"])


def picture_name(file: str, page: int) -> str:
    """Where the picture of a page lies."""
    return f"{file.rpartition('.')[0]}/{page}.webp"


def keep_picture(file: str, page: int, drawn: Path) -> None:
    """Keep the picture of a page of this file."""
    _save(picture_name(file, page), drawn)


def opened(version: Version) -> "File[bytes] | None":
    """The file; None where it is gone."""
    return default_storage.open(version.file) if default_storage.exists(version.file) else None


def picture(version: Version, page: int) -> "File[bytes] | None":
    """The picture of a page, a photo's small one; None where there is none."""
    name = picture_name(version.file, page)
    return default_storage.open(name) if default_storage.exists(name) else None


def title(name: str) -> str:
    """What a file's name says of it: `1214 Harrison - report.pdf` is `1214 Harrison - report`."""
    stem = shown(name).rpartition(".")[0] or shown(name)
    return stem.replace("_", " ").strip(" .-")[:120] or "Report"


def shown(name: str) -> str:
    """A file's name without folders and without what would not be seen or would turn the line around."""
    last = re.split(r"[\\/]", name)[-1]
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    return " ".join(seen.split())[-160:] or "the file"


def tidy(*, at: datetime) -> int:
    """Throw away what was uploaded more than a day ago and belongs to no version. How many files went."""
    return sweep(ROOT, lambda company: Version.objects.of(company).values_list("file", flat=True), at=at)


def sweep(under: str, used_by: Callable[[Company], Iterable[str]], *, at: datetime) -> int:
    """Throw away what lies `under` a folder for more than a day and is not used. How many files went."""
    gone = 0
    folders = default_storage.listdir(under)[0] if default_storage.exists(under) else []
    for company in Company.objects.filter(key__in=folders):
        place = f"{under}/{company.key}"
        pictures, files = default_storage.listdir(place)
        used = {Path(file).stem for file in used_by(company)}
        orphans = [f"{place}/{file}" for file in files if Path(file).stem not in used]
        for folder in (name for name in pictures if name not in used):
            orphans += [f"{place}/{folder}/{picture}" for picture in default_storage.listdir(f"{place}/{folder}")[1]]
        for name in orphans:
            if default_storage.get_modified_time(name) < at - TO_BE_USED:
                default_storage.delete(name)
                gone += 1
    return gone


def copy_to(version: Version, to: Path) -> None:
    """The file as one of this machine's, wherever it is kept. Raises FileNotFoundError."""
    with default_storage.open(version.file) as file, to.open("wb") as copied:
        for piece in file.chunks():
            copied.write(piece)


def _copy(upload: "IO[bytes] | File[bytes]", to: Path, called: str) -> None:
    size = 0
    with to.open("wb") as file:
        while piece := upload.read(PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise TooLarge(f"{called} is larger than 60 MB. Save it with smaller pictures and upload it again.")
            file.write(piece)
    if not size:
        raise Empty(f"{called} is empty.")


def _digest(file: Path) -> str:
    with file.open("rb") as opened_file:
        return hashlib.file_digest(opened_file, "sha256").hexdigest()


def _save(name: str, ready: Path) -> None:
    if not default_storage.exists(name):
        with ready.open("rb") as file:
            default_storage.save(name, File(file))
