"""Pictures of checks: drawn anew, so that nothing hides in them, and kept under their digest."""

import hashlib
import warnings
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from lintel.billing.models import Entry
from lintel.companies.models import Company
from lintel.core.refusal import Refusal

ROOT = "checks"
TO_BE_USED = timedelta(days=1)
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPicture(Refusal):
    say = "That is no picture that can be read here. Choose a JPEG, PNG or WebP of at most 10 MB."


def keep(company: Company, picture: BinaryIO) -> str:
    """Keep it without what the camera wrote into it, at most 2000 pixels long. Its name; the same for the same picture.

    Raises NotAPicture.
    """
    drawn = _drawn(picture)
    name = f"{_folder(company)}{hashlib.sha256(drawn).hexdigest()}.jpg"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(drawn))
    return name


def tidy(*, at: datetime) -> int:
    """Throw away what was handed in more than a day ago and belongs to no payment. How many went."""
    gone = 0
    folders, _ = default_storage.listdir(ROOT) if default_storage.exists(ROOT) else ([], [])
    for company in Company.objects.filter(key__in=folders):
        _, files = default_storage.listdir(_folder(company))
        used = set(
            Entry.objects.of(company).filter(kind="payment").exclude(picture="").values_list("picture", flat=True)
        )
        for name in {f"{_folder(company)}{file}" for file in files} - used:
            if default_storage.get_modified_time(name) < at - TO_BE_USED:
                default_storage.delete(name)
                gone += 1
    return gone


def is_kept(company: Company, name: str) -> bool:
    """Whether this company keeps a picture of that name."""
    return name.startswith(_folder(company)) and name.count("/") == 2 and default_storage.exists(name)


def opened(company: Company, name: str) -> "File[bytes] | None":
    """The picture, to be read; None where the company keeps none of that name."""
    return default_storage.open(name) if is_kept(company, name) else None


def _folder(company: Company) -> str:
    return f"{ROOT}/{company.key}/"


def _drawn(picture: BinaryIO) -> bytes:
    from PIL import Image, ImageOps  # slow to load, and few processes ever need it

    data = picture.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotAPicture(field="picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            seen = Image.open(BytesIO(data), formats=FORMATS)
            if seen.width * seen.height > MOST_PIXELS:
                raise NotAPicture(field="picture")
            upright = ImageOps.exif_transpose(seen).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as why:
        raise NotAPicture(field="picture") from why
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    anew = Image.new("RGB", upright.size)
    anew.paste(upright)
    out = BytesIO()
    anew.save(out, "JPEG", quality=80)
    return out.getvalue()
