"""The Sign step in words."""

from lintel.inspections.showing import ToSign
from lintel.web.portal import words
from lintel.web.portal.facts import Button, Facts, Step


def step(facts: Facts) -> Step:
    """What the holder has to sign, or has signed, and whom else it waits on."""
    seen = facts.seen
    if not facts.may_sign or not seen.mine:
        return _of_others(facts)
    if not seen.unsigned:
        return _signed(facts)
    return Step(
        "Sign",
        "open",
        word=_word(facts),
        says=tuple(filter(None, (_to_read(facts, seen.unsigned), _others(facts)))),
        button=Button("Sign", f"agreement/{seen.unsigned[0].agreement_id}/"),
    )


def act(facts: Facts) -> str:
    """`sign the agreement`, for a sentence that lists what is to do."""
    unsigned = len(facts.seen.unsigned)
    return "sign the agreement" if unsigned == 1 else f"sign {words.count(unsigned, 'agreement')}"


def _signed(facts: Facts) -> Step:
    mine, waits_on = facts.seen.mine, facts.seen.waits_on
    if not all(paper.signed_at for paper in mine):
        return _signed_by_another(facts)
    last = max(paper.signed_at for paper in mine if paper.signed_at)
    others = f" {_have(waits_on)} not signed yet." if waits_on else ""
    on_paper = " on paper; put here" if all(paper.on_paper for paper in mine) else ""
    return Step(
        "Sign",
        "done",
        word="Signed by you" if waits_on else "Signed",
        small=f"By you{on_paper} on {words.stamp(facts.local(last))}.{others}",
        also=Button("Signed agreement", f"agreement/{mine[0].agreement_id}/")
        if len(mine) == 1
        else Button("Signed agreements", "documents/"),
    )


def _signed_by_another(facts: Facts) -> Step:
    """One signature is enough, and somebody else gave it."""
    papers = facts.seen.papers
    names = list(dict.fromkeys(one.signer for one in papers if one.signed_at and not one.mine))
    unsigned = next(one for one in facts.seen.mine if one.signed_at is None)
    small = f"{_have(names)} signed, and one signature is enough here. You may sign, too."
    return Step(
        "Sign", "done", word="Signed", small=small, also=Button("Read it", f"agreement/{unsigned.agreement_id}/")
    )


def _of_others(facts: Facts) -> Step:
    waits_on = facts.seen.waits_on
    if not facts.seen.papers:
        return Step("Sign", "done", word="Nothing to sign", small="This inspection needs no signature.")
    if not waits_on:
        small = f"Everybody who signs has signed. {_to_others(facts)}"
        return Step("Sign", "done", word="Signed", small=small.strip(), also=_read(facts))
    says = (f"{_have(waits_on)} not signed yet.",)
    return Step("Sign", "busy", word="Waiting", says=says, small=_to_others(facts), also=_read(facts))


def _to_others(facts: Facts) -> str:
    if not facts.may_read:
        return ""
    sign = "signs" if len(facts.signers) == 1 else "sign"
    return f"{words.listed(facts.signers)} {sign} this; you can read it."


def _read(facts: Facts) -> Button | None:
    """Where somebody reads what others sign."""
    if not facts.may_read:
        return None
    papers = facts.seen.papers
    if len(papers) == 1:
        return Button("Agreement", f"agreement/{papers[0].agreement_id}/")
    return Button("Agreements", "documents/")


def _word(facts: Facts) -> str:
    if len(facts.signers) == 1:
        return words.minutes_to_read(sum(paper.letters for paper in facts.seen.unsigned))
    signed = len(facts.signers) - len(facts.seen.waits_on) - 1
    return f"{signed} of {len(facts.signers)} signed"


def _to_read(facts: Facts, unsigned: list[ToSign]) -> str:
    if len(unsigned) > 1:
        titles = words.listed([f"“{paper.title}”" for paper in unsigned])
        return f"{words.begun(words.count(len(unsigned), 'agreement'))} to read and sign: {titles}."
    title = _inside(unsigned[0].title)
    if unsigned[0].anew:
        return f"The {title} changed since you signed it. What is new stands first, old beside new."
    return f"The {title} says what {facts.inspector} looks at, what cannot be seen, and what it costs."


def _inside(title: str) -> str:
    """A title inside a sentence: `inspection agreement`; anything but one such head is quoted."""
    plain = title[:1].isupper() and title[1:].islower()
    return title.lower() if plain else f"“{title}”"


def _others(facts: Facts) -> str:
    waits_on = facts.seen.waits_on
    others = list(dict.fromkeys(paper.signer for paper in facts.seen.papers if not paper.mine))
    if not others:
        return ""
    have = [name for name in others if name not in waits_on]
    told = f"{words.begun(words.count(len(others) + 1, 'client'))} sign, each by a link of their own."
    if have:
        told += f" {_have(have)} signed."
    if waits_on:
        told += f" {_have(waits_on)} not signed yet."
    return told


def _have(names: list[str]) -> str:
    return f"{words.listed(names)} {'has' if len(names) == 1 else 'have'}"
