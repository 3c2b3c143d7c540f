"""Letters as the office sees them: in which state, and what can be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lintel.access.models import Use
from lintel.companies.models import Company
from lintel.core import clock
from lintel.inspections import calendar
from lintel.messages import holding, models as messages
from lintel.messages.models import Message
from lintel.web.office.forms.fields import few_words

FREE = "Nothing holds it any more. Send it when it is right."
RESTORED = "A backup was restored: it may have left already. Send it if it has not arrived."
ANOTHER_NUMBER = "Try again, or correct the number under People and send it anew."
ACCEPTED = "accepted by the server"
SPAM = "No letter goes there until somebody says that the address works again."
LEAVES, SOON = "Queued, leaves within seconds", timedelta(minutes=1)
STATE_TONES = {
    messages.TextState.State.DELIVERED.value: "good",
    messages.TextState.State.UNDELIVERED.value: "bad",
    messages.TextState.State.FAILED.value: "bad",
}
LETTER_TONES = {
    messages.LetterState.State.DELIVERED.value: "good",
    messages.LetterState.State.DELAYED.value: "wait",
    messages.LetterState.State.COMPLAINED.value: "bad",
    messages.LetterState.State.OPENED.value: "",
}
TONES = {messages.Step.Kind.HELD.value: "wait", messages.Step.Kind.CAME_BACK.value: "bad"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter with its state in words. `at` is when that state came; `can_send` says whether a held one may go."""

    message: Message
    icon: str
    tone: str
    words: str
    at: datetime
    remedy: str = ""
    can_send: bool = False

    def can_cancel(self) -> bool:
        """Whether it can still be called back."""
        return self.message.state in (Message.State.QUEUED, Message.State.HELD)

    def short(self) -> str:
        """How it stands, without the time of a letter that was sent, where that stands beside it."""
        if self.message.state != Message.State.SENT or self.message.complained_at:
            return self.words
        if self.message.delivered_at:
            return "Delivered"
        return f"Sent: {ACCEPTED}" if self.is_letter() else "Sent"

    def is_suppressed(self) -> bool:
        """Whether it, or what became of it, is why no letter goes to its address."""
        return self.message.held_because == Message.Held.SUPPRESSED or self.remedy == SPAM

    def is_letter(self) -> bool:
        """Whether it goes by email."""
        return self.message.channel == Message.Channel.EMAIL

    def can_retry(self) -> bool:
        """Whether it came back."""
        return self.message.state == Message.State.FAILED

    def can_resend(self) -> bool:
        """Whether its link can be sent once more."""
        return (
            self.is_letter()
            and self.message.state in (Message.State.SENT, Message.State.FAILED)
            and self.message.link_id is not None
        )


def told(said: str, *, company: Company, to: str, at: datetime) -> str:
    """What to say of a letter that was just written: `said`, or why it does not leave yet."""
    held = holding.would_hold(company, to, at=at)
    return f"The letter to {to} is written. Held: {held}." if held else said


def told_all(written: Sequence[Message], company: Company) -> str:
    """What to say of letters that were just written: to whom, and what holds them."""
    to, one = few_words([message.to_name for message in written]), len(written) == 1
    gate = holding.Gate(company, at=clock.now())
    if held := {gate.of(message) for message in written} - {""}:
        return f"Letter{'' if one else 's'} to {to} {'is' if one else 'are'} written. Held: {', '.join(sorted(held))}."
    return f"Letter to {to} is on its way." if one else f"Letters to {to} are on their way."


def told_texts(written: Sequence[Message], company: Company, *, at: datetime) -> str:
    """What to say of texts that were just written: to whom, and what they wait for."""
    to, one = few_words([message.to_name for message in written]) or "them", len(written) == 1
    gate = holding.Gate(company, at=at)
    if held := {gate.of(message) for message in written} - {""}:
        return f"Text{'' if one else 's'} to {to} {'is' if one else 'are'} written. Held: {', '.join(sorted(held))}."
    if max((message.due_at or at for message in written), default=at) - at > SOON:
        return f"Text{'' if one else 's'} to {to} {'waits' if one else 'wait'} until the quiet hours end."
    return f"Text to {to} is on its way." if one else f"Texts to {to} are on their way."


def seen(message: Message, *, at: datetime, gate: holding.Gate | None = None) -> Mail:
    """How a letter stands. `message.company` must be loaded; many letters of one company are seen through one gate."""
    gate = gate or holding.Gate(message.company, at=at)
    match message.state:
        case Message.State.HELD | Message.State.QUEUED:
            return _waiting(message, gate.of(message), at)
        case Message.State.SENT:
            return _sent(message, gate, at)
        case Message.State.FAILED:
            back = message.failed_at or message.written_at
            remedy = "Try again, here or to another address." if _is_letter(message) else ANOTHER_NUMBER
            return Mail(message, "alert", "bad", f"Came back: {message.last_error or 'no reason given'}", back, remedy)
        case Message.State.WITHDRAWN:
            taken = message.withdrawn_at or message.written_at
            return Mail(message, "void", "", f"Withdrawn: {message.withdrawn_because}", taken)
        case _:
            return Mail(message, "send", "", "Sending now", message.written_at)


