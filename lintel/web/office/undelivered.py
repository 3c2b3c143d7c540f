"""Letters that need somebody: those that came back, do not leave, or are held."""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from lintel.companies.models import Company
from lintel.core.words import short
from lintel.directory import slips
from lintel.inspections.models import Inspection
from lintel.messages.models import Message, MessageQuerySet, Suppression, TextHeard
from lintel.web.office.attention import MOST_OF_A_KIND, Kind, Need, listed
from lintel.web.office.days import span_words

SHOWN = 160
PATIENCE = timedelta(minutes=10)
HELD = {
    Message.Held.TRIAL: "Held while the company was on trial. Send what is still true.",
    Message.Held.NO_MAIL_SERVER: "What is held leaves by itself as soon as LINTEL_EMAIL_URL names a mail server.",
    Message.Held.NO_PUBLIC_ADDRESS: "What is held leaves by itself as soon as LINTEL_PUBLIC_ORIGIN names your address.",
    Message.Held.SUPPRESSED: "Letters to it came back, or were marked as spam. Correct it, or say that it works again.",
    Message.Held.RESTORED: "A backup was restored, and they may have left already. Send what has not arrived.",
    Message.Held.NO_TEXTS: "Name a sender under Settings → Texts, then send what is still true.",
    Message.Held.OPTED_OUT: "They wrote STOP. Only their own START, or consent recorded anew, opens the way again.",
    Message.Held.NO_CONSENT: "Record in People that they agreed to texts, or write them an email.",
}

ON_TRIAL = "They wait until you upgrade, and then for you: nothing old leaves by itself."


def kinds(company: Company, *, at: datetime) -> list[Kind]:
    """The most urgent first."""
    return [
        Kind(_heard(company), partial(texted, company)),
        Kind(_refused(company), partial(came_back, company)),
        *([Kind(_spam(company), partial(marked_as_spam, company))] if company.suppresses else []),
        Kind(_put_off(company, at), partial(not_leaving, company, at=at)),
        Kind(Message.objects.of(company).held(), partial(held, company)),
    ]


def _heard(company: Company) -> "QuerySet[TextHeard]":
    return TextHeard.objects.of(company).filter(answered_at=None).order_by("-at", "-pk")


def texted(company: Company) -> list[Need]:
    """What people texted that is no word like STOP: somebody has to read it."""
    found = _heard(company).select_related("thread__inspection__home")
    return [_texted(heard) for heard in found[:MOST_OF_A_KIND]]


def _texted(heard: TextHeard) -> Need:
    inspection = getattr(heard.thread, "inspection", None)
    return Need(
        f"{heard.name} texted",
        f"{f'{inspection.home.street}. ' if inspection else ''}“{short(' '.join(heard.words.split()), SHOWN)}”",
        "Done",
        reverse("office:text_answered", args=[heard.pk]),
        icon="messages",
        post=True,
        also="Open" if inspection else "",
        also_address=reverse("office:inspection", args=[inspection.key]) if inspection else "",
    )


def _refused(company: Company) -> MessageQuerySet:
    later = Message.objects.filter(thread=OuterRef("thread"), written_at__gt=OuterRef("written_at")).filter(
        Q(link=OuterRef("link")) | Q(to_address__iexact=OuterRef("to_address"))
    )
    letters = Message.objects.of(company).came_back().filter(thread__inspection__cancelled_at=None)
    return letters.exclude(Exists(later)).order_by("-failed_at", "-pk")


def came_back(company: Company) -> list[Need]:
    """Letters refused by their server, unless a later one to the same person has been written since."""
    found = _refused(company).select_related("thread__inspection__home", "thread__invoice", "link__share__participant")
    needs = [_came_back(letter) for letter in found[: MOST_OF_A_KIND + 1]]
    more = Need("More letters came back", "These are the last five.", "Show all", listed("undelivered"), "bad", "alert")
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def _spam(company: Company) -> MessageQuerySet:
    """While nothing goes to their address. One for each address: the last."""
    rows = Message.objects.of(company).filter(complained_at__isnull=False)
    standing = Suppression.objects.of(company).filter(address=Lower(OuterRef("to_address")), lifted_at=None)
    later = rows.filter(to_address__iexact=OuterRef("to_address"), pk__gt=OuterRef("pk"))
    return rows.filter(Exists(standing)).exclude(Exists(later)).order_by("-complained_at", "-pk")


