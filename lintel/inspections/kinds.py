"""Every kind of letter the product writes: what it is called, when it goes, and what may stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lintel.inspections import placeholders
from lintel.messages import texts, wording
from lintel.messages.models import Wording

PERSON = {"FIRST_NAME": "Cora"}
VISIT = {**PERSON, **placeholders.EXAMPLES}
INVOICE = {
    "FIRST_NAME": "Marlene",
    "PAYER_NAME": "Marlene Ostrow",
    "INVOICE": "invoice 1042 (Claim number CL-4471)",
    "AMOUNT": "$625.00",
    "REFERENCE": "Claim number CL-4471",
    "DUE": "Friday, December 4",
    "FOR_WHAT": "the inspection at 1214 Harrison Boulevard, Boise, ID 83702",
    "PAGE_OF": "inspection",
    "STREET": "1214 Harrison Boulevard",
    "ADDRESS": "1214 Harrison Boulevard, Boise, ID 83702",
    "DATE": "Tuesday, November 24",
    "INSPECTOR_NAME": "Ike Marsh",
    "COMPANY_NAME": "Cedar & Stone Home Inspections",
    "COMPANY_PHONE": "(208) 555-0114",
}
MONEY = {
    **INVOICE,
    "AMOUNT": "$625.00",
    "METHOD_WORDS": " by card",
    "BALANCE_SENTENCE": "Nothing is left to pay.",
    "REPORT_SENTENCE": " The report is open: it is behind the same link.",
}
PAYMENT = {
    **MONEY,
    "WHO": "Marlene Ostrow",
    "NOTE_SENTENCE": "Thank you. ",
    "RECEIPT": "1042-1",
    "FOR_REFERENCE": " for Claim number CL-4471",
}
STAND = {
    "OPEN_SENTENCE": "Your agreement is still to be signed. $625.00 is still to pay.",
    "BUTTON": "Sign & Pay",
}
REPORT = {
    **VISIT,
    "REPORTS": "Home inspection report",
    "WAITS_SENTENCE": "It opens once the agreement is signed and $625.00 is paid.",
    "CHANGES_SENTENCE": "What changed: the attic pages.",
    "STATUS_SENTENCE": "It waits on the client.",
}
FACTS, FEES, SMALL = "facts", "fees", "small"
PARTS = {
    FACTS: ("When and by whom", "[facts]"),
    FEES: ("What it costs", "[fees]"),
    SMALL: ("Small print", "[small Write it here.]"),
    "button": ("Button with the link", "[button Sign & Pay]"),
    "receipt": ("Button with the receipt", "[receipt Open receipt {{RECEIPT}}]"),
    "copy": ("Button with the signed copy", "[copy Open your signed copy]"),
    "office": ("Button for staff", "[office Open the inspection]"),
    "join": ("Button to join", "[join Join {{COMPANY_NAME}}]"),
}
BUTTONS = frozenset(PARTS) - {FACTS, FEES, SMALL}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter: its title, when it goes, the placeholders with an example each, the parts it may hold,
    and the placeholders that it cannot do without.
    """

    name: str
    group: str
    title: str
    when: str
    examples: Mapping[str, str]
    parts: tuple[str, ...] = (FACTS, FEES, SMALL, "button")
    is_text: bool = False
    needed: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """The placeholders that may stand in it."""
        return frozenset(self.examples)

    def button(self) -> str:
        """Which button belongs in it; nothing where none does."""
        return next((part for part in self.parts if part in BUTTONS), "")


