"""Files that mean harm are refused in words, or kept as what they are; none is served as anything that acts."""

import os
import random
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import filing, waiving
from lintel.inspections.models import Inspection
from lintel.reports import apart, keeping
from lintel.reports.keeping import Kept
from tests import cast
from tests.reports import files, hostile
from tests.reports.conftest import draw, fetched, publish

HARMLESS = {"application/pdf", "image/jpeg", "image/webp"}
MOST_MEGABYTES = 300
WATCH = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def taken(office: cast.Office, name: str, made: bytes) -> Kept | str:
    """What became of it: kept, or the refusal's words."""
    try:
        return keeping.keep(office.company, BytesIO(made), name=name)
    except Refusal as refusal:
        return refusal.say


@pytest.mark.long
def test_none_is_served_as_anything_that_acts(office: cast.Office, inspection: Inspection) -> None:
    most, seed = int(os.environ.get("LINTEL_LONG") or 15), int(os.environ.get("LINTEL_SEED") or 7)
    outcomes = [taken(office, name, made) for name, made in hostile.made(seed, most)]
    assert all(isinstance(one, Kept) or one.startswith("“") for one in outcomes)
    kept = {one.digest: one for one in outcomes if isinstance(one, Kept)}
    assert 0 < len(kept) < most
    by = office.owner
    for one in kept.values():
        assert one.file == f"reports/{office.company.key}/{one.digest}.{one.file.rsplit('.', 1)[1]}"
        filing.add(inspection=inspection, files=[one], by=by, at=clock.now())
    draw()
    publish(office, inspection)
    waiving.waive(inspection=inspection, of="both", person=None, reason="x", until=None, by=by, at=clock.now())
    client = Client()
    for report in filing.of(inspection):
        for page in ("", "file/", "1.webp"):
            status, body, headers = fetched(client, cast.path(inspection, page=f"report/{report.key}/{page}"))
            assert status in {200, 404}
            if page and status == 200:
                assert headers["Content-Type"] in HARMLESS
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert "\n" not in headers["Content-Disposition"]
            elif status == 200:
                assert hostile.SCRIPT not in body


@pytest.mark.parametrize("name", hostile.NAMES)
def test_a_name_is_a_name_and_no_place(office: cast.Office, name: str) -> None:
    kept = keeping.keep(office.company, BytesIO(files.pdf()), name=name)
    assert kept.file.startswith(f"reports/{office.company.key}/")
    assert not {"/", "\\", "\r", "\n", "\x00", "\u202e"} & set(kept.name)
    assert 0 < len(kept.name) <= 120


def test_what_the_camera_wrote_into_a_photo_does_not_stay(office: cast.Office) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Somebody’s telephone"
    exif.get_ifd(0x8825)[2] = (43.6, 37.0, 0.0)
    kept = keeping.keep(office.company, BytesIO(files.photo(exif=exif)), name="a.jpg")
    with default_storage.open(kept.file) as file:
        whole = file.read()
        assert len(Image.open(BytesIO(whole)).getexif()) == 0
    assert b"telephone" not in whole


def test_a_photo_taken_upright_stands_upright(office: cast.Office) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = keeping.keep(office.company, BytesIO(files.photo((400, 300), exif=exif)), name="a.jpg")
    with default_storage.open(kept.file) as file:
        assert Image.open(BytesIO(file.read())).size == (300, 400)


def test_who_opens_it_has_little_memory_and_little_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb"
    bomb.write_bytes(hostile.bomb(random.Random(1)))  # noqa: S311 - makes test data
    with pytest.raises(apart.NotReadable, match="too large"):
        apart.run("look", str(bomb), name="It", seconds=10)
    slow = tmp_path / "child.py"
    slow.write_text("while True: pass")
    monkeypatch.setattr(apart, "CHILD", slow)
    with pytest.raises(apart.NotReadable, match="too long"):
        apart.run("look", str(bomb), name="It", seconds=0.5)


@pytest.mark.parametrize(("kind", "act"), [("bomb", "look"), ("deep", "photo"), ("bomb_pdf", "pages")], ids=str)
def test_whatever_it_holds_it_never_takes_more_than_300_mb(tmp_path: Path, kind: str, act: str) -> None:
    came = tmp_path / "came"
    dice = random.Random(1)  # noqa: S311 - makes test data
    came.write_bytes({"bomb": hostile.bomb, "deep": hostile.deep_png, "bomb_pdf": hostile.bomb_pdf}[kind](dice))
    acts: dict[str, list[object]] = {"look": [], "photo": [tmp_path / "a", tmp_path / "b"], "pages": [tmp_path, 1, 1]}
    watched = [sys.executable, "-c", WATCH, sys.executable, "-I", apart.CHILD, act, came, *acts[act]]
    said = subprocess.run(list(map(str, watched)), capture_output=True, text=True, check=True)
    assert int(said.stdout.split()[-1]) / 1024 < MOST_MEGABYTES


def test_too_many_pages_and_too_many_bytes_are_refused(office: cast.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_PAGES", 3)
    monkeypatch.setattr(keeping, "MOST_BYTES", 20_000)
    assert "has 4 pages; at most 3 can be shown" in str(taken(office, "a.pdf", files.pdf(4)))
    assert "is larger than 60 MB" in str(taken(office, "a.pdf", files.pdf() + bytes(20_000)))
    assert "is empty" in str(taken(office, "a.pdf", b""))


def test_what_nobody_came_to_use_is_thrown_away(office: cast.Office, inspection: Inspection) -> None:
    lost = keeping.keep(office.company, BytesIO(files.photo()), name="lost.jpg")
    used = keeping.keep(office.company, BytesIO(files.pdf()), name="used.pdf")
    filing.add(inspection=inspection, files=[used], by=office.owner, at=clock.now())
    assert keeping.tidy(at=clock.now()) == 0
    assert keeping.tidy(at=clock.now() + timedelta(days=2)) == 2
    assert not default_storage.exists(lost.file)
    assert default_storage.exists(used.file)
