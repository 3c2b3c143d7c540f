"""Files that people upload."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from pypdf import PdfWriter

from lintel.companies.models import Company
from lintel.reports import keeping
from lintel.reports.keeping import Kept
from lintel.reports.models import Report


def pdf(pages: int = 3, *, title: str = "Report", password: str = "") -> bytes:
    """Blank letter pages; another title is another file."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(612, 792)
    writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def photo(size: tuple[int, int] = (1600, 1200), colour: str = "#7a8b99", kind: str = "JPEG", **more: object) -> bytes:
    """A plain surface."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **more)
    return made.getvalue()


def kept(company: Company, name: str) -> Kept:
    """A PDF as `keeping.keep` keeps one, without the process of its own that checks it."""
    made = pdf(1, title=name)
    digest = hashlib.sha256(made).hexdigest()
    file = f"{keeping.ROOT}/{company.key}/{digest}.pdf"
    for place, content in ((file, made), (keeping.picture_name(file, 1), photo((62, 79), kind="WEBP"))):
        if not default_storage.exists(place):
            default_storage.save(place, ContentFile(content))
    return Kept(name, Report.Kind.PDF, file, digest, len(made), 1)
