"""Opens a file that a stranger may have made, in a process of its own that can do no harm. See `apart`.

`python child.py look FILE` prints what it is: `{"kind": "pdf", "pages": 24}`.
`python child.py photo FILE TO THUMBNAIL` draws it anew, without what the camera wrote into it.
`python child.py pages FILE FOLDER FIRST LAST` draws pages, counted from 1, into FOLDER as `1.webp` and so on.
A refusal is `{"no": "locked"}`; the reasons are those of `apart.NO`.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 300 << 20  # of addresses: what is used is less
CPU_SECONDS = 2  # for one picture, or each page
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400
THUMBNAIL = 480
PAGE_WIDTH, PAGE_HEIGHT = 1240, 3000
FORMATS = ("JPEG", "PNG", "WEBP")


class Refused(Exception):
    """For one of the reasons of `apart.NO`."""


def look(file: str) -> dict[str, Any]:
    """Tell by content alone what it is."""
    with Path(file).open("rb") as opened:
        beginning = opened.read(1024)
    if beginning.lstrip()[:5] == b"%PDF-":
        return {"kind": "pdf", "pages": len(_pdf(file))}
    _picture(file)
    return {"kind": "photo", "pages": 1}


def photo(file: str, to: str, thumbnail: str) -> dict[str, Any]:
    """The picture upright, as a JPEG that holds nothing but its pixels, and a small one."""
    from PIL import Image, ImageOps

    seen = _picture(file)
    try:
        seen.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (OSError, SyntaxError, ValueError) as why:
        raise Refused("damaged") from why
    upright = ImageOps.exif_transpose(seen).convert("RGB")
    anew = Image.new("RGB", upright.size)
    anew.paste(upright)
    anew.save(to, "JPEG", quality=82)
    anew.thumbnail((THUMBNAIL, THUMBNAIL))
    anew.save(thumbnail, "WEBP", quality=70)
    return {"kind": "photo", "pages": 1}


def pages(file: str, folder: str, first: str, last: str) -> dict[str, Any]:
    """Those pages as pictures of at most 1240 × 3000."""
    opened = _pdf(file)
    for number in range(int(first), int(last) + 1):
        page = opened[number - 1]
        width, height = page.get_size()
        scale = min(PAGE_WIDTH / max(width, 1), PAGE_HEIGHT / max(height, 1))
        picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        picture.save(Path(folder) / f"{number}.webp", "WEBP", quality=72)
        page.close()
    return {"drawn": int(last)}


def _pdf(file: str) -> Any:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as why:
        raise Refused("locked" if "password" in str(why).lower() else "damaged") from why


def _picture(file: str) -> Any:
    """Opened, not yet read: its size is known before its pixels are."""
    from PIL import Image, UnidentifiedImageError

    try:
        seen = Image.open(file, formats=FORMATS)
    except UnidentifiedImageError as why:
        raise Refused("neither") from why
    except Image.DecompressionBombError as why:
        raise Refused("vast") from why
    except (OSError, SyntaxError, ValueError) as why:
        raise Refused("damaged") from why
    if seen.width * seen.height > MOST_PIXELS:
        raise Refused("vast")
    return seen


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = CPU_SECONDS * (1 + int(sys.argv[5]) - int(sys.argv[4]) if sys.argv[1] == "pages" else 1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    acts: dict[str, Callable[..., dict[str, Any]]] = {"look": look, "photo": photo, "pages": pages}
    try:
        said = acts[sys.argv[1]](*sys.argv[2:])
    except Refused as refused:
        said = {"no": str(refused)}
    except MemoryError:
        said = {"no": "vast"}
    print(json.dumps(said))  # noqa: T201 - this is how it answers
