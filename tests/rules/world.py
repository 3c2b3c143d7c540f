"""Two companies with everything a company can have, so that whatever leaks has a name; and who comes to look."""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.apps import apps
from django.db import connection, models
from django.test import Client, override_settings
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from lintel.access import opening, uses
from lintel.access.models import Link, Use
from lintel.agreements import drafting
from lintel.agreements.models import Template
from lintel.automations import planning
from lintel.automations.models import Plan, Rule
from lintel.billing import attempting, invoicing
from lintel.billing.models import Attempt, Invoice
from lintel.companies import arranging, invitation_keys, joining
from lintel.companies.models import Member, Owned
from lintel.core import clock
from lintel.directory import keeping
from lintel.directory.models import Contact
from lintel.inspections import (
    adding,
    changing,
    filing,
    inviting,
    kinds,
    merging,
    paying,
    publishing,
    receiving,
    scanning,
    scheduling,
    updating,
    waiving,
)
from lintel.inspections.models import Inspection
from lintel.messages import handling, suppressing, unsubscribing, wording
from lintel.messages.models import LetterState, Message, Unsubscription, Wording
from lintel.messages.wording import Words
from lintel.reports.models import Version
from lintel.services import offering
from tests import cast
from tests.reports.files import kept
from tests.rules import texts, till

# Cedar & Stone's people are also the examples that everybody is shown: these words of theirs are not.
CEDARS_WORDS = ("cedarstone", "Brandt", "Theodora", "whitfield.example", "treasurevalley", "Chimney")
PRESENT = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
ABSENT_KEY, ABSENT_PK = "zzzzzzzzzz", 987_654_321
Ids = dict[str, str | int]


@dataclass(slots=True)
class House:
    """One company, with the words that only it has and the ids its rows go by."""

    office: cast.Office
    words: tuple[str, ...]
    inspection: Inspection
    ids: Ids
    links: dict[str, Link]
    secrets: list[str] = field(default_factory=list)

    @property
    def company(self) -> Any:
        return self.office.company


@dataclass(frozen=True, slots=True)
class World:
    """Cedar & Stone, and Juniper Ridge next door."""

    cedar: House
    juniper: House

    def beside(self, house: House) -> House:
        return self.juniper if house is self.cedar else self.cedar


def build() -> World:
    """Both houses, each with its own people, letters, signatures, payments and shut links."""
    at = clock.now()
    cedar, juniper = cast.cedar_stone(at=at), cast.juniper_ridge(at=at)
    theo = replace(cast.THEO, name="Theodora Whitfield")
    percy = scheduling.Person("Percival Oakhurst", "percival@oakhurst.example")
    return World(
        _house(cedar, CEDARS_WORDS, (cast.CORA, theo, cast.MARISOL), cast.HARRISON, at),
        _house(juniper, cast.JUNIPERS_WORDS, (cast.PRUDENCE, percy, cast.BALTHAZAR), cast.KESTREL, at),
    )