def marked_as_spam(company: Company) -> list[Need]:
    """Letters that somebody called spam: nothing goes to them any more, so it needs another way."""
    found = _spam(company).select_related("thread__inspection__home", "thread__invoice")
    return [
        Need(
            f"{letter.to_name} marked a letter as spam",
            f"{_where(letter)}No letter goes to {letter.to_address} any more. Call them.",
            "Look at it" if _letter(letter) else "",
            _letter(letter),
            "bad",
            "alert",
        )
        for letter in found[:MOST_OF_A_KIND]
    ]


def held(company: Company) -> list[Need]:
    """Letters that wait for something to be mended, by reason."""
    rows = Message.objects.of(company).held().order_by().values_list("held_because").annotate(Count("pk"))
    return [
        Need(
            f"{count:,} letters are held: {because}" if count > 1 else f"One letter is held: {because}",
            ON_TRIAL if company.on_trial() and because == Message.Held.TRIAL else HELD[Message.Held(because)],
            "Look through",
            reverse("office:held"),
            icon="lock",
        )
        for because, count in rows
    ]


def _put_off(company: Company, at: datetime) -> MessageQuerySet:
    letters = Message.objects.of(company).filter(due_at__isnull=False, attempts__gt=0, written_at__lt=at - PATIENCE)
    return letters.exclude(last_error="").order_by("written_at", "pk")


def not_leaving(company: Company, *, at: datetime) -> list[Need]:
    """Letters that the mail server has put off, or could not be asked to take, for a while."""
    found = _put_off(company, at).select_related("thread__inspection__home", "thread__invoice")
    needs = [_not_leaving(letter, at) for letter in found[: MOST_OF_A_KIND + 1]]
    more = Need("More letters have not left", "These are the first five.", "Show all", listed("undelivered"))
    return [*needs[:MOST_OF_A_KIND], more] if len(needs) > MOST_OF_A_KIND else needs


def _not_leaving(letter: Message, at: datetime) -> Need:
    where, address = _where(letter), _letter(letter)
    return Need(
        f"{letter.to_name}’s {_called(letter)} has not left",
        f"{where}Written {span_words(at - letter.written_at)} ago; “{letter.last_error.strip()}”",
        "Look at it" if address else "",
        address,
        icon="send",
    )


def _called(letter: Message) -> str:
    return "text" if letter.channel == Message.Channel.TEXT else "letter"


def _came_back(letter: Message) -> Need:
    likely = slips.likely(letter.to_address)
    inspection = getattr(letter.thread, "inspection", None)
    where = _where(letter)
    title = f"{letter.to_name}’s {_called(letter)} came back"
    if likely and inspection:
        return Need(
            title,
            f"{where}Did they mean {likely}?",
            "Send there",
            reverse("office:readdress_letter", args=[inspection.key, letter.key]),
            "bad",
            "alert",
            post=True,
            email=likely,
        )
    hint = f"{where}“{letter.last_error.strip() or 'The server did not say why.'}”"
    address = _mended_at(letter, inspection)
    if not address:
        return Need(title, hint, "Open", reverse("office:members"), "bad", "alert", may="members")
    return Need(title, hint, "Correct", address, "bad", "alert")


def _where(letter: Message) -> str:
    inspection, invoice = getattr(letter.thread, "inspection", None), getattr(letter.thread, "invoice", None)
    if inspection:
        return f"{inspection.home.street}. "
    return f"{invoice.subject['property']}. " if invoice else ""


def _letter(letter: Message) -> str:
    """The page of the letter itself, where it is about an inspection or an invoice."""
    if inspection := getattr(letter.thread, "inspection", None):
        return reverse("office:letter", args=[inspection.key, letter.key])
    invoice = getattr(letter.thread, "invoice", None)
    return reverse("office:invoice_letter", args=[invoice.key, letter.key]) if invoice else ""


def _mended_at(letter: Message, inspection: Inspection | None) -> str:
    """Somebody in the inspection; else the letter, which takes another address; an invitation nowhere."""
    share = getattr(letter.link, "share", None)
    if inspection and share and share.participant and share.participant.left_at is None:
        return reverse("office:change_person", args=[inspection.key, share.participant.pk])
    return _letter(letter)
