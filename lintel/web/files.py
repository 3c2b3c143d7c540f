"""Files that a browser is handed."""

from django.http import HttpResponse


def pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF to look at; saved, it is called `name`, which is ours and plain ASCII."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
