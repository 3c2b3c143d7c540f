"""Settings → Letters: the words of every letter, the company's own or ours, and nothing in them but text."""

import random

import pytest
from django.db.models import QuerySet
from django.test import Client

from lintel.companies.models import Company
from lintel.core import clock
from lintel.inspections import kinds, letters, trying
from lintel.inspections.letters import Texts
from lintel.inspections.models import Inspection
from lintel.messages import rendering, wording
from lintel.messages.models import Message, Wording
from lintel.messages.wording import Words
from tests import cast
from tests.accounts.pages import words

HERE = "/office/settings/letters/"
CONFIRMATION = kinds.KINDS["confirmation"]


def keep(office: cast.Office, kind: str, subject: str, body: str) -> Wording:
    return wording.keep(
        company=office.company,
        kind=kind,
        words=Words(subject, body),
        known=kinds.KINDS[kind].known,
        has_subject=True,
        by=office.owner,
        at=clock.now(),
    )


def only(letters_: QuerySet[Message]) -> Message:
    (letter,) = letters_
    return letter


def written(inspection: Inspection, kind: str) -> Message:
    return only(Message.objects.filter(thread=inspection.thread, kind=kind, to_address=cast.CORA.email))


# --- ours


@pytest.mark.parametrize("name", kinds.KINDS)
def test_our_words_hold_no_placeholder_that_is_not_offered_beside_them(name: str) -> None:
    assert letters.strangers(name, Words(*letters.whole(name))) == []


@pytest.mark.parametrize("kind", [kind for kind in kinds.KINDS.values() if kind.button()], ids=lambda kind: kind.name)
def test_our_letters_have_the_button_that_belongs_in_them(kind: kinds.Kind) -> None:
    assert letters.has_button(letters.whole(kind.name)[1])


def test_every_starter_text_of_a_letter_is_listed() -> None:
    texts = {path.stem for path in letters.FOLDER.glob("*.txt")}
    told_owners_whatever_they_say = {"stripe-changed"}
    agreements = {name for name in texts if name.startswith(("agreement", "consent"))}
    assert texts - agreements - told_owners_whatever_they_say == set(kinds.KINDS)


def test_every_letter_is_listed_and_looked_at(dana: Client, inspection: Inspection) -> None:
    page = words(dana.get(HERE))
    for kind in kinds.KINDS.values():
        assert kind.title in page
        assert dana.get(f"{HERE}{kind.name}/").status_code == 200
        shown = dana.get(f"{HERE}{kind.name}/preview/").content.decode()
        assert "{{" not in shown
        assert inspection.home.street in shown or not kind.examples.get("STREET")


# --- their own


def test_the_companys_words_leave_instead_of_ours(office: cast.Office) -> None:
    keep(office, "confirmation", "Booked: {{STREET}}", "Dear {{CLIENT_NAME}},\n\n[facts]\n\n[button Sign & Pay]")
    letter = written(cast.book(office), "confirmation")
    assert letter.subject == "Booked: 1214 Harrison Boulevard"
    assert letter.body[0] == {"p": "Dear Cora Whitfield,"}
    assert [min(block) for block in letter.body] == ["p", "facts", "button"]


def test_the_neighbours_letters_stay_as_they_were(office: cast.Office) -> None:
    keep(office, "confirmation", "Booked", "Booked.\n\n[button Sign & Pay]")
    juniper = cast.juniper_ridge()
    assert Texts(juniper.company).whole("confirmation").subject == letters.whole("confirmation")[0]


