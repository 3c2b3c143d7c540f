"""What stands in a PDF or a ZIP, as a reader finds it."""

import io
from zipfile import ZipFile

from pypdf import PdfReader


def pages(content: bytes) -> list[str]:
    """The words of each page, one kind of blank between them; the addresses that its links lead to at its end."""
    return [
        " ".join([*page.extract_text().split(), *_addresses(page)]) for page in PdfReader(io.BytesIO(content)).pages
    ]


def text(content: bytes) -> str:
    """The words of all pages."""
    return " ".join(pages(content))


def files(content: bytes) -> dict[str, bytes]:
    """The files of a ZIP by their names. Raises where one is broken."""
    with ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def words_in(content: bytes, kind: str) -> bytes:
    """The words in an answer of this content type; of anything else, the answer itself."""
    if kind == "application/pdf" and content:
        return text(content).encode()
    if kind == "application/zip" and content:
        kinds = {"pdf": "application/pdf", "zip": "application/zip"}
        inside = [words_in(one, kinds.get(name.rsplit(".", 1)[-1], "")) for name, one in files(content).items()]
        return b"\n".join(inside)
    return content


def _addresses(page: object) -> list[str]:
    annotations = page.get("/Annots", [])  # type: ignore[attr-defined]
    actions = [one.get_object().get("/A", {}) for one in annotations]
    return [str(action["/URI"]) for action in actions if "/URI" in action]