def _sent(message: Message, gate: holding.Gate, at: datetime) -> Mail:
    """Over plain SMTP nothing is known of a letter but that the server took it; a mail service says more."""
    sent, company = message.sent_at or message.written_at, message.company
    if message.complained_at:
        remedy = SPAM if gate.of(message) == Message.Held.SUPPRESSED else ""
        return Mail(message, "alert", "bad", f"Marked as spam by {message.to_address}", message.complained_at, remedy)
    if message.delivered_at:
        return Mail(message, "check", "good", f"Delivered {when(message.delivered_at, company, at)}", sent)
    how_far = f": {ACCEPTED}" if _is_letter(message) else _how_far(message)
    return Mail(message, "check", "", f"Sent {when(sent, company, at)}{how_far}", sent)


def _is_letter(message: Message) -> bool:
    return message.channel == Message.Channel.EMAIL


def _how_far(message: Message) -> str:
    """Of a text that was sent, whether it arrived."""
    told = {one.state for one in message.text_states.all()}
    return ", delivered" if messages.TextState.State.DELIVERED in told else ""


def _waiting(message: Message, because: str, at: datetime) -> Mail:
    """A letter that is held or will be, `because`, is said to be so; one that is held for nothing can go by hand."""
    held, can_send = message.held_because or because, bool(message.held_because and not because)
    if not held:
        return _queued(message, at)
    free = RESTORED if held == Message.Held.RESTORED else FREE
    remedy = free if can_send else holding.way_out(message, because)
    return Mail(message, "lock", "wait", f"Held: {held}", message.written_at, remedy, can_send)


def _queued(message: Message, at: datetime) -> Mail:
    if not message.last_error:
        late = message.due_at and message.due_at - at > SOON
        said = f"Waits until {when(message.due_at, message.company, at)}" if late and message.due_at else LEAVES
        return Mail(message, "clock", "", said, message.written_at)
    next_try = when(message.due_at or at, message.company, at)
    words = f"Not sent yet: {message.last_error} Tried {message.attempts} times, again {next_try}."
    return Mail(message, "clock", "wait", words, message.written_at)


def when(instant: datetime, company: Company, at: datetime) -> str:
    """`today 8:14 AM`, `Monday, November 23, 8:14 AM`, on the company's clocks."""
    zone = ZoneInfo(company.zone)
    local, today = instant.astimezone(zone), at.astimezone(zone).date()
    day = "today" if local.date() == today else f"{calendar.day_words(local)},"
    return f"{day} {calendar.time_words(local)}"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a letter."""

    at: datetime
    words: str
    tone: str = ""


def history(
    message: Message,
    steps: Iterable[messages.Step] = (),
    uses: Iterable[Use] = (),
    states: Iterable[messages.TextState] = (),
    told_of_it: Iterable[messages.LetterState] = (),
) -> list[Step]:
    """What became of a letter and, after it, of its link; oldest first. `states` is what was told of a text, and
    `told_of_it` of a letter: that it came back stands in its own row, or among its steps.
    """
    told = [Step(message.written_at, _written(message))]
    told += [Step(one.at, _stepped(one), TONES.get(one.kind, "")) for one in steps]
    if message.state == Message.State.HELD and not any(one.kind == messages.Step.Kind.HELD for one in steps):
        told.append(Step(message.written_at, f"Held: {message.held_because}", "wait"))
    lately = max(one.at for one in told)
    if message.attempts and message.last_error and message.state == Message.State.QUEUED:
        told.append(Step(lately, f"Tried {message.attempts} times: {message.last_error}", "wait"))
    if message.state == Message.State.SENDING:
        told.append(Step(lately, "Leaving now"))
    told += [Step(one.at, _told(one), STATE_TONES.get(one.state, "")) for one in states]
    told += [Step(one.at, _told(one), LETTER_TONES[one.state]) for one in told_of_it if one.state in LETTER_TONES]
    if message.sent_at and not any(True for _ in states):
        taken = "Taken by the mail server" if _is_letter(message) else "Sent"
        told.append(Step(message.sent_at, taken))
    if message.failed_at:
        told.append(Step(message.failed_at, f"Came back: {message.last_error}", "bad"))
    if message.withdrawn_at:
        told.append(Step(message.withdrawn_at, f"Withdrawn: {message.withdrawn_because}"))
    told += [Step(use.at, _used(use), "" if use.kind == Use.Kind.FETCHED else "good") for use in uses]
    return sorted(told, key=lambda one: one.at)


def _written(message: Message) -> str:
    return f"Written by {message.author.name}" if message.author else "Written"


def _stepped(step: messages.Step) -> str:
    words = f": {step.words}" if step.words else ""
    by = f", by {step.by_name}" if step.by_name else ""
    return f"{step.get_kind_display()}{words}{by}"


def _told(state: messages.TextState | messages.LetterState) -> str:
    return f"{state.get_state_display()}: {state.words}" if state.words else state.get_state_display()


def _used(use: Use) -> str:
    device = f", {use.device}" if use.device and use.kind != Use.Kind.FETCHED else ""
    said = {Use.Kind.SIGNED.value: "Link used to sign", Use.Kind.PAID.value: "Link used to pay"}
    return f"{said.get(use.kind, f'Link {use.get_kind_display().lower()}')}{device}"
