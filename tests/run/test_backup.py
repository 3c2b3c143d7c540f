"""A backup is taken while everybody works, and becomes an installation in which nothing old happens by itself."""

import json
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from lintel.billing import invoicing
from lintel.billing.models import Entry, Stray
from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.inspections import paying
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.run import archive
from lintel.services.models import Service
from tests import cast
from tests.rig import databases
from tests.rules import till

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def story(settings: Settings) -> Inspection:
    """Two companies; Cora has signed and paid a part; one letter has left and the others wait."""
    settings.DEMO = True
    cedar, juniper = cast.cedar_stone(), cast.juniper_ridge()
    cast.book(juniper)
    inspection = cast.book(cedar)
    cast.sign(inspection)
    attempt = cast.pay(inspection)
    cast.receive(cast.book(cedar, days=12), 100_00, by=cedar.owner)
    till.fill(cedar, "Whitfield", attempt, clock.now())
    Stray.objects.update(attempt=None)
    letter = Message.objects.filter(thread=inspection.thread, kind="confirmation").earliest("pk")
    Message.objects.filter(pk=letter.pk).update(state="sent", sent_at=clock.now(), due_at=None)
    return inspection


def back_up(to: Path) -> Path:
    call_command("backup", str(to), stdout=StringIO())
    return to


def restore(file: Path) -> str:
    told = StringIO()
    call_command("restore", str(file), stdout=told)
    return told.getvalue()


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def repacked(file: Path, to: Path, **changed: object) -> Path:
    """The same backup with another manifest."""
    with tarfile.open(file) as archive:
        archive.extractall(to.parent / "laid out", filter="data")
    manifest = to.parent / "laid out" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **changed}))
    with tarfile.open(to, "w:gz") as archive:
        archive.add(to.parent / "laid out", "")
    return to


def test_what_was_there_is_there_again_and_the_doctor_finds_all_well(story: Inspection, tmp_path: Path) -> None:
    file, before = back_up(tmp_path / "lintel.backup"), rows()
    link, balance = cast.path(story), invoicing.balance(cast.invoice(story))
    with databases.empty():
        told = restore(file)
        assert "no  " not in told
        assert "Restored as of" in told
        assert rows() == before
        again = Inspection.objects.get(key=story.key)
        assert cast.path(again) == link
        assert invoicing.balance(cast.invoice(again)) == balance
        cedar = Company.objects.get(pk=story.company_id)
        assert cast.book(_office(cedar), days=30).pk > again.pk


def test_letters_that_waited_are_held_until_somebody_looks(story: Inspection, tmp_path: Path) -> None:
    waiting = set(Message.objects.filter(state="queued").values_list("key", flat=True))
    file = back_up(tmp_path / "lintel.backup")
    with databases.empty():
        restore(file)
        assert not Message.objects.filter(state__in=Message.LEAVING).exists()
        held = Message.objects.held(Message.Held.RESTORED)
        assert set(held.values_list("key", flat=True)) == waiting
        assert Message.objects.filter(state="sent").count() == 1


def test_nothing_is_offered_for_payment_until_stripe_was_asked(story: Inspection, tmp_path: Path) -> None:
    file = back_up(tmp_path / "lintel.backup")
    with databases.empty():
        restore(file)
        other = Inspection.objects.of(story.company).exclude(key=story.key)[0]
        with pytest.raises(paying.BeingChecked):
            paying.start(link=cast.link(other), visitor=cast.PHONE, at=clock.now())
        Company.objects.update(restored_at=None)
        assert paying.start(link=cast.link(other), visitor=cast.PHONE, at=clock.now())


def test_the_restored_ledger_still_only_grows(story: Inspection, tmp_path: Path) -> None:
    file = back_up(tmp_path / "lintel.backup")
    with databases.empty():
        restore(file)
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(kind="payment").update(amount_cents=-1)


def test_no_secret_is_in_it(story: Inspection, tmp_path: Path, settings: Settings) -> None:
    file = back_up(tmp_path / "lintel.backup")
    with tarfile.open(file) as archive:
        whole = b"".join(part.read() for member in archive if (part := archive.extractfile(member)))
    assert settings.SECRET_KEY.encode() not in whole
    assert cast.link(story).token().encode() not in whole
    assert file.stat().st_mode & 0o077 == 0


def test_uploaded_files_come_back(story: Inspection, tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path / "data"
    kept = settings.DATA / archive.FILES / "checks" / "2207.jpg"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a picture")
    file = back_up(tmp_path / "lintel.backup")
    kept.unlink()
    with databases.empty():
        restore(file)
    assert kept.read_bytes() == b"a picture"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"keys": ["0" * 16, "0" * 16]}, "other secrets"),
        ({"vendor": "oracle"}, "a backup of oracle"),
        ({"migrations": [["billing", "9999_tomorrow"]]}, "a later Lintel"),
        ({"shape": 7}, "another Lintel"),
        ({"parts": {"database": "0" * 64}}, "damaged"),
    ],
)
def test_what_does_not_belong_here_is_refused_and_changes_nothing(
    story: Inspection, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    file = repacked(back_up(tmp_path / "lintel.backup"), tmp_path / "other.backup", **changed)
    with databases.empty():
        with pytest.raises(CommandError, match=said):
            restore(file)
        assert connection.introspection.table_names() == []


def test_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Dana")
    with pytest.raises(CommandError, match="no backup of Lintel"):
        restore(tmp_path / "letter.txt")


def test_a_database_that_is_there_is_never_written_over(story: Inspection, tmp_path: Path) -> None:
    file = back_up(tmp_path / "lintel.backup")
    cast.book(_office(story.company), days=40)
    later = Inspection.objects.count()
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="holds tables already"):
            restore(file)
        assert Inspection.objects.count() == later
    else:
        told = restore(file)
        assert Inspection.objects.count() == later - 1
        aside = Path(told.split("The database that was there is ")[1].split(" now.")[0])
        assert aside.stat().st_size > 0


def test_a_place_that_cannot_be_written_is_told(story: Inspection, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no backup"):
        back_up(tmp_path / "nowhere" / "lintel.backup")


def _office(company: Company) -> cast.Office:
    people = Member.objects.of(company).select_related("company", "user")
    special = Service.objects.of(company).get(name="Chimney camera")
    return cast.Office(company, people.get(role="owner"), people.get(role="inspector"), special)
