"""The record of a signature, changed in one place, a thousand times over: each change is found."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from lintel.agreements import bundle
from lintel.agreements.models import Signature
from lintel.inspections import copies
from tests import cast
from tests.truth import LONG, chance

pytestmark = pytest.mark.django_db
Change = Callable[[bytes, random.Random], bytes]


def members(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def again(parts: dict[str, bytes]) -> bytes:
    """Put together as we do ourselves, which a careful forger would."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in parts.items():
            made = zipfile.ZipInfo(name, bundle.DAWN)
            made.create_system, made.external_attr = 3, 0o644 << 16
            zipped.writestr(made, content)
    return out.getvalue()


def listed_anew(parts: dict[str, bytes]) -> dict[str, bytes]:
    """And with the list of digests made to fit."""
    return {**parts, bundle.LIST: bundle.listed(parts)}


def one_byte(file: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(file))
    return file[:place] + bytes([file[place] ^ (1 << luck.randrange(8))]) + file[place + 1 :]


def one_byte_of_the_container(file: bytes, luck: random.Random) -> bytes:
    """In the ZIP's own list of what it holds: times, rights, sizes, comments."""
    start = file.index(b"PK\x01\x02")
    return file[:start] + one_byte(file[start:], luck)


def a_byte_less(file: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(file))
    return file[:place] + file[place + 1 :]


def a_byte_more(file: bytes, luck: random.Random) -> bytes:
    place = luck.randrange(len(file) + 1)
    return file[:place] + bytes([luck.randrange(256)]) + file[place:]


def the_end_gone(file: bytes, luck: random.Random) -> bytes:
    return file[: luck.randrange(len(file))]


def a_member_gone(file: bytes, luck: random.Random) -> bytes:
    parts = members(file)
    parts.pop(luck.choice(list(parts)))
    return again(parts)


def a_member_more(file: bytes, luck: random.Random) -> bytes:
    name = luck.choice(["scan.pdf", "scan.jpg", "note.txt", "../words.txt", "words.txt/"])
    return again({**members(file), name: b"x"})


def members_in_another_order(file: bytes, luck: random.Random) -> bytes:
    parts = list(members(file).items())
    first, second = luck.sample(range(len(parts)), 2)
    parts[first], parts[second] = parts[second], parts[first]
    return again(dict(parts))


def two_members_exchanged(file: bytes, luck: random.Random) -> bytes:
    parts = members(file)
    one, other = luck.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return again(parts)


def a_members_byte(file: bytes, luck: random.Random) -> bytes:
    parts = members(file)
    name = luck.choice(list(parts))
    return again({**parts, name: one_byte(parts[name], luck)})


def a_line(file: bytes, luck: random.Random) -> bytes:
    """Dropped, doubled, or exchanged with another, in any of its texts."""
    parts = members(file)
    name = luck.choice([name for name in parts if name != bundle.COPY])
    lines = parts[name].splitlines(keepends=True)
    first, second = luck.randrange(len(lines)), luck.randrange(len(lines))
    match luck.randrange(3):
        case 0:
            del lines[first]
        case 1:
            lines.insert(first, lines[second])
        case _:
            lines[first], lines[second] = lines[second], lines[first]
    return again({**parts, name: b"".join(lines)})


def what_is_sealed_with_the_list_made_to_fit(file: bytes, luck: random.Random) -> bytes:
    parts = members(file)
    name = luck.choice([bundle.RECORD, bundle.WORDS, bundle.DRAWING, bundle.SEAL])
    return again(listed_anew({**parts, name: one_byte(parts[name], luck)}))


KINDS: list[Change] = [
    one_byte,
    one_byte_of_the_container,
    a_byte_less,
    a_byte_more,
    the_end_gone,
    a_member_gone,
    a_member_more,
    members_in_another_order,
    two_members_exchanged,
    a_members_byte,
    a_line,
    what_is_sealed_with_the_list_made_to_fit,
]


@pytest.fixture
def file() -> bytes:
    """Cora's record, with a signature that she drew."""
    office = cast.cedar_stone()
    office.company.signing = "written"
    office.company.save(update_fields=["signing"])
    inspection = cast.book(office)
    cast.sign(inspection, drawing="[[20,100,300,40,560,120]]")
    return copies.evidence_file(Signature.objects.select_related(*copies.JOINED).get())


def test_every_single_change_is_found(file: bytes) -> None:
    luck, missed, made, asked = chance(24), [], 0, LONG or 220
    assert bundle.verify(file).facts["name"] == "Cora Whitfield"
    while made < asked:
        kind = KINDS[made % len(KINDS)]
        changed = kind(file, luck)
        if changed == file:
            continue
        made += 1
        try:
            bundle.verify(changed)
        except bundle.NotWhole:
            continue
        missed.append(f"change {made}: {kind.__name__}")
    assert not missed
