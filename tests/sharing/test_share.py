"""Share Details: to whom, what they will see, who agreed, and a letter that is never sent by accident."""

import pytest
from django.test import Client

from lintel.core import clock
from lintel.inspections.models import Inspection, Share
from lintel.messages.models import Message
from tests import cast
from tests.office_work import pages
from tests.office_work.test_details import at
from tests.rig.smtp import Sink
from tests.robots.conftest import drain

GIDEON = "gideon@statemutual.example"
LETTER = "Hello {{FIRST_NAME}},\n\nhere it is.\n\n{{SIGN_AND_PAY}}\n\nDana"


def typed(**changes: str | list[str]) -> dict[str, str | list[str]]:
    """Share Details filled in for Gideon the insurer, without scripts."""
    form: dict[str, str | list[str]] = {
        "act": "send",
        "to": GIDEON,
        "preset": "status only",
        "usual": "status only",
        "subject": "{{STREET}}",
        "body": LETTER,
        "format": "text",
        "once": "one form",
    }
    return {**form, **changes}


def letters(inspection: Inspection) -> list[Message]:
    return list(Message.objects.filter(thread=inspection.thread, kind="share").order_by("pk"))


def test_the_box_leads_there_and_people_are_suggested(dana: Client, inspection: Inspection) -> None:
    assert at(inspection, "share/") in dana.get(at(inspection)).content.decode()
    said = pages.text(dana.get(at(inspection, "share/")))
    assert "Cora Whitfield, client" in said
    assert "Marisol Vega, buyer’s agent" in said
    assert "Sign only For clients. Name one above." in said


def test_a_letter_to_a_stranger_lands_on_the_inspection(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "share/"), typed(), follow=True)
    assert answer.redirect_chain[-1][0] == at(inspection)
    assert "Letter to gideon is on its way." in pages.text(answer)
    (letter,) = letters(inspection)
    assert letter.link is not None
    assert letter.link.rights == ["see status"]
    assert letter.subject == "1214 Harrison Boulevard"
    assert letter.body == [
        {"html": "<p>Hello gideon,</p><p>here it is.</p>"},
        {"button": "See where it stands", "page": ""},
        {"html": "<p>Dana</p>"},
    ]


def test_several_at_once_each_with_a_name(dana: Client, inspection: Inspection) -> None:
    to = f'Gideon Frost <{GIDEON}>, ursula@statemutual.example; "Ben" <ben@x.example>\n{GIDEON}'
    dana.post(at(inspection, "share/"), typed(to=to, who=["marisol@treasurevalley.example"]))
    names = [letter.to_name for letter in letters(inspection)]
    assert names == ["Marisol Vega", "Gideon Frost", "ursula", "Ben"]
    assert len({letter.link_id for letter in letters(inspection)}) == 4


def test_a_double_click_is_one_letter(dana: Client, inspection: Inspection) -> None:
    for _ in range(2):
        dana.post(at(inspection, "share/"), typed())
    assert len(letters(inspection)) == 1


@pytest.mark.parametrize("act", ["look", "over", "put", ""])
def test_only_send_email_sends(dana: Client, inspection: Inspection, act: str) -> None:
    assert dana.post(at(inspection, "share/"), typed(act=act)).status_code == 200
    assert not letters(inspection)
    assert Share.objects.filter(inspection=inspection).count() == 2


def test_the_usual_follows_the_recipients_until_somebody_chose(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    cora = typed(act="look", to="", who=["cora@whitfield.example"])
    assert chosen(dana.post(page, cora)) == "whole portal"
    assert chosen(dana.post(page, {**cora, "preset": "pay only"})) == "pay only"
    assert chosen(dana.get(page + "?to=marisol@treasurevalley.example")) == "status only"


def test_more_than_was_looked_at_is_not_sent(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "share/"), typed(to="cora@whitfield.example"))
    assert "look what they will see, then send" in pages.text(answer)
    assert chosen(answer) == "whole portal"
    assert not letters(inspection)


def test_signing_is_shut_for_all_but_clients(dana: Client, inspection: Inspection) -> None:
    said = pages.text(dana.post(at(inspection, "share/"), typed(act="look")))
    assert "Sign only For clients. Nobody else can sign for Cora." in said
    said = pages.text(dana.post(at(inspection, "share/"), typed(preset="sign only")))
    assert "Only a client can sign." in said
    assert not letters(inspection)
    dana.post(at(inspection, "share/"), typed(to="cora@whitfield.example", preset="sign only"))
    assert letters(inspection)[0].body[1] == {"button": "Sign", "page": ""}


