"""Share Details: to anybody, with no more rights than were chosen."""

from dataclasses import replace

import pytest

from lintel.access.models import Right
from lintel.core import clock
from lintel.core.refusal import Refusal
from lintel.inspections import ending, sharing
from lintel.inspections.models import Inspection, Share
from lintel.inspections.sharing import Consent, Recipient
from lintel.messages import rendering
from lintel.messages.models import Message
from tests import cast

pytestmark = pytest.mark.django_db
GIDEON = Recipient("gideon@statemutual.example", "Gideon Frost")
CORA = Recipient("cora@whitfield.example")


@pytest.fixture
def office() -> cast.Office:
    return cast.cedar_stone()


@pytest.fixture
def inspection(office: cast.Office) -> Inspection:
    return cast.book(office)


def send(
    inspection: Inspection, *recipients: Recipient, preset: str = "status only", **changes: object
) -> list[Message]:
    draft = sharing.starter(inspection.company, preset)
    if html := changes.pop("html", None):
        draft = replace(draft, html=str(html))
    asked = {"consent": None, "without_button": False, "once": "form", **changes}
    return sharing.share(
        inspection=inspection,
        recipients=recipients,
        draft=draft,
        by=inspection.booked_by,
        at=clock.now(),
        **asked,  # type: ignore[arg-type]
    )


def rights_of(message: Message) -> set[str]:
    assert message.link is not None
    return set(message.link.rights)


def test_what_is_usual_is_the_whole_for_a_client_and_the_least_for_others(inspection: Inspection) -> None:
    assert sharing.usual_preset(inspection, " Cora@Whitfield.example ") == "whole portal"
    assert sharing.usual_preset(inspection, "marisol@treasurevalley.example") == "status only"
    assert sharing.usual_preset(inspection, "gideon@statemutual.example") == "status only"


def test_each_recipient_gets_a_letter_and_a_link_of_their_own(inspection: Inspection) -> None:
    first, second = send(inspection, GIDEON, Recipient("ursula@statemutual.example"), preset="pay only")
    assert first.link != second.link
    assert rights_of(first) == {"pay", "see invoice"}
    assert (first.to_name, second.to_name) == ("Gideon Frost", "ursula")
    assert first.author == inspection.booked_by


def test_a_client_is_sent_the_link_they_have(inspection: Inspection) -> None:
    (message,) = send(inspection, CORA, preset="whole portal")
    assert message.link == cast.link(inspection)


def test_other_rights_are_another_link_and_the_same_rights_the_same_one(inspection: Inspection) -> None:
    (status,) = send(inspection, GIDEON)
    (pay,) = send(inspection, GIDEON, preset="pay only", once="second")
    (again,) = send(inspection, GIDEON, preset="pay only", once="third")
    assert status.link != pay.link
    assert again.link == pay.link


def test_nobody_but_a_client_can_be_given_the_right_to_sign(inspection: Inspection) -> None:
    consent = Consent("Cora Whitfield", "by phone")
    (message,) = send(inspection, GIDEON, preset="whole portal", consent=consent)
    assert Right.SIGN.value not in rights_of(message)
    assert {"button": "View & Pay", "page": ""} in message.body
    with pytest.raises(sharing.ClientsOnly):
        send(inspection, GIDEON, CORA, preset="sign only", once="second")


@pytest.mark.parametrize("preset", ["whole portal", "report only"])
def test_the_clients_papers_need_the_clients_word(inspection: Inspection, preset: str) -> None:
    with pytest.raises(sharing.ConsentNeeded):
        send(inspection, GIDEON, preset=preset)
    send(inspection, GIDEON, preset=preset, consent=Consent("Cora Whitfield", "by phone"))
    assert inspection.moments.latest("pk").words.endswith(f"{preset}. Cora Whitfield agreed by phone")


def test_a_letter_without_the_button_is_a_question(inspection: Inspection) -> None:
    with pytest.raises(sharing.ButtonMissing):
        send(inspection, GIDEON, html="<p>Hello.</p>")
    (message,) = send(inspection, GIDEON, html="<p>Hello.</p>", without_button=True)
    assert message.body == [{"html": "<p>Hello.</p>"}]


