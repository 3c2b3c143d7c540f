"""Share Details as it is filled in: to whom, what they will see, who agreed, and the letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from lintel.access import presets
from lintel.core import ids
from lintel.directory import slips
from lintel.inspections import parts, sharing
from lintel.inspections.models import Inspection, Share
from lintel.inspections.sharing import Consent, Draft, Recipient
from lintel.messages import handling, rich
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fields import few_words

ORDER = ("status only", "report only", "pay only", "sign only", "whole portal")
LABELS = {sharing.EACH: "What is usual for each"}
SUMMARIES = {
    sharing.EACH: "The whole portal for clients; for others only what they have to pay, or the status.",
    "status only": "Date, inspector, and whether the report is ready. No amounts.",
    "report only": "The report once it is released. Not the agreement, not the invoice.",
    "pay only": "The invoice of this inspection, and its receipt.",
    "sign only": "The agreement, to read and to sign.",
    "whole portal": "Agreement, invoice, receipts and report.",
}
CONSEQUENCES = {
    "status only": ("Sees the day, the inspector, and whether the report is ready", "Sees no amount and no document"),
    "report only": (
        "Reads the report once it is released; until then sees where things stand",
        "Sees neither the agreement nor the invoice",
    ),
    "pay only": (
        "Sees the invoice and can pay it; the receipt names who paid",
        "Sees neither the agreement nor the report",
    ),
    "sign only": ("Reads the agreement and can sign it", "Sees neither the invoice nor the report"),
    "whole portal": (
        "Reads the agreement",
        "Sees the invoice and can pay it; the receipt names who paid",
        "Reads the report once it is released",
    ),
}
HOW = ("by phone", "by email", "by text message", "in person", "in writing")
PLACEHOLDERS = {
    "FIRST_NAME": "Recipient’s first name",
    "CLIENT_NAME": "Client’s name",
    "CLIENT_FIRST_NAME": "Client’s first name",
    "ADDRESS": "Address",
    "STREET": "Street",
    "DATE": "Date",
    "TIME": "Time",
    "INSPECTOR_NAME": "Inspector",
    "SERVICES": "Services",
    "FEES": "Fees together",
    "COMPANY_NAME": "Company",
    "COMPANY_PHONE": "Company’s telephone",
}
NAMED = re.compile(r'^"?([^"<>]*?)"?\s*<([^<>]+)>$')
PIECE = re.compile(r'(?:"[^"\n]*"|[^,;\n])+')
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of this inspection to send to. `back` has the server's words where their last letter came back."""

    name: str
    address: str
    part: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be chosen for a reader to see; shut where `why` says why not."""

    preset: str
    label: str
    says: str
    why: str
    chosen: bool


class ShareForm(OfficeForm):
    """A letter being written. It says by itself what is usual, until somebody chose."""

    button_words = "Sign & Pay"
    who = forms.MultipleChoiceField(required=False)
    to = forms.CharField(label="Recipient", required=False, max_length=6000)
    preset = forms.ChoiceField(
        required=False, choices=[(one, one) for one in (sharing.EACH, *ORDER)], widget=forms.RadioSelect
    )
    agreed_by = forms.ChoiceField(label="Who agreed", required=False)
    agreed_how = forms.ChoiceField(label="How", required=False, choices=[("", "Choose"), *((how, how) for how in HOW)])
    subject = forms.CharField(label="Subject", required=False, max_length=200)
    body = forms.CharField(
        label="Letter", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 14})
    )

    def __init__(
        self, data: QueryDict | None, *, inspection: Inspection, to: str = "", begun: sharing.Draft | None = None
    ) -> None:
        self.inspection = inspection
        self.known = _known(inspection)
        self.clients = [one.contact for one in inspection.clients()]
        self.asks_button, self.moved = False, False
        data = data.copy() if data is not None else _beginning(to, self.known)
        if data.get("act", "" if "body" in data else "over") == "over":
            starter = begun or sharing.starter(inspection.company, "")
            data["subject"], data["body"], data["format"] = starter.subject, starter.html, "html"
        super().__init__(data)
        self.once = data.get("once", "")[:24] or ids.new_key(12)
        self.recipients = _recipients(data.getlist("who"), data.get("to", ""), self.known)
        self.usual_of = {one: sharing.usual_preset(inspection, one.address) for one in self.recipients}
        usual = set(self.usual_of.values()) or {"status only"}
        self.usual = usual.pop() if len(usual) == 1 else sharing.EACH
        chosen, known = data.get("preset", ""), (sharing.EACH, *ORDER)
        if chosen not in known or chosen == data.get("usual") or chosen not in self._offered():
            self.moved = chosen in known and chosen != self.usual
            data["preset"] = self.usual
        body = data.get("body", "")
        self.html = rich.clean(body) if data.get("format") == "html" else rich.from_text(body)
        if data.get("act") == "put":
            self.html += f"<p>{{{{{rich.BUTTON}}}}}</p>"
        data["body"] = rich.plain(self.html)
        self.fields["who"].choices = [(one.address, one.name) for one in self.known]  # type: ignore[attr-defined]
        names = [(one.name, f"{one.name}, client") for one in self.clients]
        self.fields["agreed_by"].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Ask about slips of the finger, and about addresses that sent a letter back."""
        typed = str(self.data.get("to", ""))
        back = handling.came_back(self.inspection.company, [one.address for one in self.recipients])
        for one in self.recipients:
            likely = slips.likely(one.address)
            if likely and likely not in (each.address for each in self.recipients):
                mend = (f"Use {likely}", typed.replace(one.address, likely))
                self.ask("to", one.address, f"Is {one.address} right?", keep="Keep as typed", mend=mend)
            elif words := back.get(one.address):
                sentence = f"The last letter to {one.address} came back: {words}"
                self.ask("to", one.address, sentence, keep="Send to it again")
        return self.cleaned_data

    def draft(self) -> Draft:
        """The letter as typed."""
        return Draft(str(self.data.get("subject", ""))[:200], self.html, self.chosen())

    def chosen(self) -> str:
        """What they will see."""
        return str(self.data.get("preset"))

    def consent(self) -> Consent | None:
        """Which client agreed, and how, as far as it was said."""
        who, how = self.cleaned_data.get("agreed_by", ""), self.cleaned_data.get("agreed_how", "")
        return Consent(who, how) if who and how else None

    def reader(self) -> Recipient:
        """Whose letter is shown: the first recipient's, or the first client's while nobody is named."""
        first = self.clients[0]
        return next(iter(self.recipients), Recipient(first.email or "nobody@example.com", first.name))

    def reader_name(self) -> str:
        """What they are called."""
        return self._name_of(self.reader())

    def others(self) -> list[Recipient]:
        """Recipients who are not clients."""
        clients = {one.email.lower() for one in self.clients}
        return [one for one in self.recipients if one.address.lower() not in clients]

    def has_button(self) -> bool:
        """Whether the placeholder stands in the letter."""
        return rich.has_button(self.html)

    def button(self) -> str:
        """What the button says in this letter."""
        return sharing.button(self._preset_of(self.reader()), client=self.reader() not in self.others())

    def choices(self) -> list[Choice]:
        """What can be chosen, least first, before it what is usual where that differs; signing is for clients alone."""
        why = ""
        if not self.recipients:
            why = "For clients. Name one above."
        elif self.others():
            why = f"For clients. Nobody else can sign for {self.clients[0].first_name()}."
        return [
            Choice(
                one,
                LABELS.get(one, one.capitalize()),
                SUMMARIES[one],
                why if one == "sign only" else "",
                one == self.chosen(),
            )
            for one in self._offered()
        ]

    def consequences(self) -> list[tuple[str, tuple[str, ...]]]:
        """For whom follows what from the choice, as plain sentences."""
        if not self.recipients:
            return [("The reader", _follows(self.chosen(), client=False))]
        found: dict[tuple[str, ...], list[str]] = {}
        for one in self.recipients:
            said = _follows(self._preset_of(one), client=one not in self.others())
            found.setdefault(said, []).append(self._name_of(one))
        return [(few_words(names), said) for said, names in found.items()]

    def asks_consent(self) -> bool:
        """Whether a client has to agree first."""
        if self.chosen() == sharing.EACH or not self.others():
            return False
        return presets.asks_consent(presets.rights(self.chosen(), client=False))

    def placeholders(self) -> dict[str, str]:
        """The closed list, each with what it is called."""
        return PLACEHOLDERS

    def _offered(self) -> tuple[str, ...]:
        return (sharing.EACH, *ORDER) if self.usual == sharing.EACH else ORDER

    def _preset_of(self, one: Recipient) -> str:
        return self.usual_of[one] if self.chosen() == sharing.EACH else self.chosen()

    def _name_of(self, one: Recipient) -> str:
        known = {each.address.lower(): each.name for each in self.known}
        return known.get(one.address.lower()) or one.name or one.address


