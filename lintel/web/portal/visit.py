"""One visit of one link: what every page of the portal is handed by its door."""

from dataclasses import dataclass
from datetime import datetime

from lintel.access import addresses
from lintel.access.models import Link, Right
from lintel.access.uses import Visitor
from lintel.billing.models import Invoice
from lintel.companies.models import Company
from lintel.directory.models import Contact
from lintel.inspections import showing
from lintel.inspections.models import Inspection, Share


@dataclass(frozen=True, slots=True)
class Visit:
    """`preview`: staff of the link's company are looking. `counts`: it is, as far as we know, the holder."""

    link: Link
    share: Share
    token: str
    visitor: Visitor
    at: datetime
    preview: bool
    counts: bool

    @property
    def company(self) -> Company:
        """Whose portal this is."""
        return self.link.company

    @property
    def path(self) -> str:
        """Where the link's own pages begin."""
        return addresses.PORTAL.format(token=self.token)

    @property
    def holder(self) -> Contact:
        """Whom the link was made for."""
        return self.link.holder

    @property
    def inspection(self) -> Inspection:
        """What the link opens."""
        return self.share.inspection

    def may(self, *rights: Right) -> bool:
        """Whether the link has one of these rights now."""
        return any(self.link.opens(right, at=self.at) for right in rights)

    @property
    def is_whole(self) -> bool:
        """Whether the whole portal opens, with its tabs: what it costs and what was agreed, each by its own right."""
        return self.sees_money and self.reads

    @property
    def sees_money(self) -> bool:
        """Whether any sum may be shown."""
        return self.may(Right.PAY, Right.SEE_INVOICE)

    @property
    def reads(self) -> bool:
        """Whether the words of agreements may be shown."""
        return self.may(Right.SIGN, Right.READ_AGREEMENT)

    @property
    def signs(self) -> bool:
        """Whether the holder is a client, with agreements of their own to sign."""
        return self.may(Right.SIGN) and showing.is_clients(self.share)

    @property
    def kind(self) -> str:
        """What this link is for, as the page's head says it."""
        if self.reads:
            return "Client Portal"
        return "Payment Portal" if self.sees_money else "Report status"


@dataclass(frozen=True, slots=True)
class InvoiceVisit:
    """One visit of a link to one invoice. Nothing of what the invoice is for opens with it."""

    link: Link
    invoice: Invoice
    is_superseded: bool
    token: str
    visitor: Visitor
    at: datetime
    preview: bool
    counts: bool
    is_whole = False
    reads = False

    @property
    def company(self) -> Company:
        """Whose invoice it is."""
        return self.link.company

    @property
    def path(self) -> str:
        """Where the link's own pages begin."""
        return addresses.INVOICE.format(token=self.token)

    @property
    def holder(self) -> Contact:
        """Whom the link was made for."""
        return self.link.holder

    @property
    def zone(self) -> str:
        """The clocks that its times are shown in: the property's, or without one the company's."""
        return str(self.invoice.subject.get("zone") or self.company.zone)

    @property
    def is_open(self) -> bool:
        """Whether the invoice still stands and is this holder's."""
        return not self.is_superseded and self.invoice.voided_at is None
