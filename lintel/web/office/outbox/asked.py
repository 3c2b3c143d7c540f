"""What the list of messages was asked for by its address."""

from dataclasses import dataclass

from django.http import QueryDict

from lintel.web.office.listed import Listed

VIEWS = {
    "all": "All",
    "to-come": "To be sent",
    "sent": "Sent",
    "held": "Held",
    "failed": "Came back",
    "withdrawn": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """One list of messages, perhaps of one kind of letter alone."""

    kind: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        """From the address."""
        return cls.of(given, VIEWS, kind=given.get("kind", "").strip()[:40])

    def more(self) -> dict[str, str]:
        """The kind of letter."""
        return {"kind": self.kind}
