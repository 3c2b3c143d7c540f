"""Asking somebody in: the letter, the link with its proof, the password, and the first look at the office."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from lintel.access import keys
from lintel.companies import invitation_keys, trial
from lintel.companies.models import Invitation, Member, User
from lintel.core import clock
from lintel.inspections import inviting
from lintel.messages import rendering, sending
from lintel.messages.models import Message
from tests import cast
from tests.accounts.conftest import signed_in
from tests.accounts.pages import link_in, path_of, words

MEMBERS = "/office/settings/members/"
PASSWORD = "a door under the lintel"


def invite(browser: Client, **changes: str) -> Any:
    asked = {"name": "Nora Lindqvist", "email": "nora@lindqvist.example", "role": "inspector", "inspects": "on"}
    return browser.post(MEMBERS, {**asked, **changes})


def letter() -> EmailMultiAlternatives:
    """The invitation's letter as the worker would hand it to the mail server."""
    return sending.envelope(Message.objects.filter(kind="invitation").latest("pk"), at=clock.now())


def the_one() -> Invitation:
    """The invitation that waits for an answer."""
    return Invitation.objects.get(accepted_at=None)


def joining_path() -> str:
    return path_of(link_in(str(letter().body)))


def test_invited_by_letter_and_in_with_a_password(cedar: cast.Office, dana: Client) -> None:
    assert invite(dana)["Location"] == MEMBERS
    assert link_in(str(letter().body)).startswith("https://lintel.example/join/")
    nora = Client()
    page = nora.get(joining_path())
    assert "Dana Ortiz invites you, Nora Lindqvist , as inspector." in words(page)
    answer = nora.post(joining_path(), {"password1": PASSWORD})
    assert answer["Location"] == "/"
    member = Member.objects.get(name="Nora Lindqvist")
    assert (member.company, member.role, member.inspects) == (cedar.company, "inspector", True)
    assert "nora@lindqvist.example, confirmed" in words(nora.get("/office/settings/account/"))
    assert Client().get(joining_path()).status_code == 404, "the link opens once"


def test_the_proof_rests_nowhere(dana: Client) -> None:
    invite(dana)
    token = invitation_keys.token(the_one().key)
    kept = Message.objects.get(kind="invitation")
    assert token not in f"{kept.body}{kept.subject}{kept.heading}"
    assert token in str(letter().body)
    assert token not in rendering.render(kept, address=None).html, "a preview is for reading, not for joining"


def test_both_halves_of_the_letter_lead_there(dana: Client) -> None:
    invite(dana)
    sent = letter()
    html = str(sent.alternatives[0][0])
    address = link_in(str(sent.body))
    assert f'href="{address}"' in html
    assert "Join Cedar &amp; Stone Home Inspections" in html