def test_saved_on_the_page_and_put_back(dana: Client, office: cast.Office) -> None:
    sent = {"subject": "Booked: {{STREET}}", "body": "Hello {{FIRST_NAME}}.\r\n\r\n[button Sign & Pay]"}
    assert dana.post(f"{HERE}confirmation/", sent)["Location"] == HERE
    office.company.refresh_from_db()
    assert Texts(office.company).whole("confirmation") == Words(
        "Booked: {{STREET}}", "Hello {{FIRST_NAME}}.\n\n[button Sign & Pay]"
    )
    assert "at once when scheduled Dana Ortiz" in words(dana.get(HERE))
    assert dana.post(f"{HERE}confirmation/reset/")["Location"] == HERE
    assert Texts(office.company).whole("confirmation") == Words(*letters.whole("confirmation"))


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("", "Hello.\n\n[button Sign & Pay]", "Write a subject"),
        ("Booked", "  ", "There is nothing in this letter yet."),
        ("Booked", "Code: {{GATE_CODE}}\n\n[button Sign & Pay]", "Not a placeholder of this letter: {{GATE_CODE}}."),
        ("At {{GATE_CODE}}", "Hello.\n\n[button Sign & Pay]", "Not a placeholder of this letter: {{GATE_CODE}}."),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    dana: Client, office: cast.Office, subject: str, body: str, said: str
) -> None:
    answer = dana.post(f"{HERE}confirmation/", {"subject": subject, "body": body, "act": "without"})
    assert said in words(answer)
    assert answer.context["form"].words() == Words(subject, body)
    assert not Wording.objects.of(office.company).exists()


def test_a_letter_does_not_lose_its_button_silently(dana: Client, office: cast.Office) -> None:
    sent = {"subject": "Booked", "body": "Hello."}
    assert "Save without the button?" in words(dana.post(f"{HERE}confirmation/", sent))
    assert not Wording.objects.of(office.company).exists()
    assert dana.post(f"{HERE}confirmation/", {**sent, "act": "without"})["Location"] == HERE
    office.company.refresh_from_db()
    assert Texts(office.company).whole("confirmation").body == "Hello."


def test_a_text_does_not_lose_its_link_silently(dana: Client, office: cast.Office) -> None:
    sent = {"body": "We come tomorrow."}
    assert "Save without the link?" in words(dana.post(f"{HERE}text-reminder/", sent))
    assert not Wording.objects.of(office.company).exists()


def test_words_that_cannot_be_filled_any_more_do_not_leave_and_somebody_is_told(
    dana: Client, office: cast.Office
) -> None:
    keep(office, "confirmation", "Booked", "Hello.\n\n[button Sign & Pay]")
    Wording.objects.of(office.company).update(body="The code is {{GATE_CODE}}.\n\n[button Sign & Pay]")
    assert (
        written(cast.book(office), "confirmation").subject == "Your inspection at 1214 Harrison Boulevard: sign & pay"
    )
    assert "Ours leaves: mend it" in words(dana.get(HERE))
    assert "{{GATE_CODE}} is no placeholder of this letter any more." in words(dana.get(f"{HERE}confirmation/"))
    assert "Your words for “Confirmation with Sign & Pay” cannot be filled" in words(dana.get("/office/"))


def test_only_owners_write_them(office: cast.Office) -> None:
    ike = Client()
    ike.force_login(office.inspector.user)
    assert "Only an owner changes this." in words(ike.get(f"{HERE}confirmation/"))
    sent = {"subject": "Booked", "body": "Hello.\n\n[button Sign & Pay]"}
    assert ike.post(f"{HERE}confirmation/", sent).status_code == 403
    with pytest.raises(wording.OnlyOwners):
        wording.keep(
            company=office.company,
            kind="confirmation",
            words=Words("Booked", "Hello."),
            known=CONFIRMATION.known,
            has_subject=True,
            by=office.inspector,
            at=clock.now(),
        )


def test_the_signed_copy_keeps_the_seal(dana: Client, office: cast.Office) -> None:
    sent = {"subject": "Your copy", "body": "Here it is.\n\n[copy Open your signed copy]"}
    assert "This letter cannot do without {{SEAL}}" in words(dana.post(f"{HERE}signed/", sent))
    assert not Wording.objects.of(office.company).exists()


# --- a letter of their own


def test_a_letter_of_their_own_has_a_name_that_nobody_else_has(dana: Client, office: cast.Office) -> None:
    sent = {"name": "Gate code", "subject": "The gate", "body": "Please send it.\n\n[button {{BUTTON}}]"}
    assert dana.post(f"{HERE}new/letter/", sent)["Location"] == HERE
    assert "Gate code" in words(dana.get(HERE))
    assert "There is a letter with this name." in words(dana.post(f"{HERE}new/letter/", {**sent, "name": "gate CODE"}))
    assert "Give the letter a name" in words(dana.post(f"{HERE}new/letter/", {**sent, "name": " "}))
    made = Wording.objects.of(office.company).get()
    assert kinds.is_own(made.kind)
    assert dana.post(f"{HERE}{made.kind}/reset/")["Location"] == HERE
    assert not Wording.objects.of(office.company).exists()


