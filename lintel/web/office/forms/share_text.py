"""Share Details by text, as it is filled in: to whom, what they will see, who agreed, and the words."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import QueryDict

from lintel.access import presets
from lintel.core import ids
from lintel.inspections import parts, sharing, texting
from lintel.inspections.models import Inspection, Participant
from lintel.inspections.sharing import Consent
from lintel.messages import texts
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.share import HOW, LABELS, ORDER, PLACEHOLDERS, SUMMARIES

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody of the inspection, whether a text may go there, and if not why."""

    participant: Participant
    part: str
    number: str
    why: str
    chosen: bool


class TextForm(OfficeForm):
    """A text being written."""

    preset = forms.ChoiceField(
        required=False, choices=[(one, one) for one in (sharing.EACH, *ORDER)], widget=forms.RadioSelect
    )
    agreed_by = forms.ChoiceField(label="Who agreed", required=False)
    agreed_how = forms.ChoiceField(label="How", required=False, choices=[("", "Choose"), *((how, how) for how in HOW)])
    who = forms.CharField(required=False)
    body = forms.CharField(label="Text", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, data: QueryDict | None, *, inspection: Inspection, at: datetime) -> None:
        self.inspection, self.at, self.asks_link = inspection, at, False
        data = data.copy() if data is not None else QueryDict(mutable=True)
        if "body" not in data:
            data["body"] = texting.STARTER
        if data.get("preset") not in (sharing.EACH, *ORDER):
            data["preset"] = sharing.EACH
        super().__init__(data)
        self.once = data.get("once", "")[:24] or ids.new_key(12)
        self.people = self._reached(data.getlist("who"))
        self.chosen = [one.participant for one in self.people if one.chosen]
        clients = [one.contact for one in inspection.clients()]
        names = [(one.name, f"{one.name}, client") for one in clients]
        self.fields["agreed_by"].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]

    def draft(self) -> texting.Draft:
        """The text as typed."""
        return texting.Draft(str(self.data.get("body", ""))[:LONGEST], str(self.data["preset"]))

    def consent(self) -> Consent | None:
        """Which client agreed, and how, as far as it was said."""
        who, how = self.cleaned_data.get("agreed_by", ""), self.cleaned_data.get("agreed_how", "")
        return Consent(who, how) if who and how else None

    def reader(self) -> Participant:
        """Whose text is shown: the first that is chosen, or the first client."""
        return next(iter(self.chosen), self.inspection.clients()[0])

    def preview(self) -> str:
        """The text as the reader gets it, an address as long as theirs in the place of the link."""
        return texts.with_link(self._filled())

    def shown(self) -> str:
        """The same, short enough to be read here."""
        return self._filled().replace(texts.LINK, "[their link]")

    def count(self) -> texts.Parts:
        """In how many texts it goes."""
        return texts.count(self.preview())

    def choices(self) -> list[tuple[str, str, str, bool]]:
        """What can be chosen for them to see: its name, its label, what it means, and whether it is."""
        rows = (sharing.EACH, *ORDER)
        return [(one, LABELS.get(one, one.capitalize()), SUMMARIES[one], one == self.data["preset"]) for one in rows]

    def asks_consent(self) -> bool:
        """Whether a client has to agree first."""
        others = any(one.role != Participant.Role.CLIENT for one in self.chosen)
        preset = str(self.data["preset"])
        return others and preset != sharing.EACH and presets.asks_consent(presets.rights(preset, client=False))

    def placeholders(self) -> list[str]:
        """The closed list."""
        return ["LINK", *PLACEHOLDERS]

    def _filled(self) -> str:
        return texting.fill(self.inspection, self.reader(), self.draft(), at=self.at)

    def _reached(self, ticked: list[str]) -> list[Reached]:
        found = []
        for contact, theirs in parts.by_person(self.inspection.people()).items():
            first, stands = theirs[0], texting.standing(theirs[0])
            why = stands.why
            if not why and not stands.agrees:
                why = f"{contact.first_name()} wants no more texts." if stands.said else "Has not agreed to texts."
            chosen = str(first.pk) in ticked
            found.append(Reached(first, parts.words(theirs).lower(), stands.number, why, chosen))
        return found
