"""The links that somebody was handed, as the office shows them: those of an inspection, or of one invoice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet

from lintel.access import addresses, presets
from lintel.access.models import Link, Right, Use
from lintel.billing.models import Invoice, InvoiceLink
from lintel.core.prepared import Prepared
from lintel.directory.models import Contact
from lintel.inspections.models import Inspection

IN_ORDER = F("share__participant__position").asc(nulls_last=True)  # both databases, who takes no part last


@dataclass(frozen=True, slots=True)
class Key:
    """One link: who holds it, where it leads, whether it still opens, and how often a person used it."""

    link: Link
    holder: str
    role: str
    is_client: bool
    address: str
    alive: bool
    used: int
    last_used: datetime | None
    fetched: datetime | None
    tie: InvoiceLink | None = None

    def last_day(self) -> datetime | None:
        """A moment of the last day on which it opens: an end at midnight is the end of the day before."""
        return self.link.expires_at - timedelta(minutes=1) if self.link.expires_at else None

    def shows(self) -> bool:
        """Whether there is something behind it: of an invoice, that it is still this holder's to pay."""
        return self.alive and (self.tie is None or self.tie.superseded_at is None)

    def is_own(self, *, at: datetime) -> bool:
        """Whether it is what a participant has for their part."""
        return self.tie is None and self.link.share.is_own(at=at)

    def rights(self) -> str:
        """What it opens, in words."""
        if self.tie is not None:
            return self._invoice(self.tie)
        said = presets.name(self.link.rights)
        return {"pay only": "Pay only, nothing else", "whole portal": self._whole()}.get(said, said.capitalize())

    def shut(self) -> str:
        """Why it opens nothing any more: one word, or none while it does."""
        return "" if self.alive else "Revoked" if self.link.revoked_at else "Expired"

    def another(self) -> str:
        """How they come to another link, as a sentence."""
        return "Send makes a new one." if self.tie else "Resend or Share makes a new one."

    def _whole(self) -> str:
        may_sign = Right.SIGN.value in self.link.rights
        return "Whole portal: sign, pay, read" if may_sign else "Whole portal: pay, read, everything but signing"

    def _invoice(self, tie: InvoiceLink) -> str:
        if tie.superseded_at is not None:
            return "Says that this invoice is billed to someone else"
        if tie.invoice.voided_at is not None:
            return "Says that this invoice is void"
        return "Payment Portal: this invoice, this property, nothing else"


def of_inspection(inspection: Inspection, *, at: datetime) -> list[Key]:
    """Those to the inspection, its participants' first, and then those to its invoices. Two statements."""
    clients = [one.contact for one in inspection.clients()]
    return [
        *(_of_share(link, clients, at) for link in _to_inspection(inspection=inspection.pk)),
        *(_of_tie(link, clients, at) for link in _to_its_invoices(inspection=inspection.pk)),
    ]


def of_invoice(invoice: Invoice, *, about: Inspection | None, at: datetime) -> list[Key]:
    """Those to this invoice alone, the newest first. `about`: the inspection that it is for."""
    clients = [one.contact for one in about.clients()] if about else []
    ties = _links().filter(invoice_link__invoice=invoice).select_related("invoice_link__invoice")
    return [_of_tie(link, clients, at) for link in ties.order_by("-pk")]


def _links() -> QuerySet[Link]:
    """Each with how often a person used it and when last, and when a machine fetched it last."""
    by_machine = Q(uses__kind=Use.Kind.FETCHED)
    return Link.objects.select_related("holder__survivor", "made_by", "revoked_by").annotate(
        used=Count("uses", filter=~by_machine),
        last_used=Max("uses__at", filter=~by_machine),
        fetched=Max("uses__at", filter=by_machine),
    )


@Prepared
def _to_inspection(inspection: int) -> QuerySet[Link]:
    rows = _links().filter(share__inspection=inspection).select_related("share__participant")
    return rows.order_by(IN_ORDER, "pk")


@Prepared
def _to_its_invoices(inspection: int) -> QuerySet[Link]:
    rows = _links().filter(invoice_link__invoice__bill__inspection=inspection)
    return rows.select_related("invoice_link__invoice").order_by("pk")


def _of_share(link: Link, clients: list[Contact], at: datetime) -> Key:
    part = link.share.participant
    return _key(link, clients, at, role=part.get_role_display().lower() if part else "")


def _of_tie(link: Link, clients: list[Contact], at: datetime) -> Key:
    tie = link.invoice_link
    role = f"invoice {tie.invoice.number}" if tie.invoice.number else "invoice"
    return _key(link, clients, at, role=role, tie=tie)


def _key(link: Link, clients: list[Contact], at: datetime, *, role: str, tie: InvoiceLink | None = None) -> Key:
    return Key(
        link,
        link.holder.name,
        role,
        link.holder in clients,
        addresses.of(link),
        link.alive(at=at),
        link.used,  # type: ignore[attr-defined]
        link.last_used,  # type: ignore[attr-defined]
        link.fetched,  # type: ignore[attr-defined]
        tie,
    )