def test_a_text_of_their_own_has_no_subject(dana: Client, office: cast.Office) -> None:
    assert dana.post(f"{HERE}new/text/", {"name": "Gate", "body": "The gate? {{LINK}}"})["Location"] == HERE
    assert kinds.of_own(Wording.objects.of(office.company).get()).is_text
    assert dana.get(f"{HERE}new/fax/").status_code == 404


# --- looked at before it is kept


def test_the_preview_is_of_what_is_typed_with_a_real_inspection(dana: Client, inspection: Inspection) -> None:
    typed = {"subject": "At {{STREET}}", "body": "Dear **{{CLIENT_NAME}}**", "looked_at_with": inspection.key}
    shown = dana.post(f"{HERE}confirmation/preview/", typed)
    assert "<strong>Cora Whitfield</strong>" in shown.content.decode()
    assert "sandbox" in shown["Content-Security-Policy"]
    plain = dana.post(f"{HERE}confirmation/preview/", {**typed, "shown": "plain"}).content.decode()
    assert "Subject: At 1214 Harrison Boulevard" in plain
    assert not Wording.objects.exists()


def test_without_inspections_it_is_looked_at_with_an_invented_one(dana: Client, office: cast.Office) -> None:
    shown = dana.get(f"{HERE}confirmation/preview/").content.decode()
    assert "Hello Cora," in shown
    assert office.company.name.replace("&", "&amp;") in shown


def test_a_test_goes_to_whoever_asks_for_it_and_keeps_nothing(dana: Client, inspection: Inspection) -> None:
    typed = {"subject": "At {{STREET}}", "body": "Dear {{CLIENT_NAME}}", "looked_at_with": inspection.key}
    page = words(dana.post(f"{HERE}confirmation/test/", typed))
    assert "A test goes to dana@cedarstone.example." in page
    letter = only(Message.objects.filter(kind="test"))
    assert (letter.to_address, letter.subject) == ("dana@cedarstone.example", "Test: At 1214 Harrison Boulevard")
    assert letter.link is None
    assert letter.thread != inspection.thread
    assert not Wording.objects.exists()


# --- text, and nothing else

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**bold**",
    "{{COMPANY_NAME}}",
    "{{ COMPANY_NAME }}",
    "{% now 'Y' %}",
    "{{ settings.SECRET_KEY }}",
    "${7*7}",
    "#{7*7}",
    "[button Pay here]",
    "\n\n[fees]",
    "# head",
    "- point",
    "https://elsewhere.example/",
    "javascript:alert(1)",
    '" onmouseover="alert(1)',
    "&lt;b&gt;",
    "\\{{FIRST_NAME}}",
    "{{__class__}}",
    "<a href='https://elsewhere.example'>Pay</a>",
)


def test_500_payloads_in_what_people_are_called_come_out_as_text() -> None:
    chance = random.Random(7)  # noqa: S311 - payloads, not secrets
    template = Words(
        "For {{CLIENT_NAME}}", "# {{STREET}}\n\n- {{CLIENT_NAME}}\n\n**{{CLIENT_NAME}}** {{STREET}}\n\n{{CLIENT_NAME}}"
    )
    company = Company(name="Cedar & Stone")
    for _ in range(500):
        name = "".join(chance.choices(PAYLOADS, k=chance.randint(1, 4)))
        fields = {"CLIENT_NAME": name, "STREET": chance.choice(PAYLOADS), "COMPANY_NAME": "FILLED TWICE"}
        made = letters.composed("own-x", template, fields, heading="", particulars=trying.INVENTED)
        assert [block for block in made.body if "button" in block or "fees" in block] == []
        message = Message(company=company, subject=made.subject, heading="", body=made.body)
        shown = rendering.render(message, address=None)
        assert "FILLED TWICE" not in shown.html + shown.text
        assert "<script" not in shown.html
        assert "<img" not in shown.html
        assert "<a " not in shown.html.split("</style>")[-1]
        assert " ".join(name.split()) in " ".join(shown.text.split())