def test_the_button_stands_where_it_was_put(inspection: Inspection) -> None:
    html = "<p>Before</p><p>{{SIGN_AND_PAY}}</p><ul><li>After</li></ul>"
    (message,) = send(inspection, GIDEON, preset="pay only", html=html)
    assert message.body == [
        {"html": "<p>Before</p>"},
        {"button": "Pay Now", "page": ""},
        {"html": "<ul><li>After</li></ul>"},
    ]


def test_placeholders_are_filled_for_each_and_stay_words(inspection: Inspection) -> None:
    html = "<p>Hi {{FIRST_NAME}}, {{ADDRESS}}</p>{{SIGN_AND_PAY}}"
    recipient = Recipient("ann@example.com", "<b>Ann</b> {{FEES}}")
    (message,) = send(inspection, recipient, html=html)
    assert message.body[0]["html"] == ("<p>Hi &lt;b&gt;Ann&lt;/b&gt;, 1214 Harrison Boulevard, Boise, ID 83702</p>")


def test_an_unknown_placeholder_is_named(inspection: Inspection) -> None:
    with pytest.raises(sharing.UnknownPlaceholder, match=r"\{\{PRICE\}\}"):
        send(inspection, GIDEON, html="<p>{{PRICE}}</p>{{SIGN_AND_PAY}}")


def test_what_is_written_by_hand_is_cleaned(inspection: Inspection) -> None:
    html = (
        '<p onclick="x()">Hi<script>alert(1)</script><img src="https://spy.example/p.gif"> '
        '<a href="javascript:x()">a</a> <a href="https://example.com">b</a></p>{{SIGN_AND_PAY}}'
    )
    (message,) = send(inspection, GIDEON, html=html)
    kept = message.body[0]["html"]
    assert "script" not in kept
    assert "onclick" not in kept
    assert "img" not in kept
    assert 'href="https://example.com"' in kept
    letter = rendering.render(message, address=None)
    assert "spy.example" not in letter.html
    assert "b (https://example.com)" in letter.text


@pytest.mark.parametrize(
    ("recipients", "refused"),
    [
        ((), sharing.NobodyNamed),
        ((Recipient("nobody"),), sharing.NotAnAddress),
        ((Recipient("a@b.example\nBcc: c@d.example"),), sharing.NotAnAddress),
        (tuple(Recipient(f"n{n}@example.com") for n in range(21)), sharing.TooMany),
    ],
)
def test_recipients_that_cannot_be_leave_nothing(
    inspection: Inspection, recipients: tuple[Recipient, ...], refused: type[Refusal]
) -> None:
    before = Share.objects.count()
    with pytest.raises(refused):
        send(inspection, *recipients)
    assert Share.objects.count() == before
    assert not Message.objects.filter(kind="share").exists()


def test_a_double_click_is_one_letter_and_one_line(inspection: Inspection) -> None:
    send(inspection, GIDEON)
    send(inspection, GIDEON)
    assert Message.objects.filter(kind="share").count() == 1
    assert inspection.moments.filter(kind="link.shared").count() == 1


def test_a_preview_writes_nothing_and_is_the_letter(inspection: Inspection) -> None:
    message = sharing.preview(
        inspection=inspection,
        recipient=GIDEON,
        draft=sharing.starter(inspection.company, "status only"),
        at=clock.now(),
    )
    assert not Message.objects.filter(kind="share").exists()
    assert "Hello Gideon," in rendering.render(message, address=None).text
    assert not Share.objects.filter(link__holder__email=GIDEON.address).exists()


def test_revoking_closes_one_link_and_withdraws_its_letter(inspection: Inspection) -> None:
    (message,) = send(inspection, GIDEON)
    share = Share.objects.get(link=message.link)
    ending.revoke(link=share.link, by=inspection.booked_by, at=clock.now())
    assert not share.link.alive(at=clock.now())
    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert cast.link(inspection).alive(at=clock.now())
    assert inspection.moments.latest("pk").words == "Link of Gideon Frost revoked: status only"


def test_revoking_all_but_the_clients_keeps_theirs(inspection: Inspection) -> None:
    send(inspection, GIDEON)
    assert ending.revoke_all_but_clients(inspection=inspection, by=inspection.booked_by, at=clock.now()) == 2
    open_links = Share.objects.filter(inspection=inspection, link__revoked_at=None)
    assert [one.link.holder.name for one in open_links] == ["Cora Whitfield"]