def _house(
    office: cast.Office,
    words: tuple[str, ...],
    people: tuple[scheduling.Person, ...],
    place: scheduling.Place,
    at: datetime,
) -> House:
    client, other, agent = (one.name for one in people)
    inspection = cast.book(office, at=at, people=people, place=place, minutes=120)
    elsewhere = replace(place, street=f"{int(place.street.split()[0]) + 2} {place.street.split(' ', 1)[1]}")
    others = cast.book(office, at=at, people=people, place=elsewhere, days=12)
    cast.sign(inspection, other, at=at)
    with override_settings(DEMO=True):
        cast.pay(inspection, client, at=at)
        line = changing.add_fee(
            inspection=inspection,
            fee=invoicing.Fee(f"Return visit to {place.street}", 75_00),
            by=office.owner,
            at=at,
        )
        cast.receive(inspection, 25_00, by=office.owner, at=at, picture=till.picture(office))
        checkout = paying.start(link=cast.link(inspection, client), visitor=cast.PHONE, at=at)
    attempt = Attempt.objects.get(reference=checkout.rstrip("/").rsplit("/", 1)[1])
    uses.record(cast.link(inspection, client), Use.Kind.OPENED, visitor=cast.PHONE, at=at)
    letter = Message.objects.filter(thread=inspection.thread, kind="confirmation").earliest("pk")
    held = {"state": Message.State.HELD, "held_because": Message.Held.NO_MAIL_SERVER, "due_at": None}
    Message.objects.filter(pk=letter.pk).update(**held)
    receipt = Message.objects.filter(thread=inspection.thread, kind="receipt").earliest("pk")
    Message.objects.filter(pk=receipt.pk).update(state=Message.State.FAILED, failed_at=at, due_at=None)
    notice = Message.objects.filter(thread=inspection.thread, kind="agent").earliest("pk")
    handling.readdress(message=notice, address=f"new.{notice.to_address}", by=office.owner, at=at)
    withdrawn = offering.offer(
        company=office.company, what=offering.Offer(f"{words[-1]} survey", 90_00, 30), by=office.owner, at=at
    )
    offering.withdraw(service=withdrawn, by=office.owner, at=at)
    asked, left = (
        _invite(office, f"{name} {words[1].title()}", f"{name.lower()}@{words[1].lower()}.example", at)
        for name in ("Neville", "Odette")
    )
    gone = _gone(office, left, at)
    signed = cast.part(inspection, other).papers.get().agreement
    unsigned = cast.part(inspection, client).papers.get().agreement
    ids: Ids = {
        "inspection": inspection.key,
        "other inspection": others.key,
        "unconfirmed inspection": cast.book(office, at=at, people=people, days=30, unconfirmed=True).key,
        "client": cast.part(inspection, client).pk,
        "other client": cast.part(inspection, other).pk,
        "agent": cast.part(inspection, agent).pk,
        "contact": cast.part(inspection, client).contact.key,
        "agent contact": cast.part(inspection, agent).contact.key,
        "merged contact": _merged(office, cast.part(inspection, agent).contact, words[1], at).key,
        "letter": letter.key,
        "line": line.pk,
        "link": cast.link(inspection, agent).pk,
        "service": office.special.key,
        "withdrawn service": withdrawn.key,
        "inspector": office.inspector.pk,
        "gone": gone.pk,
        "invitation": asked.key,
        "agreement": unsigned.pk,
        "signed agreement": signed.pk,
        "template": unsigned.template_id,
        "template version": unsigned.template_version,
        "suppressed letter": _suppressed(office, notice, at),
        **_planned(office, inspection, words[-1], at),
        "own letter": _own_letter(office, words[-1], at).kind,
        "channel": "letter",
        "unsubscribe token": _promoted(office, notice, at),
        "mail service": _told(office, receipt, words[-1], at),
        "withdrawn template": _withdrawn_template(office, words[-1], at).pk,
        "checkout": attempt.reference,
        "return": attempting.return_code(attempt.key),
        "authenticator": _authenticator(office.owner).pk,
    }
    ids |= till.fill(office, words[1], attempt, at)
    cast.receive(others, 700_00, by=office.owner, at=at)  # more than is due
    ids["overpaid invoice"] = cast.invoice(others).key
    ids |= texts.fill(office, inspection, client, words[1], at)
    ids |= _reports(office, inspection, words[1], at)
    ids["scanned agreement"] = _scanned(office, others, client, at)
    ids["offered"] = updating.fingerprint(updating.offers(inspection))
    links = _links(inspection, others, client, other, agent, office.owner, at)
    billed = _billed(office, people, replace(place, street=f"1{place.street}"), at)
    links["payer"], ids["payer's number"] = billed.invoice_links.get().link, billed.number or 0
    ids |= {f"link of {kind}": link.token() for kind, link in links.items()}
    ids["invitation token"] = invitation_keys.token(asked.key)
    secrets = [link.token() for link in Link.objects.of(office.company)]
    secrets += [str(ids["invitation token"]), str(ids["return"])]
    return House(office, words, inspection, ids, links, secrets)


def _reports(office: cast.Office, inspection: Inspection, word: str, at: datetime) -> Ids:
    """One that everybody who may read can read, though nothing is signed or paid; another waits to be published."""
    of: dict[str, Any] = {"inspection": inspection, "by": office.owner, "at": at}
    (first,) = filing.add(files=[kept(office.company, f"{word} report")], **of)
    letters = [publishing.starter(office.company, name) for name in (publishing.FIRST, publishing.STATUS)]
    publishing.publish(sending=publishing.Sending(letters[0], letters[1], to=[]), once="world", **of)
    waiver = waiving.waive(of="both", person=None, reason=f"{word} asked", until=None, **of)
    (waiting,) = filing.add(files=[kept(office.company, f"{word} radon")], **of)
    Version.objects.filter(report__in=[first, waiting]).update(drawn=1, due_at=None)
    return {"report": first.key, "waiting report": waiting.key, "first": 1, "waiver": waiver.pk}


