"""Random work in a company on trial, with the check above taken out: nothing reaches anybody outside.

LINTEL_LONG says how many actions; a thousand are asked for before a release.
"""

import os
import random

import pytest
from django.conf import settings
from django.test import override_settings

from lintel.companies.models import Invitation, Member
from lintel.core import clock
from lintel.messages import holding
from lintel.messages.models import Message
from tests.rig.smtp import Sink
from tests.robots.conftest import drain
from tests.rules import recipes, urlmap, walking, world
from tests.rules.urlmap import Address
from tests.rules.world import World

pytestmark = pytest.mark.django_db

ACTIONS = int(os.environ.get("LINTEL_LONG") or 60)
EVERY = 25
SAID_EVERYWHERE = "somebody@new.example"


def test_no_action_of_a_company_on_trial_reaches_an_outsider(
    smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch, there: World
) -> None:
    Message.objects.of(there.cedar.company).unsent().update(
        state="withdrawn", due_at=None, withdrawn_at=clock.now(), held_because=""
    )
    monkeypatch.setattr(holding, "would_hold", lambda *_args, **_named: "")
    monkeypatch.setattr(holding, "reason", lambda *_args, **_named: "")
    assert not settings.DEMO
    chance = random.Random(int(os.environ.get("LINTEL_SEED") or 3))  # noqa: S311 - chosen again the same
    choices = [one for one in urlmap.addresses() if one.door in {"office", "portal"} and sends(one)]
    done = 0
    for number in range(ACTIONS):
        done += act(there, chance.choice(choices), number)
        if number % EVERY == EVERY - 1:
            Message.objects.filter(due_at__gt=clock.now()).update(due_at=clock.now())
            drain()
    juniper = there.juniper.company
    juniper.refresh_from_db()
    assert juniper.on_trial()
    assert done > ACTIONS / 4, "most of it was refused, so little is proven"
    inside = {one.lower() for one in Member.objects.of(juniper).values_list("user__email", flat=True)}
    inside |= {one.lower() for one in Invitation.objects.of(juniper).values_list("email", flat=True)}
    reached = {letter["X-Envelope-To"].lower() for letter in smtp_sink.letters}
    assert reached - inside == set()
    assert reached, "nothing left at all, so nothing is proven"
    outside = Message.objects.of(juniper).exclude(to_address__in=inside)
    assert outside.exists()
    assert set(outside.values_list("state", flat=True)) & {"sent", "sending"} == set()


def act(there: World, address: Address, number: int) -> bool:
    """One form, sent for good; whether it was taken."""
    ids, recipe = there.juniper.ids, recipes.RECIPES[address.name]
    client = world.visiting(there.juniper.office.owner if address.door == "office" else None)
    data = walking.typed(client, address, recipe, ids)
    if address.name != "office:members":
        data = {name: value.replace(SAID_EVERYWHERE, f"out{number}@outside.example") for name, value in data.items()}
    data = {name: value.replace('"abc"', "") for name, value in data.items()}
    data |= {"once": f"o{number}"} if "once" in data else {}
    data |= {"email": "prudence@oakhurst.example"} if address.name == "portal:again" else {}
    with override_settings(SECURE_SSL_REDIRECT=False):
        return client.post(walking.path(address, ids), data, secure=True).status_code in {200, 204, 302}


def sends(address: Address) -> bool:
    return recipes.RECIPES[address.name].sends is not None
