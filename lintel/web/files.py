"""Files that a browser is handed."""

from django.core.files.base import File
from django.http import FileResponse, HttpResponse

TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "webp": "image/webp"}


def pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF to look at; saved, it is called `name`, which is ours and plain ASCII."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def zipped(content: bytes, *, name: str) -> HttpResponse:
    """A ZIP to be saved as `name`, which is ours and plain ASCII."""
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return answer


def kept(file: "File[bytes]", *, name: str) -> FileResponse:
    """A file that was checked when it came, to look at; its type is what `name` ends with, and it is packed already."""
    answer = FileResponse(file, filename=name, content_type=TYPES[name.rpartition(".")[2]])
    answer["Content-Encoding"] = "identity"
    return answer
