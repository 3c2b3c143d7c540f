"""The record of a signature: sealed into a chain, mailed, printed, and checked without the database."""

import random
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client

from lintel.agreements import bundle, chaining, record
from lintel.agreements.models import Agreement, Proof, Signature
from lintel.core import clock
from lintel.inspections import copies, scheduling
from lintel.inspections.models import Inspection
from lintel.messages.models import Message
from lintel.run import invariants
from tests import cast
from tests.office.desk import sit_down
from tests.rig import documents
from tests.rules.test_rows_that_only_grow import triggers


@pytest.fixture
def signature(inspection: Inspection) -> Signature:
    cast.sign(inspection)
    return Signature.objects.select_related(*copies.JOINED).get()


def words(content: bytes) -> str:
    return " ".join(documents.text(content).split())


def verified(tmp_path: Path, file: bytes, *more: str) -> tuple[int, str]:
    """What the operator's command says of it, on a machine without an installation."""
    (tmp_path / "record.zip").write_bytes(file)
    command = [sys.executable, "-P", "-m", "lintel", "verify", "record.zip", *more]
    where = {"PYTHONPATH": str(Path(__file__).parents[2])}
    told = subprocess.run(command, check=False, cwd=tmp_path, env=where, capture_output=True, text=True)
    return told.returncode, told.stdout + told.stderr


def test_each_seals_all_before_it_in_its_own_company(office: cast.Office, signature: Signature) -> None:
    cast.sign(cast.book(cast.juniper_ridge()))
    cast.sign(cast.book(office, days=12))
    first, second = Proof.objects.of(office.company).order_by("number")
    assert (first.number, first.before, second.number, second.before) == (1, record.FIRST, 2, first.head)
    assert record.seal(second.before, second.body) == second.head
    assert Proof.objects.exclude(company=office.company).get().number == 1
    assert not list(invariants.signatures(clock.now()))


def test_the_seal_is_in_the_letter_and_on_the_copy_with_all_that_was_kept(
    inspection: Inspection, signature: Signature
) -> None:
    letter = Message.objects.get(kind="signed")
    assert signature.proof.head in str(letter.body)
    said = words(Client().get(cast.path(inspection, page=f"agreement/{signature.agreement_id}/signed.pdf")).content)
    spaceless = said.replace(" ", "").replace("\u200b", "")
    for told in (signature.proof.head, signature.digest, record.FIRST):
        assert told in spaceless
    for told in (
        "America/Boise",
        cast.PHONE.address,
        "iPhone",
        "What was consented to before signing",
        "You may withdraw it at any time",
        "1 in the chain of Cedar & Stone Home Inspections",
        "This is a PDF/A-2u",
    ):
        assert told in said


def test_the_copy_is_for_keeping_where_the_fonts_have_every_letter_and_says_so_where_not(
    office: cast.Office, inspection: Inspection, signature: Signature
) -> None:
    kept = copies.pdf(signature)
    assert b"pdfaid:part" in kept
    assert kept == copies.pdf(signature)
    strange = cast.book(office, days=12, people=(scheduling.Person("Nefer \U00013000\U00013001", "n@nile.example"),))
    cast.sign(strange)
    plain = copies.pdf(Signature.objects.select_related(*copies.JOINED).latest("pk"))
    assert b"pdfaid:part" not in plain
    assert "This is a plain PDF and no PDF/A" in words(plain)


def test_the_file_is_the_same_in_office_and_portal_and_holds_without_a_database(
    office: cast.Office, inspection: Inspection, signature: Signature, tmp_path: Path
) -> None:
    page = f"agreements/{signature.agreement_id}/record.zip"
    ours = sit_down(office.owner).get(f"/office/inspections/{inspection.key}/{page}").content
    theirs = Client().get(cast.path(inspection, page=page.replace("agreements", "agreement"))).content
    assert ours == theirs
    found = bundle.verify(ours)
    assert (found.seal, found.words) == (signature.proof.head, signature.words)
    status, said = verified(tmp_path, ours)
    assert (status, "Whole. Compare the seal" in said, "Cora Whitfield" in said) == (0, True, True)
    assert verified(tmp_path, ours, "--seal", signature.proof.head)[0] == 0
    status, said = verified(tmp_path, ours, "--seal", "0" * 64)
    assert (status, "NOT THAT SEAL" in said) == (1, True)
    status, said = verified(tmp_path, ours[:-9])
    assert (status, "NOT WHOLE" in said) == (1, True)


def test_another_clients_link_does_not_lead_to_it(inspection: Inspection, signature: Signature) -> None:
    page = f"agreement/{signature.agreement_id}/record.zip"
    assert Client().get(cast.path(inspection, cast.THEO.name, page)).status_code == 404


FACTS = ("name", "words", "consent", "disclosure", "address", "browser", "zone")


def test_whatever_is_changed_in_the_rows_breaks_the_chain(office: cast.Office, inspection: Inspection) -> None:
    """Somebody with the database in hand: the triggers are off, and one thing is changed at a time."""
    for day in (0, 12, 14):
        cast.sign(cast.book(office, days=day) if day else inspection)
    one = Signature.objects.order_by("pk")[1]
    row, proofs = Signature.objects.filter(pk=one.pk), Proof.objects.of(office.company)
    agreement = Agreement.objects.filter(pk=one.agreement_id)
    changes: list[Callable[[], object]] = [partial(row.update, **{name: Concat(name, Value("x"))}) for name in FACTS]
    changes += [
        partial(row.update, signed_at=clock.now()),
        partial(row.update, drawing="[[1,1,99,99]]"),
        partial(row.update, scan_digest="0" * 64),
        partial(row.update, reason="paper"),
        partial(row.update, digest="0" * 64),
        partial(row.update, how="written"),
        partial(row.update, link_public_id="0" * 16),
        partial(agreement.update, title="Other"),
        partial(agreement.update, digest="0" * 64),
        partial(agreement.update, template_version=9),
        *(partial(proofs.filter(number=number).delete) for number in (1, 2, 3)),
        partial(proofs.filter(number=3).update, number=4),
        partial(proofs.filter(number=2).update, before="0" * 64),
        partial(proofs.filter(number=2).update, head="0" * 64),
    ]
    luck = random.Random(7)  # noqa: S311 - chosen again the same
    body = proofs.get(number=2).body
    for _ in range(40):
        place = luck.randrange(len(body))
        other = body[:place] + luck.choice("x7 \n") + body[place + 1 :]
        if other != body:
            changes.append(partial(proofs.filter(number=2).update, body=other))
    assert not list(invariants.signatures(clock.now()))
    for change in changes:
        assert _faults_after(change), change


def _faults_after(change: Callable[[], object]) -> list[str]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in ("agreements_signature", "agreements_proof"):
                for trigger in triggers(table):
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {trigger}{on}")
        assert change()
        found = list(invariants.signatures(clock.now()))
        transaction.set_rollback(True)
    return found


def test_a_name_that_is_corrected_later_breaks_nothing(office: cast.Office, signature: Signature) -> None:
    signer = signature.agreement.signer
    signer.name = "Cora Lindqvist"
    signer.save()
    cast.describe(office.owner, telephone="", email="", colour="", at=clock.now())
    assert not list(chaining.faults(office.company))