CLIENTS, OTHERS, STAFF, PAYERS = "To clients", "To agents and others", "To the inspector and the office", "About money"
REMINDERS, TEXTS, OWN = "Reminders and thanks", "Texts", "Your own"
DESK = (FACTS, FEES, SMALL, "office")
WRITTEN_EACH_TIME = ("button",)

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "confirmation",
            CLIENTS,
            "Confirmation with Sign & Pay",
            "at once when scheduled",
            {**VISIT, "TODO_SENTENCE": "Before we come, please sign the agreement and pay."},
        ),
        Kind("resend", CLIENTS, "The link again", "by Resend", {**VISIT, **STAND}),
        Kind("rescheduled", CLIENTS, "New time", "when rescheduled, to everyone", {**VISIT, "BUTTON": "Sign & Pay"}),
        Kind(
            "cancelled",
            CLIENTS,
            "Cancelled",
            "when cancelled, to everyone who was told",
            {
                **VISIT,
                "MONEY_SENTENCE": "You paid $625.00; the office will be in touch about it.",
                "COMPANY_PHONE_SENTENCE": " at (208) 555-0114",
            },
            (FACTS, FEES, SMALL),
        ),
        Kind(
            "signed",
            CLIENTS,
            "Signed copy",
            "when somebody signs, to them",
            {**VISIT, "AGREEMENT": "Inspection agreement", "AGREEMENT_ID": "1", "DIGEST": "9f2c…", "SEAL": "b41e…"},
            (FACTS, FEES, SMALL, "copy"),
            needed=frozenset({"SEAL"}),
        ),
        Kind("report", CLIENTS, "Report ready", "by Publish All", REPORT, WRITTEN_EACH_TIME),
        Kind("report-changed", CLIENTS, "Report changed", "by Publish All, again", REPORT, WRITTEN_EACH_TIME),
        Kind("agent", OTHERS, "Scheduled, with a link to the status", "at once when scheduled", VISIT),
        Kind("report-status", OTHERS, "Report ready, waiting", "by Publish All", REPORT, WRITTEN_EACH_TIME),
        Kind("share", OTHERS, "Share Details", "by Share Details, to begin with", VISIT, WRITTEN_EACH_TIME),
        Kind("link", OTHERS, "Their link again", "by sending a letter again", {**VISIT, "BUTTON": "View & Pay"}),
        Kind("again", OTHERS, "Link asked for", "when a reader asks for it", {**VISIT, "BUTTON": "Sign & Pay"}),
        Kind("invoice", PAYERS, "Invoice", "by Send, to begin with", INVOICE, WRITTEN_EACH_TIME),
        Kind("invoice-reminder", PAYERS, "Invoice reminder", "by Remind, to begin with", INVOICE, WRITTEN_EACH_TIME),
        Kind(
            "receipt",
            PAYERS,
            "Receipt",
            "when a payment settles, to the payer",
            PAYMENT,
            (FACTS, FEES, SMALL, "receipt"),
        ),
        Kind(
            "refunded",
            PAYERS,
            "Refund",
            "when money is given back, to the payer",
            {
                **MONEY,
                "REASON_SENTENCE": "The reason: the radon test was left out. ",
                "WHEN_SENTENCE": "It can take five to ten days until you see it at your bank.",
            },
        ),
        Kind(
            "payment-failed",
            PAYERS,
            "Bank debit failed",
            "when a bank sends a debit back, to the payer",
            {**MONEY, "BECAUSE_SENTENCE": " It says: insufficient funds."},
        ),
        Kind(
            "assigned",
            STAFF,
            "You inspect",
            "at once when scheduled, to the inspector",
            {**VISIT, "ACTOR": "Dana Ortiz"},
            DESK,
        ),
        Kind("moved", STAFF, "Your inspection moved", "when rescheduled, to the inspector", VISIT, DESK),
        Kind(
            "notice-signed",
            STAFF,
            "Somebody signed",
            "when somebody signs, to the office",
            {
                **VISIT,
                "WHO": "Cora Whitfield",
                "AGREEMENT": "Inspection agreement",
                "REMAINING_SENTENCE": "All agreements are signed.",
            },
            DESK,
        ),
        Kind("notice-paid", STAFF, "Somebody paid", "when a payment settles, to the office", PAYMENT, DESK),
        Kind(
            "notice-money",
            STAFF,
            "Money needs you",
            "when a debit, a refund or a dispute needs somebody",
            {**INVOICE, "WHAT": "A refund failed", "WORDS": "The bank sent it back.", "TODO": "Refund it again."},
            DESK,
        ),
        Kind(
            "invitation",
            STAFF,
            "Invitation to join",
            "when somebody is invited, to them",
            {
                "FIRST_NAME": "Ike",
                "COMPANY_NAME": "Cedar & Stone Home Inspections",
                "ACTOR": "Dana Ortiz",
                "ROLE": "inspector",
                "UNTIL": "Friday, December 4",
            },
            (SMALL, "join"),
        ),
        Kind("reminder", REMINDERS, "The day before, with what is still open", "by an automation", {**VISIT, **STAND}),
        Kind("still-to-sign", REMINDERS, "Still to sign", "by an automation", {**VISIT, **STAND}),
        Kind("still-to-pay", REMINDERS, "Still to pay", "by an automation", {**VISIT, **STAND}),
        Kind("report-waits", REMINDERS, "The report waits for you", "by an automation", {**VISIT, **STAND}),
        Kind("thanks", REMINDERS, "Thanks", "by an automation", {**VISIT, **STAND}),
        Kind(
            "text-confirmation",
            TEXTS,
            "Text: scheduled",
            "by an automation",
            {**VISIT, **STAND, "LINK": texts.LINK},
            (),
            True,
        ),
        Kind(
            "text-reminder",
            TEXTS,
            "Text: tomorrow",
            "by an automation",
            {**VISIT, **STAND, "LINK": texts.LINK},
            (),
            True,
        ),
        Kind(
            "text-report",
            TEXTS,
            "Text: report ready",
            "by an automation",
            {**VISIT, **STAND, "LINK": texts.LINK},
            (),
            True,
        ),
    )
}


OWN_KNOWN = frozenset({**VISIT, **STAND, "LINK": ""})


def new(*, is_text: bool, name: str = "", title: str = "") -> Kind:
    """The kind of a letter, or a text, that a company writes for its automations."""
    examples = {**VISIT, **STAND, **({"LINK": texts.LINK} if is_text else {})}
    parts = () if is_text else (FACTS, FEES, SMALL, "button")
    return Kind(name or ("text" if is_text else "letter"), OWN, title, "by an automation", examples, parts, is_text)


def of_own(own: Wording) -> Kind:
    """The kind of a letter that a company wrote for its automations."""
    return new(is_text=own.kind.startswith("text-"), name=own.kind, title=own.name)


def is_own(name: str) -> bool:
    """Whether it is a letter that a company wrote itself."""
    return name.removeprefix("text-").startswith(wording.OWN)
