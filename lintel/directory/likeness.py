"""Who on file may be the person that somebody is writing down: the signs, and those who show them."""

import difflib
import re
from dataclasses import dataclass

from django.db.models import Func
from django.db.models.lookups import In

from lintel.companies.models import Company
from lintel.core import search
from lintel.directory.models import Contact, first, last

ALIKE = 0.75  # `jon` and `john`, `cora` and `kora`; not `cora` and `carl`
ADDRESS_ALIKE = 0.9
SHORTEST_NICKNAME = 3
TELEPHONE = 10  # digits, without the country
SHORTEST_TELEPHONE = 7
LOOKED_AT = 100
NAMED = 3


@dataclass(frozen=True, slots=True)
class Like:
    """Somebody on file, and by what they look like the same person: `the same telephone number`."""

    contact: Contact
    sign: str


def likely(company: Company, *, name: str, email: str, phone: str) -> list[Like]:
    """Those on file who may be this person, the most likely first; never who has this very name and address."""
    found: dict[Contact, str] = {}
    for contact in _near(company, name, email, phone):
        sign = _sign(contact, name, email, phone)
        if sign:
            found.setdefault(contact.current(), sign)
    ranked = sorted(found.items(), key=lambda one: (SIGNS.index(one[1]), one[0].name, one[0].pk))
    return [Like(contact, sign) for contact, sign in ranked[:NAMED]]


def like(contact: Contact) -> list[Like]:
    """Others on file who may be this person."""
    found = likely(contact.company, name=contact.name, email=contact.email, phone=contact.phone)
    return [one for one in found if one.contact != contact.current()]


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, whatever their case and accents."""
    return search.words(one) == search.words(other) != []


def alike(one: str, other: str) -> bool:
    """Whether two names may be one: a letter more or less, an initial, a nickname's beginning, a middle name."""
    short, long = sorted((search.words(one), search.words(other)), key=len)
    if len(short) != len(long):
        return len(short) > 1 and set(short) <= set(long)
    pairs = list(zip(short, long, strict=True))
    return bool(pairs) and all(_word_alike(*pair) for pair in pairs) and any(a == b for a, b in pairs)


def address_alike(one: str, other: str) -> bool:
    """Whether one address may be a slip of the other, or the same person's elsewhere."""
    one, other = one.casefold(), other.casefold()
    if one.partition("@")[0] == other.partition("@")[0]:
        return True
    return difflib.SequenceMatcher(None, one, other).ratio() >= ADDRESS_ALIKE


def digits(phone: str) -> str:
    """A telephone number as it is dialled at home; nothing where there are too few digits for one."""
    dialled = re.sub(r"\D", "", phone)[-TELEPHONE:]
    return dialled if len(dialled) >= SHORTEST_TELEPHONE else ""


SIGNS = ("the same address", "the same name", "the same telephone number", "a similar name and address")


def _sign(contact: Contact, name: str, email: str, phone: str) -> str:
    """Why this contact may be the person, or nothing. Couples share an address and a telephone, not a name."""
    same, address = same_name(contact.name, name), contact.email.casefold() == email.casefold() != ""
    if same and address:
        return ""
    if address and alike(contact.name, name):
        return "the same address"
    if same and (not contact.email or not email or address_alike(contact.email, email)):
        return "the same name"
    if digits(phone) and digits(contact.phone) == digits(phone):
        return "the same telephone number"
    if email and contact.email and alike(contact.name, name) and address_alike(contact.email, email):
        return "a similar name and address"
    return ""


def _near(company: Company, name: str, email: str, phone: str) -> list[Contact]:
    """Those worth a look: of an address that begins alike, a name that begins and ends alike, or a telephone that ends
    alike. An index serves each question, however many contacts there are.
    """
    name = name.strip()
    asked = [
        [_is(first("email", 4), email[:4])] if email else [],
        [_is(first("name", 1), name[:1]), _is(last("name", 3), name[-3:])] if name else [],
        [_is(last("phone", 4), digits(phone)[-4:])] if digits(phone) else [],
    ]
    ours = Contact.objects.of(company).select_related("survivor").order_by("-pk")
    found = [contact for alike in asked if alike for contact in ours.filter(*alike)[:LOOKED_AT]]
    return list(dict.fromkeys(found))


def _is(part: Func, typed: str) -> In:
    """Equal whatever the case; SQLite lowers only ASCII."""
    return In(part, list(dict.fromkeys([typed.lower(), typed])))


def _word_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    begins = long.startswith(short) and (len(short) == 1 or len(short) >= SHORTEST_NICKNAME)
    return begins or difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE
