"""The forms of a page about who pays what, together, and what is asked before it is saved."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import QueryDict

from lintel.core.refusal import Refusal
from lintel.inspections import adding, pricing, requesting
from lintel.inspections.models import Inspection
from lintel.web.office.forms import asking, people
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.portion import AMOUNT, OTHERS, AddInvoiceForm, MessageForm, PayerForm

SEND = "send"
SAVES, FILLING = {"save", SEND}, {asking.MEND, people.PICK, people.USE, "row"}


class Sheet(ABC):
    """The forms of one page about who pays what, and what is asked before it is saved."""

    def __init__(self, inspection: Inspection, data: QueryDict | None) -> None:
        self.inspection, self.question, self.problem, self.note = inspection, "", "", ""
        self.data = self._filled(data) if data is not None else None
        self._make()

    def _filled(self, data: QueryDict) -> QueryDict:
        return asking.mended(data)

    @abstractmethod
    def _make(self) -> None:
        """Make the forms."""

    @abstractmethod
    def parts(self) -> list[OfficeForm]:
        """Every form of the page."""

    @abstractmethod
    def order(self) -> dict[str, Any]:
        """What the use case takes, but for who does it and when."""

    def can_be_foreseen(self) -> bool:
        """Whether so much is typed that it can be said what it comes to."""
        return self.is_ready()

    def foreseen(self) -> dict[str, Any]:
        """What the use case takes to say it."""
        return self.order()

    def is_pressed(self) -> bool:
        """Whether Save was pressed, and not a button that only fills something in."""
        sent = self.data if self.data is not None else {}
        return (sent.get("act") in SAVES or asking.ANYWAY in sent) and not FILLING & set(sent)

    def is_ready(self) -> bool:
        """Whether it can be saved as far as the page alone can tell."""
        return self.data is not None and not [part for part in self.parts() if not part.is_valid()]

    def sends(self) -> bool:
        """Whether the letter is wanted next."""
        return self.data is not None and (self.data.get("act") or self.data.get("then")) == SEND

    def standing(self) -> int:
        """What the page has seen of the fees."""
        return pricing.standing(self.inspection)

    def seen(self) -> int | None:
        """What the page had seen when it was typed."""
        said = self.data.get("seen", "") if self.data is not None else ""
        return int(said) if said.isascii() and said.isdecimal() else None

    def anyway(self) -> bool:
        """Whether the question was answered."""
        return self.data is not None and asking.is_answered(self.data)

    def typed(self) -> str:
        """What `anyway` is said to."""
        return asking.digest(self.data) if self.data is not None else ""

    def kept(self) -> list[str]:
        """Questions answered with `keep` so far."""
        return asking.kept(self.data) if self.data is not None else []

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain said no to; about money that came in already it asks."""
        if isinstance(refusal, adding.PaidAlready):
            self.question = refusal.say
        elif isinstance(refusal, pricing.FeesMoved):
            self.problem = refusal.say
        else:
            self.parts()[-1].refuse(refusal)

    def calm(self) -> None:
        """What is merely not typed yet is no mistake while nothing was to be saved."""
        if not self.is_pressed():
            for part in self.parts():
                part.leave_blanks_alone()


class AddInvoice(Sheet):
    """Add Invoice, for somebody in People."""

    def _make(self) -> None:
        self.form = AddInvoiceForm(self.data, inspection=self.inspection)

    def parts(self) -> list[OfficeForm]:
        """One form."""
        return [self.form]

    def order(self) -> dict[str, Any]:
        """What adding.add() takes."""
        form = self.form
        return {"payer": form.cleaned_data["contact"], "portion": form.portion(), "terms": form.terms()}


class RequestPayment(Sheet):
    """Request payment from someone else: the payer made and billed in one step."""

    def _filled(self, data: QueryDict) -> QueryDict:
        return people.picked(asking.mended(data), self.inspection.company)

    def _make(self) -> None:
        self.payer = PayerForm(self.data, company=self.inspection.company)
        self.form = MessageForm(self.data, inspection=self.inspection, usual=AMOUNT)

    def parts(self) -> list[OfficeForm]:
        """The payer, and what they pay."""
        return [self.payer, self.form]

    def order(self) -> dict[str, Any]:
        """What requesting.request() takes."""
        return {"payer": self.payer.payer(), "portion": self.form.portion(), "terms": self.form.terms()}

    def can_be_foreseen(self) -> bool:
        """Whatever is still to be said about the payer."""
        return self.data is not None and self.form.is_valid()

    def foreseen(self) -> dict[str, Any]:
        """With somebody in the payer's place."""
        payer = requesting.Payer(self.payer.typed("name") or "Whoever pays", OTHERS[0][0])
        return {"payer": payer, "portion": self.form.portion(), "terms": self.form.terms()}