def _scanned(office: cast.Office, inspection: Inspection, client: str, at: datetime) -> int:
    """The client signed on paper, and the scan is there."""
    agreement = cast.part(inspection, client).papers.get().agreement
    said = scanning.Said(client, at.date() - timedelta(days=1), f"{client} asked for paper", agreement.digest)
    scan = kept(office.company, f"{client} signed")
    scanning.put(inspection=inspection, agreement_id=agreement.pk, said=said, scan=scan, by=office.owner, at=at)
    return agreement.pk


def _merged(office: cast.Office, kept: Contact, word: str, at: datetime) -> Contact:
    """The agent was once on file a second time."""
    twice = keeping.keep(company=office.company, name=f"M. {word}", email=f"twice@{word.lower()}.example", at=at)
    merging.merge(gone=twice, kept=kept, by=office.owner, at=at)
    return twice


def _billed(
    office: cast.Office, people: tuple[scheduling.Person, ...], place: scheduling.Place, at: datetime
) -> Invoice:
    """An agent's invoice over a part of a third inspection, on which something was paid."""
    inspection = cast.book(office, at=at, people=people, place=place, days=14)
    payer, part = cast.part(inspection, people[-1].name).contact, adding.Portion(cents=90_00)
    made = adding.add(inspection=inspection, payer=payer, portion=part, by=office.owner, at=at)
    receiving.receive(
        inspection=inspection,
        invoice=made,
        amount_cents=20_00,
        method="cash",
        received_on=at.date() - timedelta(days=1),
        note="",
        balance_seen=90_00,
        anyway=False,
        by=office.owner,
        at=at,
    )
    made.refresh_from_db()
    return made


def _links(
    inspection: Inspection, others: Inspection, client: str, other: str, agent: str, owner: Member, at: datetime
) -> dict[str, Link]:
    """One of each kind. The shut ones belong to the second inspection, so that the first one's stay open."""
    expired, revoked = cast.link(others, client), cast.link(others, other)
    Link.objects.filter(pk=expired.pk).update(expires_at=at - timedelta(seconds=1))
    opening.revoke(revoked, at=at)
    return {
        "client": cast.link(inspection, client),
        "other client": cast.link(inspection, other),
        "agent": cast.link(inspection, agent),
        "expired": expired,
        "revoked": revoked,
    }


def _withdrawn_template(office: cast.Office, word: str, at: datetime) -> Template:
    what = drafting.Draft(f"{word} agreement", f"About the {word}.", services=[office.special])
    known = frozenset[str]()
    template = drafting.write(company=office.company, what=what, known=known, by=office.owner, at=at)
    drafting.withdraw(template=template, by=office.owner, at=at)
    return template


def _suppressed(office: cast.Office, letter: Message, at: datetime) -> str:
    suppressing.suppress(company=office.company, address=letter.to_address, words="550 No such user", at=at)
    return letter.key


def _promoted(office: cast.Office, letter: Message, at: datetime) -> str:
    """The letter was an advertisement, and somebody else wants none of those."""
    Message.objects.filter(pk=letter.pk).update(promotional=True)
    Unsubscription.objects.create(company=office.company, address=f"no.{letter.to_address}".lower(), at=at)
    return unsubscribing.token(letter)


def _told(office: cast.Office, letter: Message, word: str, at: datetime) -> str:
    """What a mail service said of a letter."""
    of = {"company": office.company, "message": letter, "address": letter.to_address.lower()}
    LetterState.objects.create(**of, service_id=f"pm-{word}", state="bounced", at=at, words=f"550 {word}")
    return "postmark"


def _planned(office: cast.Office, inspection: Inspection, word: str, at: datetime) -> Ids:
    """A rule of their own, and what it has planned."""
    of = {"company": office.company, "name": f"{word} reminder", "letter": "reminder", "to": ["clients"]}
    rule = Rule.objects.create(**of, moment="start", way="before", amount=1, unit="days", changed_at=at)
    planning.write(
        [planning.plan(rule=rule, thread=inspection.thread, occasion="", due_at=inspection.starts_at, at=at)]
    )
    return {"rule": rule.key, "plan": Plan.objects.get(rule=rule).key}


def _own_letter(office: cast.Office, word: str, at: datetime) -> Wording:
    return wording.invent(
        company=office.company,
        name=f"{word} letter",
        words=Words(f"About the {word}", f"The {word}.\n\n[button {{{{BUTTON}}}}]"),
        known=kinds.OWN_KNOWN,
        has_subject=True,
        by=office.owner,
        at=at,
    )


def _invite(office: cast.Office, name: str, email: str, at: datetime) -> Any:
    return inviting.invite(
        company=office.company, name=name, email=email, role="office", inspects=False, by=office.owner, at=at
    )


