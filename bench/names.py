"""The names that the measured data are made of: people, streets and places, as an office in Idaho would know them."""

from pathlib import Path

WORDS = Path(__file__).parent / "words"
FIRST, LAST, STREETS = (
    (WORDS / f"{name}.txt").read_text("utf-8").splitlines() for name in ("first", "last", "streets")
)
COMMON = "Smith"  # one client in twenty
RARE = "Quackenbush"  # four in all, whatever the size
KINDS = ("Street", "Avenue", "Drive", "Lane", "Road", "Boulevard", "Court", "Way", "Place")

TOWNS = (
    ("Boise", "83702"),
    ("Boise", "83704"),
    ("Boise", "83705"),
    ("Boise", "83706"),
    ("Boise", "83709"),
    ("Boise", "83713"),
    ("Meridian", "83642"),
    ("Meridian", "83646"),
    ("Nampa", "83651"),
    ("Nampa", "83686"),
    ("Caldwell", "83605"),
    ("Eagle", "83616"),
    ("Garden City", "83714"),
    ("Kuna", "83634"),
    ("Star", "83669"),
    ("Mountain Home", "83647"),
)

MAIL = ("gmail.com", "yahoo.com", "outlook.com", "icloud.com", "proton.me", "hotmail.com", "comcast.net")
OFFICES = ("foothillsrealty.example", "treasurevalleyhomes.example", "boisebench.example", "gemstateagents.example")
