"""Nobody sees, changes or learns of what another company keeps, by any address, method or field.

The walk is made from the URL map. What belongs to the company next door answers as what is not there at all.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from lintel.companies.models import OwnedQuerySet
from tests.rules import walking, world
from tests.rules.recipes import RECIPES
from tests.rules.urlmap import Address, addresses
from tests.rules.world import Ids, World

pytestmark = pytest.mark.django_db
STAFF = ("inspector", "staff")
OTHERS = ("anonymous", *STAFF, "next door's owner")
VISITORS = ("owner", *(pytest.param(one, marks=[pytest.mark.long, pytest.mark.once]) for one in OTHERS))
SHUT = {"demo"}
USUAL = ("GET", "POST")
SELDOM = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def test_every_address_has_a_recipe() -> None:
    assert {one.name for one in addresses()} == set(RECIPES)


def test_everything_a_company_keeps_is_there_to_leak(there: World) -> None:
    missing = [
        (model._meta.label, house.company.name)
        for model in world.owned_models()
        for house in (there.cedar, there.juniper)
        if not model._default_manager.filter(company=house.company).exists()
    ]
    assert missing == []
    assert world.crossings() == []


@pytest.mark.parametrize("visitor", VISITORS)
def test_strangers_rows_answer_like_absent_ones_and_stay_as_they_are(visitor: str, there: World) -> None:
    """And each role is refused what is not its business."""
    steps = Walk(there, visitor)
    assert [fault for address in addresses() for fault in steps.through(address)] == []
    assert steps.asked > len(RECIPES)
    if visitor in STAFF:
        assert steps.refused == OWNERS_ALONE | (MONEYS if visitor == "inspector" else set())


@pytest.mark.parametrize("visitor", ["owner", pytest.param("next door's owner", marks=pytest.mark.once)])
def test_a_form_that_names_strangers_rows_changes_and_reveals_nothing(visitor: str, there: World) -> None:
    steps = Walk(there, visitor)
    faults = [fault for address in addresses() if RECIPES[address.name].sends for fault in steps.mixed(address)]
    assert faults == []


@pytest.mark.once
def test_without_the_companys_filter_the_walk_finds_leaks_everywhere(
    monkeypatch: pytest.MonkeyPatch, there: World
) -> None:
    """The control: with `of(company)` letting everything through, each address that names a row is caught."""
    monkeypatch.setattr(OwnedQuerySet, "of", lambda self, _company: self.all())
    steps = Walk(there, "owner")
    naming = [one for one in addresses() if one.door == "office" and RECIPES[one.name].names()]
    assert [one.name for one in naming if not any(steps.through(one))] == []


class Walk:
    """One visitor going round every address, with what is their own, next door's and nobody's.

    The owner tries each name of an address in turn; others, to whom the same views answer, all of them at once. Staff
    stand behind the owner's own door: of them it is asked what they are refused.
    """

    def __init__(self, there: World, visitor: str) -> None:
        self.there, self.visitor = there, visitor
        self.home = there.juniper if visitor == "next door's owner" else there.cedar
        self.next_door = there.beside(self.home)
        office = self.home.office
        person = {"anonymous": None, "inspector": office.inspector, "staff": office.staff}.get(visitor, office.owner)
        self.member = person
        self.client = world.visiting(person)
        self.none = world.absent()
        self.kept = world.rows_of(self.next_door)
        self.asked = 0
        self.refused: set[str] = set()

    def through(self, address: Address) -> Iterator[str]:
        """What is wrong with its answers."""
        ways = walking.ways(RECIPES[address.name], self.home, self.next_door.ids, self.none)
        for foreign, absent in ways if self.visitor == "owner" else ways[-1:] if self.visitor not in STAFF else ():
            for method in USUAL:
                answer = self.answer(address, method, foreign.ids, foreign.typed)
                yield from self.judged(address, f"{method} {foreign.label}", answer, looking=method != "POST")
                gone = self.answer(address, method, absent.ids, absent.typed)
                answers = (answer.alike(foreign.ids), gone.alike(absent.ids))
                if answers[0] != answers[1]:
                    yield f"{address.name} {method} {foreign.label}: not as absent: {difference(*answers)}"
        works = False
        for method in (*USUAL, *(SELDOM if self.visitor in {"anonymous", "owner"} else ())):
            answer = self.answer(address, method, self.home.ids)
            works = works or answer.status < 400
            if answer.status == 403 and address.door == "office":
                self.refused.add(address.name)
            if method == "POST" and self.should_write(address) and not answer.wrote:
                yield f"{address.name} POST own: {answer.status} and nothing written, so nothing is proven"
            yield from self.judged(address, f"{method} own", answer, looking=method != "POST")
        if not works and self.should_work(address):
            yield f"{address.name} own: nothing works, so nothing is proven"

    def judged(self, address: Address, how: str, answer: walking.Answer, *, looking: bool) -> list[str]:
        """What is wrong with an answer, whoever asked for it."""
        faults = [answer.broke] if answer.status >= 500 else []
        faults += walking.faults_of_headers(address, answer)
        faults += [f"shows {word!r}" for word in self.foreign_words(address) if word in answer.text]
        faults += [f"wrote {answer.wrote[0]}"] if answer.wrote and looking else []
        faults += ["changed what is next door's"] if answer.left is not None and answer.left != self.kept else []
        return [f"{address.name} {how}: {fault}" for fault in faults]

    def answer(self, address: Address, method: str, ids: Ids, typed: Ids | None = None) -> walking.Answer:
        self.asked += 1
        recipe, where = RECIPES[address.name], walking.path(address, ids)
        sent = method == "POST" and recipe.sends is not None
        data = walking.typed(self.client, address, recipe, ids, chosen=typed) if sent else None
        return walking.ask(self.client, method, where, data, self.digest)

    def mixed(self, address: Address) -> list[str]:
        """One's own address, and a form in which every id is next door's."""
        recipe, own = RECIPES[address.name], self.home.ids
        data = walking.typed(self.client, address, recipe, own, chosen=self.next_door.ids)
        where = walking.path(address, own)
        answer = walking.ask(self.client, "POST", where, data, lambda: (self.digest(), world.crossings()))
        faults = [f"{address.name} {answer.broke}"] if answer.status >= 500 else []
        faults += [f"{address.name} shows {word!r}" for word in self.next_door.words if word in answer.text]
        if answer.left is not None and answer.left != (self.kept, []):
            faults.append(f"{address.name} ties or changes {answer.left[1]}")
        return faults

    def digest(self) -> int:
        return world.rows_of(self.next_door)

    def foreign_words(self, address: Address) -> tuple[str, ...]:
        """What may not be on the page: next door's words; both houses' where nobody has shown who they are."""
        words = (*self.next_door.words, *self.next_door.secrets)
        knows = self.member is not None or address.door in {"portal", "bank", "invitation"}
        return words if knows else (*words, *self.home.words)

    def should_work(self, address: Address) -> bool:
        return self.visitor == "owner" and address.door not in SHUT and address.name not in VAIN

    def should_write(self, address: Address) -> bool:
        sent = RECIPES[address.name].sends is not None
        return self.visitor == "owner" and address.door == "office" and sent and address.name not in ONLY_SHOWS


OWNERS_ALONE = {
    "office:agreement",
    "office:agreement_bring_back",
    "office:agreement_new",
    "office:agreement_signing",
    "office:agreement_withdraw",
    "office:tax",
    "office:tax_new",
    "office:tax_withdraw",
    "office:way_withdraw",
    "office:ways",
    "office:invitation_again",
    "office:invitation_withdraw",
    "office:member",
    "office:member_leave",
    "office:member_take_back",
    "office:members",
    "office:pay_with",
    "office:payment_settings",
    "office:policy",
    "office:service",
    "office:service_bring_back",
    "office:service_move",
    "office:service_new",
    "office:service_withdraw",
    "office:settings",
    "office:stripe_disconnect",
    "office:stripe_key",
    "office:stripe_secret",
    "office:stripe_test",
    "office:quiet_hours",
    "office:text_account",
    "office:text_disconnect",
    "office:text_settings",
    "office:text_test",
    "office:upgrade",
    "office:automation",
    "office:automation_manners",
    "office:automation_new",
    "office:automation_switch",
    "office:automation_throw_away",
    "office:wording",
    "office:wording_new",
    "office:wording_reset",
    "office:wording_test",
}
MONEYS = {
    "office:add_invoice",
    "office:check_payment",
    "office:check_picture",
    "office:dispute_pack",
    "office:invoice_check_payment",
    "office:invoice_check_picture",
    "office:invoice_new",
    "office:invoice_own_terms",
    "office:invoice_receive",
    "office:invoice_refund",
    "office:invoice_terms",
    "office:invoice_too_much",
    "office:invoice_void_payment",
    "office:invoices",
    "office:invoices_csv",
    "office:payments",
    "office:payments_csv",
    "office:receive",
    "office:refund",
    "office:give_back",
    "office:invoice_give_back",
    "office:request_payment",
    "office:split_invoice",
    "office:stray",
    "office:too_much",
    "office:void_payment",
}
ONLY_SHOWS = {
    "office:check_payment",
    "office:invoice_check_payment",
    "office:invoice_send_preview",
    "office:publish_preview",
    "office:schedule_check",
    "office:share_preview",
    "office:stripe_key",
    "office:stripe_test",
    "office:sign_on_paper",  # without a file
    "office:text_account",
    "office:upload_reports",  # without a file
    "office:plan_preview",
    "office:wording_preview",
}
VAIN = {
    # They open nothing here: the key is made up, or what they are about is not there.
    "portal:nowhere",
    # What they are sent is proven elsewhere: by Stripe's signature, and by Stripe's word for a key.
    "hooks:stripe",
    "office:stripe_key",
    # The same at Twilio.
    "hooks:text_heard",
    "hooks:text_told",
    "office:text_account",
    # The same at the mail service, which is none here.
    "hooks:mail",
    "account_confirm_email",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
}


def difference(*answers: tuple[int, str, str]) -> Any:
    """The first place in which two answers part."""
    one, other = answers
    if one[0] != other[0] or one[2] != other[2]:
        return (one[0], one[2]), (other[0], other[2])
    place = next((at for at, (a, b) in enumerate(zip(one[1], other[1], strict=False)) if a != b), 0)
    return one[1][place - 60 : place + 60], other[1][place - 60 : place + 60]
