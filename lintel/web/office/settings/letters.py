"""Settings → Letters: the words of every letter and text, the company's own or ours."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lintel.companies.models import Company, Member
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import kinds, letters as texts, trying, writing_off
from lintel.inspections.kinds import Kind
from lintel.messages import rendering, texts as texting, wording
from lintel.messages.models import Message, Wording
from lintel.messages.wording import Words
from lintel.web.office import door
from lintel.web.office.letters import FRAME_POLICY
from lintel.web.office.settings.door import seen_by_all
from lintel.web.office.settings.letter_forms import WordingForm

NEW = {"letter": kinds.new(is_text=False), "text": kinds.new(is_text=True)}
BEGUN = {
    "letter": Words("", "Hello {{FIRST_NAME}},\n\n\n\n[button {{BUTTON}}]"),
    "text": Words("", "{{COMPANY_NAME}}:  {{LINK}}"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of letter, and the company's own words for it, where it wrote some."""

    kind: Kind
    own: Wording | None

    def is_broken(self) -> bool:
        """Whether they hold a placeholder that is not known any more."""
        return self.own is not None and bool(texts.strangers(self.kind.name, Words(self.own.subject, self.own.body)))


@require_safe
@door.office()
def letters(request: HttpRequest, member: Member) -> HttpResponse:
    """Every letter and text, by whom it goes to."""
    own = {one.kind: one for one in Wording.objects.of(member.company).order_by("name")}
    groups: dict[str, list[Listed]] = {}
    for kind in [*kinds.KINDS.values(), *(kinds.of_own(one) for one in own.values() if one.name)]:
        groups.setdefault(kind.group, []).append(Listed(kind, own.get(kind.name)))
    return door.show(
        request, member, "office/settings/letters/list.html", here="settings", tab="letters", groups=groups
    )


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by_all(changed_with="settings")
def letter(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """One letter: its words, its placeholders, and how it looks with a real inspection."""
    known, own = _kind(member.company, kind)
    form = _form(request, member, known, own)
    if request.method == "POST" and form.is_valid() and not _asks(request, form):
        try:
            wording.keep(
                company=member.company,
                kind=known.name,
                words=form.words(),
                known=known.known,
                needed=known.needed,
                has_subject=not known.is_text,
                promotional=form.is_promotional(),
                by=member,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Saved. “{known.title}” says this from now on.")
            return redirect("office:wordings")
    return _show(request, member, form, own)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office(may="settings")
def new(request: HttpRequest, member: Member, channel: str) -> HttpResponse:
    """A letter or a text of the company's own, for its automations."""
    if channel not in NEW:
        raise Http404
    form = WordingForm(_sent(request), company=member.company, kind=NEW[channel], begun=BEGUN[channel], named="")
    if request.method == "POST" and form.is_valid() and not _asks(request, form):
        try:
            made = wording.invent(
                company=member.company,
                name=form.typed_name(),
                words=form.words(),
                known=form.kind.known,
                has_subject=not form.kind.is_text,
                promotional=form.is_promotional(),
                by=member,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Saved. Automations can send “{made.name}” now.")
            return redirect("office:wordings")
    return _show(request, member, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door.office()
@xframe_options_sameorigin
def preview(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """The letter that is being written, with a real inspection: for the desktop, a phone, or as plain text."""
    form = _being_written(request, member, kind)
    made = trying.letter(
        kind=form.kind, words=form.words(), company=member.company, sample=form.sample(), at=clock.now()
    )
    response = shown_in_frame(request, made, form.kind)
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@require_POST
@door.office(may="settings")
def test(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """The letter as it is typed, to whoever asks for it. Nothing of it is kept but the letter itself."""
    known, own = _kind(member.company, kind)
    form = _form(request, member, known, own)
    if form.is_valid():
        try:
            sent = trying.send_test(
                kind=known,
                words=form.words(),
                company=member.company,
                sample=form.sample(),
                by=member,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"A test goes to {sent.to_address}. What is typed here is not saved yet.")
    return _show(request, member, form, own)


@require_POST
@door.office(may="settings")
def reset(request: HttpRequest, member: Member, kind: str) -> HttpResponse:
    """Back to our words; a letter of the company's own is thrown away, where no automation sends it."""
    known, own = _kind(member.company, kind)
    try:
        writing_off.reset(company=member.company, kind=known.name, by=member)
    except Refusal as refusal:
        messages.error(request, refusal.say)
    else:
        gone = f"“{known.title}” is gone." if own and own.name else f"“{known.title}” has our words again."
        messages.success(request, gone)
    return redirect("office:wordings")


def _asks(request: HttpRequest, form: WordingForm) -> bool:
    """A letter that should hold a button, and does not, is a question first."""
    form.asks_button = form.lacks_button() and request.POST.get("act") != "without"
    return form.asks_button


def shown_in_frame(request: HttpRequest, made: Message, kind: Kind) -> HttpResponse:
    """A letter being written: as it looks, or its plain words where those are asked for; a text with its count."""
    if kind.is_text:
        said = trying.as_text(made)
        counted = texting.count(texting.with_link(said)).words()
        plain = f"{said.replace(texting.LINK, '(the reader’s own link)')}\n\n{counted}"
    elif request.POST.get("shown") == "plain":
        plain = _plain(made)
    else:
        return HttpResponse(rendering.render(made, address=None).html)
    return render(request, "letters/plain.html", {"plain": plain}, using="jinja2")


def _plain(made: Message) -> str:
    return f"Subject: {made.subject}\n\n{rendering.render(made, address=None).text}"


def _being_written(request: HttpRequest, member: Member, kind: str) -> WordingForm:
    """The form whose letter is looked at: what is typed, or what is kept."""
    if kind in NEW:
        return WordingForm(_sent(request), company=member.company, kind=NEW[kind], begun=BEGUN[kind])
    return _form(request, member, *_kind(member.company, kind))


def _form(request: HttpRequest, member: Member, kind: Kind, own: Wording | None) -> WordingForm:
    begun = Words(own.subject, own.body) if own else Words(*texts.whole(kind.name))
    promotional = bool(own and own.promotional)
    return WordingForm(_sent(request), company=member.company, kind=kind, begun=begun, promotional=promotional)


def _kind(company: Company, name: str) -> tuple[Kind, Wording | None]:
    own = Wording.objects.of(company).filter(kind=name).first()
    if name in kinds.KINDS:
        return kinds.KINDS[name], own
    if own is None or not own.name:
        raise Http404
    return kinds.of_own(own), own


def _show(request: HttpRequest, member: Member, form: WordingForm, own: Wording | None) -> HttpResponse:
    shown: dict[str, Any] = {
        "form": form,
        "kind": form.kind,
        "own": own,
        "placeholders": sorted(trying.fields(form.kind, member.company, form.sample(), clock.now()).items()),
        "parts": [kinds.PARTS[part] for part in form.kind.parts],
        "strangers": form.strangers(),
    }
    return door.show(request, member, "office/settings/letters/letter.html", here="settings", tab="letters", **shown)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None
