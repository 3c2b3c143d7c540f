"""Signed on paper: the scan is put here, by name, with the day it was signed and why it was not signed here."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from lintel.agreements import chaining, preparing
from lintel.agreements.models import Signature
from lintel.companies.models import Company, Member
from lintel.core.refusal import Refusal
from lintel.inspections import announcing, refreshing
from lintel.inspections.models import Inspection, Paper
from lintel.reports import keeping
from lintel.reports.keeping import Kept

ROOT = "scans"


class DayNeeded(Refusal):
    say = "On which day was it signed?"


class NotYet(Refusal):
    say = "That day is still to come. On which day was it signed?"


class ReasonNeeded(Refusal):
    say = "Say why it was signed on paper: it is kept with the signature."


class ScanNeeded(Refusal):
    say = "Choose the scan or a photo of the signed paper."


class NothingToSign(Refusal):
    say = "This agreement is not to be signed any more."


@dataclass(frozen=True, slots=True)
class Said:
    """What the office says of it: who signed, on which day, why on paper; `seen` is the digest of the words shown."""

    name: str
    signed_on: date | None
    reason: str
    seen: str


@transaction.atomic
def put(*, inspection: Inspection, agreement_id: int, said: Said, scan: Kept, by: Member, at: datetime) -> Signature:
    """It is signed from now on, for the gate and everywhere, and says that it was on paper.

    Raises AlreadyCancelled, NothingToSign, DayNeeded, NotYet, ReasonNeeded, preparing.AlreadySigned, WordsChanged,
    NameNeeded.
    """
    chaining.hold(inspection.company)
    refreshing.lock(inspection)
    paper = open_paper(inspection, agreement_id)
    if paper is None:
        raise NothingToSign
    signed_on, reason = checked(inspection, said, at=at)
    facts = preparing.OnPaper(said.name, signed_on, scan.file, scan.digest, reason, by.name, inspection.home.zone)
    signature = preparing.on_paper(paper.agreement, seen=said.seen, paper=facts, at=at)
    announcing.signed(paper.participant, signature, at=at)
    return signature


def checked(inspection: Inspection, said: Said, *, at: datetime) -> tuple[date, str]:
    """The day and the reason, as they are kept. Raises NameNeeded, DayNeeded, NotYet, ReasonNeeded."""
    preparing.named(said.name)
    if said.signed_on is None:
        raise DayNeeded(field="signed_on")
    if said.signed_on > at.astimezone(inspection.local_start().tzinfo).date():
        raise NotYet(field="signed_on")
    reason = " ".join(said.reason.split())[:200]
    if not reason:
        raise ReasonNeeded(field="reason")
    return said.signed_on, reason


def open_paper(inspection: Inspection, agreement_id: int) -> Paper | None:
    """What is still to be signed here, under this id."""
    asked = Paper.objects.asked().filter(participant__inspection=inspection, participant__left_at=None)
    found = asked.filter(agreement=agreement_id, agreement__signature=None)
    return found.select_related("agreement", "participant__contact__survivor", "participant__inspection").first()


def opened(signature: Signature) -> "File[bytes] | None":
    """The scan; None where there is none, or it is gone."""
    there = signature.scan and default_storage.exists(signature.scan)
    return default_storage.open(signature.scan) if signature.scan and there else None


def tidy(*, at: datetime) -> int:
    """Throw away scans that were uploaded more than a day ago and belong to no signature. How many files went."""

    def used(company: Company) -> list[str]:
        return [one for one in Signature.objects.of(company).values_list("scan", flat=True) if one]

    return keeping.sweep(ROOT, used, at=at)