def _gone(office: cast.Office, invitation: Any, at: datetime) -> Member:
    member = joining.accept(invitation=invitation, password=cast.PASSWORD, at=at)
    return arranging.let_go(member=member, by=office.owner, at=at)


def _authenticator(member: Member) -> Authenticator:
    """A passkey as a browser registers one, and an address that is confirmed."""
    EmailAddress.objects.create(user=member.user, email=member.user.email, verified=True, primary=True)
    key: Any = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())  # type: ignore[no-untyped-call]
    credential_id = f"passkey of {member.pk}".encode()
    data = AuthenticatorData.create(bytes(32), PRESENT, 1, AttestedCredentialData.create(bytes(16), credential_id, key))
    registered = {
        "id": websafe_encode(credential_id),
        "rawId": websafe_encode(credential_id),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "AA", "origin": "https://x"}'),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }
    return Authenticator.objects.create(
        user=member.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": f"{member.name}'s key", "credential": registered},
    )


def absent() -> Ids:
    """Ids of the same shapes that nothing goes by."""
    link = Link(public_id="0123456789abcdef").token()
    keys = [
        "inspection",
        "other inspection",
        "unconfirmed inspection",
        "contact",
        "agent contact",
        "merged contact",
        "letter",
        "own letter",
        "suppressed letter",
        "rule",
        "plan",
        "service",
        "withdrawn service",
        "invitation",
        "report",
        "waiting report",
    ]
    pks = [
        "scanned agreement",
        "client",
        "other client",
        "agent",
        "line",
        "link",
        "one-off link",
        "inspector",
        "gone",
        "agreement",
        "signed agreement",
        "template",
        "template version",
        "withdrawn template",
        "authenticator",
        "payment",
        "card payment",
        "dispute",
        "stray",
        "waiver",
        "invoice number",
        "payer's number",
        "first",
        "text heard",
    ]
    return {
        **dict.fromkeys([*keys, "tax", "way", "invoice", "one-off", "one-off letter", "overpaid invoice"], ABSENT_KEY),
        **dict.fromkeys(["refund", "hook", "text hook"], "2" * 32),
        **dict.fromkeys(pks, ABSENT_PK),
        **{f"link of {kind}": link for kind in ("client", "other client", "agent", "payer", "expired", "revoked")},
        "mail service": "nobody",
        "unsubscribe token": unsubscribing.token(Message(key=ABSENT_KEY)),
        "checkout": "sb_" + "0" * 32,
        "return": "A" * 32,
        "invitation token": invitation_keys.token(ABSENT_KEY),
    }


def visiting(member: Member | None = None) -> Client:
    """A browser, of somebody who has just signed in where a member is given."""
    client = Client(raise_request_exception=False)
    if member:
        client.force_login(member.user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "email": member.user.email}
        ]
        session.save()
    return client


def owned_models() -> list[type[Owned]]:
    """Every model whose rows a company keeps."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def crossings() -> list[str]:
    """Relations between what one company keeps and what another does; there must be none."""
    found = []
    for model in owned_models():
        for relation in model._meta.get_fields():
            if isinstance(relation, models.ForeignKey) and issubclass(relation.related_model, Owned):
                company = f"{relation.name}__company"
                crossed = model._default_manager.exclude(**{relation.name: None}).exclude(
                    **{company: models.F("company")}
                )
                found += [f"{model._meta.label} {row.pk} → {relation.name}" for row in crossed]
    return found


def rows_of(house: House) -> int:
    """A digest of everything the house keeps, and of its people's own rows."""
    kept: list[Any] = []
    with connection.cursor() as cursor:
        for question in _everything():
            cursor.execute(question, [house.company.pk])
            kept.append(cursor.fetchall())
    return hash(repr(kept))


@cache
def _everything() -> list[str]:
    """Asked hundreds of times in a walk, and so without the framework."""
    members = f'SELECT user_id FROM "{Member._meta.db_table}" WHERE company_id = %s'  # noqa: S608 - names of our own
    which: dict[type[models.Model], str] = dict.fromkeys(owned_models(), "company_id = %s")
    which |= {apps.get_model("companies.Company"): "id = %s", apps.get_model("companies.User"): f"id IN ({members})"}
    which |= {apps.get_model(name): f"user_id IN ({members})" for name in ("account.EmailAddress", "mfa.Authenticator")}
    return [f'SELECT * FROM "{model._meta.db_table}" WHERE {rows} ORDER BY 1' for model, rows in which.items()]  # noqa: S608
