"""What a plan says and to whom, made from what is true now: letters, texts, or a webhook."""

import json
from collections.abc import Sequence
from datetime import datetime

from lintel.access.models import Link
from lintel.automations.models import Plan, Rule
from lintel.core import phones, words
from lintel.core.refusal import Refusal
from lintel.inspections import audiences, bills, happenings, kinds, letters, occasions, sharing, texting
from lintel.inspections.models import Inspection
from lintel.inspections.posting import Post
from lintel.messages import outbox, texts, wording
from lintel.messages.models import Message
from lintel.messages.wording import Words


def anchor(rule: Rule, inspection: Inspection) -> datetime:
    """What a rule whose moment is known ahead counts from."""
    return inspection.starts_at if rule.moment == happenings.START else inspection.ends_at


class Unfillable(Refusal):
    """The words of a letter hold a placeholder that is not known any more."""


def compose(plan: Plan, inspection: Inspection, *, at: datetime) -> list[Message]:
    """The letters of this plan as they would be written now. Raises Unfillable."""
    rule = plan.rule
    if rule.channel == Rule.Channel.WEBHOOK:
        return [_webhook(plan, inspection, at)]
    own = Words(plan.subject, plan.body) if plan.body else None
    post = Post(inspection, at=at)
    text = own or post.texts.for_rule(rule.letter)
    if text is None or (strangers := letters.strangers(rule.letter, text)):
        raise Unfillable(_broken(strangers) if text else "The letter it sends is gone.")
    once = f"rule:{rule.key}:{plan.key}"
    if rule.channel == Rule.Channel.TEXT:
        return _texts(plan, post, text, once)
    readers = audiences.of(inspection, rule.to, rule.address)
    for participant in readers.people:
        link = post.links.get(participant.pk)
        extra = {"OPEN_SENTENCE": bills.open_sentence(inspection, participant), "BUTTON": button(inspection, link)}
        post.with_words(rule.letter, text, participant.contact, link, extra, once=once)
    for member in readers.members:
        post.with_words_to_member(rule.letter, text, member, once=once)
    if readers.address:
        post.with_words_to_address(rule.letter, text, readers.address, once=once)
    if kinds.is_own(rule.letter) and wording.is_promotional(inspection.company, rule.letter):
        for message in post.messages:
            message.promotional = True
    return post.messages


def by_hand(plan: Plan, inspection: Inspection) -> tuple[str, str, list[str]]:
    """The letter of a plan to be sent by hand through Share Details: subject, HTML, and the addresses it was for."""
    own = Words(plan.subject, plan.body) if plan.body else None
    text = own or letters.Texts(inspection.company).for_rule(plan.rule.letter) or Words("", "")
    told = {"OPEN_SENTENCE": bills.open_sentence(inspection, inspection.clients()[0])}
    subject, html = letters.drafted(Words(words.fill(text.subject, told), words.fill(text.body, told)))
    readers = audiences.of(inspection, plan.rule.to, plan.rule.address)
    to = [*(one.contact.email for one in readers.people), *(one.user.email for one in readers.members)]
    return subject, html, [*to, *([readers.address] if readers.address else [])]


def button(inspection: Inspection, link: Link | None) -> str:
    """What the button says: no more than there is to do."""
    if link is None:
        return ""
    said = sharing.button_of(link)
    if said != "Sign & Pay":
        return said
    if inspection.published_at is not None:
        return "Open your report"
    return said


def _webhook(plan: Plan, inspection: Inspection, at: datetime) -> Message:
    """What happened and how it stands, as JSON: no key to a portal is in it."""
    rule, occasion = plan.rule, occasions.of(inspection)
    body = {
        "rule": rule.name,
        "when": rule.moment,
        "happened_at": (plan.happened_at or anchor(rule, inspection)).isoformat(),
        "inspection": inspection.key,
        "property": inspection.home.one_line(),
        "starts_at": inspection.starts_at.isoformat(),
        "ends_at": inspection.ends_at.isoformat(),
        "zone": inspection.home.zone,
        "inspector": inspection.inspector.name,
        "clients": [one.contact.name for one in inspection.clients()],
        "balance_cents": bills.balance(inspection),
        "currency": inspection.company.currency,
        "facts": sorted(occasion.facts),
    }
    return outbox.webhook(
        json.dumps(body, ensure_ascii=False),
        kind="webhook",
        company=inspection.company,
        thread=inspection.thread,
        to_address=rule.address,
        once=f"webhook:{inspection.key}:rule:{rule.key}:{plan.key}",
        at=at,
    )


def _texts(plan: Plan, post: Post, text: Words, once: str) -> list[Message]:
    """A text to each reader who agreed to texts; to members of the company and to addresses none goes."""
    inspection, made = post.inspection, []
    for one in audiences.of(inspection, plan.rule.to, "", by_text=True).people:
        if not texting.standing(one).agrees:
            continue
        link = post.links.get(one.pk)
        told = {"OPEN_SENTENCE": bills.open_sentence(inspection, one), "BUTTON": "", "LINK": texts.LINK if link else ""}
        made.append(
            outbox.text(
                words.fill(text.body, {**post.fields(one.contact), **told}),
                kind=plan.rule.letter,
                company=inspection.company,
                thread=inspection.thread,
                to_name=one.contact.name,
                to_address=phones.wire(one.contact.phone),
                zone=inspection.home.zone,
                link=link,
                once=f"{plan.rule.letter}:{inspection.key}:{one.contact.key}:{once}",
                at=post.at,
            )
        )
    return made


def _broken(strangers: Sequence[str]) -> str:
    names = ", ".join(f"{{{{{name}}}}}" for name in strangers)
    return f"The letter uses a placeholder that no longer exists: {names}."
