"""The reports of the demo: a house as an inspector describes one, set as PDF."""

import multiprocessing
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from lintel.core import typesetting
from lintel.inspections import calendar, papers
from lintel.inspections.models import Inspection
from lintel.reports import keeping
from lintel.reports.keeping import Kept

TEMPLATE = Path(__file__).with_name("demo_report.typ")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen, and what to do about it; `grave` ones stand in the summary."""

    what: str
    seen: str
    todo: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the house."""

    name: str
    about: str
    findings: tuple[Finding, ...]


SECTIONS = (
    Section(
        "Roof",
        "Asphalt shingles, one layer, about twelve years old. Seen from a ladder at the eaves and with binoculars.",
        (
            Finding(
                "Lifted shingles at the west gable",
                "Six shingles stand up along the edge; the felt under them is dry.",
                "Have a roofer seal them before the winter.",
                grave=True,
            ),
            Finding("Leaves in the gutters", "The north gutter holds water.", "Clear it twice a year."),
        ),
    ),
    Section(
        "Electrical",
        "200 A service, copper branch wiring, breakers labelled. The panel was opened.",
        (
            Finding(
                "No protection at two outlets beside the kitchen sink",
                "The tester did not trip them.",
                "Have an electrician put in ground-fault outlets.",
                grave=True,
            ),
            Finding(
                "A double tap at breaker 14", "Two wires under one screw.", "An electrician parts them in minutes."
            ),
        ),
    ),
    Section(
        "Heating and water",
        "Gas furnace of 2016, filter clean, temperature rise 42 °F. Water heater of 2014, 50 gallons.",
        (
            Finding(
                "The water heater’s relief valve drips",
                "A cup of water stood under the pipe.",
                "A plumber replaces the valve; the tank itself is sound.",
            ),
        ),
    ),
    Section(
        "Basement and foundation",
        "Poured concrete, two hairline cracks, both dry on the day. The sump pump ran.",
        (
            Finding(
                "Downspout ends at the wall",
                "The soil beside the south-east corner is washed out.",
                "Lead the water six feet away from the house.",
                grave=True,
            ),
        ),
    ),
)


def kept(inspection: Inspection, *, at: datetime) -> Kept:
    """A report of this house, checked and kept as if somebody had uploaded it."""
    home, start = inspection.home, inspection.local_start()
    facts = (
        ("Property", [home.street, home.locality()]),
        ("Date", [calendar.day_words(start)]),
        ("Inspector", [inspection.inspector.name]),
    )
    paper = {
        "sender": papers.sender(inspection.company).head(),
        "title": "Inspection report",
        "facts": facts,
        "sections": [asdict(section) for section in SECTIONS],
    }
    made = _set_apart(paper, at)
    return keeping.keep(inspection.company, BytesIO(made), name="Inspection report.pdf")


def _set_apart(paper: dict[str, Any], at: datetime) -> bytes:
    """Set in a process of its own: typst keeps threads, and web processes forked with them would wait for ever."""
    with multiprocessing.get_context("spawn").Pool(1) as apart:
        made: bytes = apart.apply(typesetting.pdf, (TEMPLATE, paper), {"at": at})
    return made