def test_an_invitations_key_is_no_links_key(dana: Client) -> None:
    invite(dana)
    key = the_one().key
    token = invitation_keys.token(key)
    assert invitation_keys.read(token) == key
    assert keys.read(token) is None
    assert invitation_keys.read(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert invitation_keys.read(keys.token("0123456789abcdef")) is None


def test_an_older_key_still_opens(dana: Client, settings: Settings) -> None:
    invite(dana)
    path = joining_path()
    settings.LINK_KEYS = [b"n" * 16 + bytes(range(16)), *settings.LINK_KEYS]
    assert Client().get(path).status_code == 200
    settings.LINK_KEYS = settings.LINK_KEYS[:1]
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("how", ["mistyped", "withdrawn", "run out", "unknown", "odd letters"])
def test_what_opens_nothing_answers_alike(dana: Client, how: str) -> None:
    invite(dana)
    invitation = the_one()
    path = joining_path()
    if how == "mistyped":
        path = f"{path[:-2]}{'x' if path[-2] != 'x' else 'y'}/"
    elif how == "withdrawn":
        dana.post(f"/office/settings/invitations/{invitation.key}/withdraw/")
    elif how == "run out":
        Invitation.objects.filter(accepted_at=None).update(expires_at=clock.now() - timedelta(minutes=1))
    elif how == "unknown":
        path = f"/join/{invitation_keys.token('zzzzzzzzzz')}/"
    else:
        path = "/join/ü%20💥/"
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "This invitation opens nothing" in words(answer)
    assert Client().post(path, {"password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="nora@lindqvist.example").exists()


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Choose a password."), ("short", "too short"), ("lindqvist.example", "too similar"), ("password1", "common")],
)
def test_a_weak_password_is_said_so(dana: Client, password: str, said: str) -> None:
    invite(dana)
    answer = Client().post(joining_path(), {"password1": password})
    assert said in words(answer)
    assert not User.objects.filter(email="nora@lindqvist.example").exists()


def test_withdrawing_takes_the_letter_back_too(dana: Client) -> None:
    invite(dana)
    dana.post(f"/office/settings/invitations/{the_one().key}/withdraw/")
    assert Message.objects.get(kind="invitation").state == Message.State.WITHDRAWN
    dana.get(MEMBERS)
    assert "nora@lindqvist.example" not in words(dana.get(MEMBERS))


def test_sending_again_is_one_new_letter_and_another_fortnight(cedar: cast.Office, dana: Client) -> None:
    invite(dana)
    invitation = the_one()
    Invitation.objects.filter(accepted_at=None).update(expires_at=clock.now() - timedelta(minutes=1))
    assert "Run out on" in words(dana.get(MEMBERS))
    for _ in range(2):
        dana.post(f"/office/settings/invitations/{invitation.key}/again/", {"once": "k3p9"})
    assert Message.objects.filter(kind="invitation", state=Message.State.QUEUED).count() == 1
    assert Client().get(joining_path()).status_code == 200


def test_a_double_click_invites_once(dana: Client) -> None:
    invite(dana)
    invite(dana)
    assert Invitation.objects.filter(accepted_at=None).count() == 1
    assert Message.objects.filter(kind="invitation").count() == 1


def test_inviting_the_same_address_otherwise_replaces_the_earlier_one(dana: Client) -> None:
    invite(dana)
    first = joining_path()
    invite(dana, role="office")
    assert Client().get(first).status_code == 404
    assert Client().get(joining_path()).status_code == 200


def test_on_trial_the_letter_counts_as_inside(juniper: cast.Office) -> None:
    mina = signed_in(juniper.owner.user)
    invite(mina)
    assert juniper.company.on_trial()
    assert trial.inside(juniper.company, "nora@lindqvist.example", at=clock.now())


def test_an_invitation_whose_letter_is_held_says_so_and_can_be_copied(dana: Client, settings: Settings) -> None:
    settings.MAIL_CONFIGURED = False
    invite(dana)
    page, said = dana.get(MEMBERS), "Held: no mail server. Copy the link instead"
    assert said in words(page), "it is known before it is written down"
    Message.objects.filter(kind="invitation").update(
        state=Message.State.HELD, held_because="no mail server", due_at=None
    )
    assert said in words(dana.get(MEMBERS))
    assert invitation_keys.address(the_one().key) in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Write the person’s name"),
        ({"email": ""}, "Write the address the invitation goes to."),
        ({"email": "nora"}, "That is not an email address."),
        ({"email": "nora@gmial.com"}, "Is this address right?"),
        ({"email": "ike@cedarstone.example"}, "Someone already signs in with that address."),
    ],
)
def test_what_is_wrong_is_said_and_kept(dana: Client, changes: dict[str, str], said: str) -> None:
    answer = invite(dana, **changes)
    assert said in words(answer)
    assert 'value="Nora Lindqvist"' in answer.content.decode() or "name" in changes
    assert not Invitation.objects.filter(accepted_at=None).exists()


def test_nobody_but_an_owner_invites_or_sees_the_links(cedar: cast.Office, dana: Client, olga: Client) -> None:
    invite(dana)
    page = olga.get(MEMBERS)
    assert "Dana Ortiz" in words(page)
    assert "/join/" not in page.content.decode()
    assert invite(olga, email="other@lindqvist.example").status_code == 403
    assert olga.post(f"/office/settings/invitations/{the_one().key}/again/").status_code == 403
    assert cedar.staff
    with pytest.raises(inviting.NotAllowed):
        inviting.invite(
            company=cedar.company, name="Nora", email="n@lindqvist.example", role="owner", inspects=False,
            by=cedar.staff, at=clock.now(),
        )  # fmt: skip


def test_next_door_neither_sees_nor_touches_it(juniper: cast.Office, dana: Client) -> None:
    invite(dana)
    key = the_one().key
    mina = signed_in(juniper.owner.user)
    assert "Nora" not in words(mina.get(MEMBERS))
    for act in ("again", "withdraw"):
        assert mina.post(f"/office/settings/invitations/{key}/{act}/").status_code == 404


def test_a_letter_is_not_sent_by_django_at_once(dana: Client) -> None:
    invite(dana)
    assert mail.outbox == []