def _follows(preset: str, *, client: bool) -> tuple[str, ...]:
    said = CONSEQUENCES[preset]
    if preset != "whole portal":
        return said
    return (said[0], "Can sign it" if client else "Cannot sign: that is for clients", *said[1:])


def _known(inspection: Inspection) -> list[Known]:
    """The people of the inspection, then everybody else who was handed a link; each address once."""
    everybody = parts.by_person(inspection.people())
    rows = [(person, parts.words(theirs).lower()) for person, theirs in everybody.items()]
    shares = Share.objects.filter(inspection=inspection, participant=None).select_related("link__holder__survivor")
    rows += [(share.link.holder, "shared with before") for share in shares.order_by("pk")]
    each = {contact.email.lower(): (contact, part) for contact, part in reversed(rows) if contact.email}
    back = handling.came_back(inspection.company, [contact.email for contact, _ in each.values()])
    return [
        Known(contact.name, contact.email, part, back.get(contact.email, ""))
        for contact, part in reversed(list(each.values()))
    ]


def _beginning(to: str, known: Sequence[Known]) -> QueryDict:
    """Nothing typed yet, but for whom the page was opened."""
    data = QueryDict(mutable=True)
    if to:
        data["who" if to in {one.address for one in known} else "to"] = to
    return data


def _recipients(ticked: Sequence[str], typed: str, known: Sequence[Known]) -> list[Recipient]:
    """Everybody ticked or typed, each address once."""
    names = {one.address: one.name for one in known}
    found = [Recipient(address, names[address]) for address in ticked if address in names]
    for piece in PIECE.findall(typed):
        if named := NAMED.match(piece.strip()):
            found.append(Recipient(named[2].strip(), named[1].strip()))
        elif all("@" in word for word in piece.split()):
            found += [Recipient(word) for word in piece.split()]
        else:
            found.append(Recipient(" ".join(piece.split())))
    each: dict[str, Recipient] = {}
    for one in found:
        if one.address:
            each.setdefault(one.address.lower(), one)
    return list(each.values())
