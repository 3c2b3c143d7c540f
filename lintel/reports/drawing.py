"""The worker's part: a picture of each page, so that a phone need not fetch the whole PDF to begin to read."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lintel.core import work
from lintel.reports import apart, keeping
from lintel.reports.models import Version

AT_ONCE = 10
SECONDS = 30.0


def draw(version: Version, *, at: datetime) -> None:
    """The next ten pages. What cannot be drawn is left: it can be read as a PDF all the same."""
    first, last = version.drawn + 1, min(version.drawn + AT_ONCE, version.pages)
    with TemporaryDirectory(prefix="lintel-") as folder:
        came = Path(folder) / "came"
        keeping.copy_to(version, came)
        try:
            apart.run("pages", str(came), folder, first, last, name=f"version {version.pk}", seconds=SECONDS)
        except apart.NotReadable as why:
            work.finish(version, due_at=None, last_error=why.say[:500])
            return
        for page in range(first, last + 1):
            keeping.keep_picture(version.file, page, Path(folder) / f"{page}.webp")
    work.finish(version, due_at=at if last < version.pages else None, drawn=last)
