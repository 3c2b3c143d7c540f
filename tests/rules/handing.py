"""One more link of each kind that Share Details hands out, beside those that come with an inspection."""

from lintel.access import presets
from lintel.core import clock
from lintel.inspections import sharing
from lintel.inspections.sharing import Consent, Recipient
from tests.rules import world
from tests.rules.world import House, World

TO = {
    "whole portal": "agent",
    "report only": "lender",
    "pay only": "insurer",
    "sign only": "client",
    "status only": "agent",
}


def build() -> World:
    """Both houses, each having shared its inspection in every way."""
    there = world.build()
    for house in (there.cedar, there.juniper):
        for preset in presets.PRESETS:
            hand_out(house, preset)
    return there


def hand_out(house: House, preset: str) -> None:
    """Share the inspection: the link is the house's under the name of what it opens."""
    who = TO[preset]
    if preset == "status only":
        house.links[preset] = house.links["agent"]
        return
    address = house.links[who].holder.email if who in house.links else f"{who}@{house.words[1].lower()}.example"
    (message,) = sharing.share(
        inspection=house.inspection,
        recipients=[Recipient(address)],
        draft=sharing.starter(house.inspection.company, preset),
        consent=Consent("The client", "by phone"),
        without_button=False,
        by=house.office.owner,
        once=preset,
        at=clock.now(),
    )
    assert message.link is not None
    house.links[preset] = message.link
    house.secrets.append(message.link.token())
