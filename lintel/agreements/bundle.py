"""Everything about one signature in one file, which can be checked without any database: see `verify`.

A bundle is a ZIP whose bytes follow from its members alone, so that whatever is changed in it shows. The standard
library alone: `lintel verify` runs where there is no Lintel but this.
"""

import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lintel.agreements import record

RECORD, WORDS, DRAWING, SEAL, README, LIST = (
    *("record.json", "words.txt", "drawing.json", "seal.txt", "README.txt", "SHA256SUMS"),
)
COPY, SCANS = "signed.pdf", ("scan.pdf", "scan.jpg")
MEMBERS = (README, RECORD, WORDS, DRAWING, *SCANS, COPY, SEAL, LIST)
DIGESTS = {WORDS: "words_sha256", DRAWING: "drawing_sha256"} | dict.fromkeys(SCANS, "scan_sha256")
DAWN = (1980, 1, 1, 0, 0, 0)
MOST_BYTES = 200 * 1024 * 1024
TOLD = """This is the record of one signature. Check it with:  lintel verify FILE

By hand: SHA256SUMS lists the SHA-256 of each file here. record.json says who signed what, when and how, with the
SHA-256 of words.txt (the very words), of drawing.json (the lines drawn) and of the scan, where there are such. seal.txt
holds the seal before this one in the company's chain, and this one: the SHA-256 of the seal before, a line break, the
SHA-256 of record.json and a line break. The seal was mailed to who signed: one that differs from it was made later.
signed.pdf is the same to read and to print.
"""


class NotWhole(Exception):
    """It is not as it was made; the message says where."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle says, having been found whole."""

    facts: Mapping[str, Any]
    words: str
    seal: str


def make(
    *, before: str, body: str, words: str, drawing: str = "", scan: tuple[str, bytes] | None = None, copy: bytes
) -> bytes:
    """The file. `scan` is `pdf` or `jpg`, and its bytes; `copy` is the PDF to read."""
    given: dict[str, bytes] = {RECORD: body.encode(), WORDS: words.encode(), COPY: copy, README: TOLD.encode()}
    given[SEAL] = f"{before}\n{record.seal(before, body)}\n".encode()
    if drawing:
        given[DRAWING] = drawing.encode()
    if scan:
        given[f"scan.{scan[0]}"] = scan[1]
    given[LIST] = listed(given)
    return _zipped(given)


def verify(file: bytes) -> Verified:
    """Look at every byte of it. Raises NotWhole."""
    members = _members(file)
    if not set(members) >= {RECORD, WORDS, COPY, SEAL, README, LIST}:
        raise NotWhole("A file is missing in it.")
    if _zipped(members) != file:
        raise NotWhole("It is not the file that was made: its parts were put together anew.")
    if listed(members) != members[LIST]:
        raise NotWhole("Its files are not those that SHA256SUMS lists.")
    body = _text(members[RECORD], RECORD)
    facts = record.read(body)
    if not facts or record.body({name: value for name, value in facts.items() if name != "format"}) != body:
        raise NotWhole("record.json is no record of a signature.")
    _compare(facts, members)
    before, seal = ([*_text(members[SEAL], SEAL).split("\n"), "", ""])[:2]
    if members[SEAL] != f"{before}\n{record.seal(before, body)}\n".encode():
        raise NotWhole("record.json is not what was sealed.")
    return Verified(facts, _text(members[WORDS], WORDS), seal)


def _compare(facts: Mapping[str, Any], members: Mapping[str, bytes]) -> None:
    """Each file that the record names is there and is that file, and no other."""
    for name, key in DIGESTS.items():
        if name in members and record.digest(members[name]) != facts.get(key):
            raise NotWhole(f"{name} is not what the record says.")
    scans = sum(name in members for name in SCANS)
    if scans != bool(facts.get("scan_sha256")) or (DRAWING in members) != bool(facts.get("drawing_sha256")):
        raise NotWhole("A file that the record names is missing, or one that it does not name is there.")


def _members(file: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(io.BytesIO(file)) as zipped:
            infos = zipped.infolist()
            names = [one.filename for one in infos]
            if names != [name for name in MEMBERS if name in names] or sum(one.file_size for one in infos) > MOST_BYTES:
                raise NotWhole("It holds other files than a bundle does, or in another order.")
            return {one.filename: zipped.read(one) for one in infos}
    except (
        BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
        struct.error,
    ) as why:
        raise NotWhole(f"It cannot be read as a ZIP: {why}.") from why


def listed(members: Mapping[str, bytes]) -> bytes:
    """As `sha256sum` writes it."""
    lines = (f"{record.digest(members[name])}  {name}\n" for name in MEMBERS if name in members and name != LIST)
    return "".join(lines).encode()


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """Always the same bytes for the same members."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as zipped:
        for name in MEMBERS:
            if name in members:
                made = ZipInfo(name, DAWN)
                made.create_system, made.external_attr = 3, 0o644 << 16
                zipped.writestr(made, members[name])
    return out.getvalue()


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as why:
        raise NotWhole(f"{name} is no text.") from why