def test_the_consequences_change_with_the_choice(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    assert "Sees no amount and no document" in pages.text(dana.post(page, typed(act="look")))
    whole = pages.text(dana.post(page, typed(act="look", preset="whole portal")))
    assert "Cannot sign: that is for clients" in whole
    assert "Who agreed" in whole
    theirs = typed(act="look", to="cora@whitfield.example", preset="whole portal")
    assert "Can sign it" in pages.text(dana.post(page, theirs))
    assert "Who agreed" not in pages.text(dana.post(page, theirs))


def test_the_report_needs_the_clients_word(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    answer = dana.post(page, typed(preset="report only"))
    assert "Say who agreed to share them, and how." in pages.text(answer)
    dana.post(page, typed(preset="report only", agreed_by="Cora Whitfield", agreed_how="by phone"))
    assert "Cora Whitfield agreed by phone" in pages.text(dana.get(at(inspection)))


def test_without_its_button_the_letter_is_a_question(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    bare = typed(body="Hello, it is soon.")
    answer = dana.post(page, bare)
    assert "Send without the button?" in pages.text(answer)
    assert not letters(inspection)
    assert "Hello, it is soon. {{SIGN_AND_PAY}}" in pages.text(dana.post(page, {**bare, "act": "put"}))
    dana.post(page, {**bare, "act": "without"})
    assert letters(inspection)[0].body == [{"html": "<p>Hello, it is soon.</p>"}]


def test_a_letter_without_its_button_is_not_said_to_have_one(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    with_button = typed(act="look", who=[cast.CORA.email], to="", preset="whole portal")
    assert "The button opens the Client Portal." in pages.text(dana.post(page, with_button))
    without = pages.text(dana.post(page, {**with_button, "body": "Hello {{FIRST_NAME}}"}))
    assert "No button: this letter gives no way to open the link." in without
    assert "The button opens" not in without


def test_a_slip_is_a_question_with_the_likely_spelling(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    answer = dana.post(page, typed(to="ann@gmial.com, ben@example.com"))
    assert "Is ann@gmial.com right?" in pages.text(answer)
    (mend,) = pages.answers(answer, "mend")
    assert mend == "to=ann@gmail.com, ben@example.com"
    mended = dana.post(page, {**typed(to="ann@gmial.com, ben@example.com", act=""), "mend": mend})
    assert pages.value(mended, "to") == "ann@gmail.com, ben@example.com"
    (keep,) = pages.answers(answer, "keep")
    dana.post(page, {**typed(to="ann@gmial.com, ben@example.com"), "kept": keep})
    assert [one.to_address for one in letters(inspection)] == ["ann@gmial.com", "ben@example.com"]


def test_an_address_that_sent_a_letter_back_is_marked_and_asked_about(dana: Client, inspection: Inspection) -> None:
    Message.objects.filter(to_name="Marisol Vega").update(
        state="failed", failed_at=clock.now(), due_at=None, last_error="550 No such mailbox here"
    )
    page = at(inspection, "share/")
    assert "Marisol Vega, buyer’s agent a letter came back" in pages.text(dana.get(page))
    answer = dana.post(page, typed(to="", who=["marisol@treasurevalley.example"]))
    assert "The last letter to marisol@treasurevalley.example came back: 550" in pages.text(answer)
    assert not letters(inspection)


def test_what_cannot_be_sent_says_why_and_keeps_what_was_typed(dana: Client, inspection: Inspection) -> None:
    page = at(inspection, "share/")
    assert "Write at least one email address." in pages.text(dana.post(page, typed(to="")))
    assert "nobody is not an email address" in pages.text(dana.post(page, typed(to="nobody")))
    answer = dana.post(page, typed(body=LETTER + " {{PRICE}}"))
    assert "Not a placeholder here: {{PRICE}}" in pages.text(answer)
    assert "here it is." in pages.text(answer)


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (f"{'g' * 60}@{'.'.join(['frost' * 10] * 4)}{'x' * 30}.example", "is longer than an email address can be"),
        (f"{'g' * 300}", "is longer than an email address can be"),
        ("gideon@home@frost.example", "gideon@home@frost.example is not an email address"),
        ("jörg@frost.example", "has letters before the @ that most mail servers do not take"),
        ('gid"eon@frost.example', "is not an email address"),
        ("gideon@fr\u202eost.example", "Is gideon@fr\u202eost.example right? Use gideon@frost.example"),
    ],
)
def test_an_address_that_is_none_is_told_and_kept(dana: Client, inspection: Inspection, to: str, said: str) -> None:
    answer = dana.post(at(inspection, "share/"), typed(to=to))
    assert said in pages.text(answer)
    assert to[:40].encode() in answer.content.replace(b"&quot;", b'"')
    assert not letters(inspection)


def test_a_character_that_cannot_be_seen_goes_nowhere(dana: Client, inspection: Inspection) -> None:
    to = "gideon@fr\u202eost.example"
    (keep,) = pages.answers(dana.post(at(inspection, "share/"), typed(to=to)), "keep")
    answer = dana.post(at(inspection, "share/"), {**typed(to=to), "kept": keep})
    assert "In gideon@frost.example there is a character that cannot be seen." in pages.text(answer)
    assert not letters(inspection)


def test_a_quoted_mailbox_gets_its_letter(dana: Client, inspection: Inspection, smtp_sink: Sink) -> None:
    to = '"gideon@home"@frost.example'
    dana.post(at(inspection, "share/"), typed(to=to))
    (letter,) = letters(inspection)
    assert letter.to_address == to
    drain()
    assert [arrived["X-Envelope-To"] for arrived in smtp_sink.letters if "frost" in str(arrived["To"])] == [to]


def test_a_domain_in_another_script_is_kept_as_typed(dana: Client, inspection: Inspection, smtp_sink: Sink) -> None:
    dana.post(at(inspection, "share/"), typed(to="gideon@bücher.example"))
    (letter,) = letters(inspection)
    assert letter.to_address == "gideon@bücher.example"
    assert "gideon, gideon@bücher.example" in pages.text(dana.get(at(inspection)))
    drain()
    (arrived,) = [one for one in smtp_sink.letters if "gideon" in str(one["To"])]
    assert arrived["X-Envelope-To"] == "gideon@xn--bcher-kva.example"
    assert arrived["To"] == "gideon <gideon@xn--bcher-kva.example>"


def test_the_preview_is_the_letter_in_a_box_that_can_do_nothing(dana: Client, inspection: Inspection) -> None:
    answer = dana.post(at(inspection, "share/preview/"), typed(body="<b>Hi</b> {{FIRST_NAME}}", format="html"))
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Hi</b> gideon" in answer.content.decode()
    assert "/p/" not in answer.content.decode()
    assert not letters(inspection)


def test_what_is_written_is_cleaned_before_it_is_shown(dana: Client, inspection: Inspection) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script><p onclick=x>Hello</p>"
    page = dana.post(at(inspection, "share/"), typed(act="look", body=evil, format="html")).content.decode()
    assert "onerror" not in page
    assert "alert(2)" not in page
    assert "<p>Hello</p>" in page


def test_on_trial_it_says_that_it_is_held(mina: Client, juniper: cast.Office) -> None:
    inspection = cast.book(juniper)
    assert "Held: trial." in pages.text(mina.post(at(inspection, "share/"), typed(), follow=True))


def test_another_companys_inspection_is_not_there(mina: Client, inspection: Inspection) -> None:
    for page in ("share/", "share/preview/"):
        assert mina.get(at(inspection, page)).status_code == 404
        assert mina.post(at(inspection, page), typed()).status_code == 404


def chosen(answer: pages.Page) -> str:
    """Which of the choices is ticked."""
    page = answer.content.decode()
    ticked = [tag for tag in page.split("<input") if 'name="preset"' in tag and " checked" in tag.split(">")[0]]
    (tag,) = ticked
    return tag.split('value="')[1].split('"')[0]


def test_a_name_with_a_comma_is_one_name(dana: Client, inspection: Inspection) -> None:
    dana.post(at(inspection, "share/"), typed(to='"O\'Neil, Bob" <bob@x.example>, ann@x.example'))
    assert [letter.to_name for letter in letters(inspection)] == ["O'Neil, Bob", "ann"]


def test_the_preview_greets_as_the_letter_will(dana: Client, inspection: Inspection) -> None:
    page = dana.post(at(inspection, "share/preview/"), typed(to="grocer@bank.example, baker@fam.example"))
    assert "Hello grocer," in pages.text(page)


def test_letters_to_several_are_said_to_be_several(dana: Client, inspection: Inspection) -> None:
    to = "Gideon Frost <gideon@statemutual.example>, Ursula Bond <ursula@statemutual.example>"
    answer = dana.post(at(inspection, "share/"), typed(to=to), follow=True)
    assert "Letters to Gideon Frost and Ursula Bond are on their way." in pages.text(answer)


def test_of_many_readers_the_first_are_named(dana: Client, inspection: Inspection) -> None:
    many = ", ".join(f"reader{number}@frost.example" for number in range(12))
    said = pages.text(dana.post(at(inspection, "share/"), typed(act="look", to=many)))
    assert "reader4@frost.example and 7 more: Sees the day" in said


def test_each_preview_is_headed_by_the_subject(dana: Client, inspection: Inspection) -> None:
    looked = dana.post(at(inspection, "share/"), typed(act="look", subject="{{STREET}} for {{FIRST_NAME}}"))
    assert "Show Subject 1214 Harrison Boulevard for gideon" in pages.text(looked)
    assert "Subject Your link for 1214 Harrison Boulevard: sign & pay" in pages.text(
        dana.get(at(inspection, "resend/to/"))
    )
    Message.objects.filter(kind="confirmation").update(state="held", held_because="trial", due_at=None)
    (held,) = Message.objects.filter(kind="confirmation")
    assert f"Subject {held.subject}" in pages.text(dana.get("/office/held/"))
