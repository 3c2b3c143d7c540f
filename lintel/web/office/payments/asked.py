"""What the list of payments was asked for by its address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from lintel.billing.models import Entry
from lintel.web.office.listed import Listed

VIEWS = {
    "all": "All",
    "payment": "Payments",
    "refund": "Refunds",
    "void": "Voids",
    "dispute": "Disputes",
}
METHODS = [(str(key), str(word)) for key, word in Entry.Method.choices if key and key != Entry.Method.OTHER]
OWN = "own:"
OTHER = [("other", "Any other way")]


def ways(own: Iterable[str]) -> list[tuple[str, str]]:
    """The ways to choose from, each with its name: the usual, then those that the company defined."""
    return [*METHODS, *((OWN + name, name) for name in own), *OTHER]


@dataclass(frozen=True, slots=True)
class Asked(Listed):
    """One list of payments, perhaps of one way of paying alone."""

    way: str = ""

    @classmethod
    def read(cls, given: QueryDict, offered: Iterable[tuple[str, str]]) -> "Asked":
        """From the address; a way that is not `offered` is no way."""
        return cls.of(given, VIEWS, way=next((key for key, _ in offered if key == given.get("way")), ""))

    def more(self) -> dict[str, str]:
        """The way of paying."""
        return {"way": self.way}
