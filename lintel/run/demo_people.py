"""Who and what the demo is made of: Cedar & Stone's fortnight around today, and Juniper Ridge on trial."""

from dataclasses import dataclass

from lintel.inspections.scheduling import Person, Place

PASSWORD = "the door in the hill"  # noqa: S105 - of people who do not exist
BOISE = "America/Boise"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36"
BUYERS, LISTING = "buyers agent", "listing agent"

HOME, RADON, SEWER, MOLD, POOL = "Home inspection", "Radon test", "Sewer scope", "Mold test", "Pool and spa"

MARISOL = Person("Marisol Vega", "marisol@juniperrealty.example", "(208) 555-0163", BUYERS)
TOM = Person("Tom Brandvold", "tom@hearthsidegroup.example", "(208) 555-0177", LISTING)
TOM_AGAIN = Person("Tom Brandvold", "t.brandvold@hearthside.example", TOM.phone, LISTING)  # on file twice
GRACE = Person("Grace Ibarra", "grace.ibarra@treasurevalleyhomes.example", "(208) 555-0158", BUYERS)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened next: `act` is a function of run/demo.py; `day` counts from today, at this local time."""

    day: int
    clock: str
    act: str
    who: int = 0
    amount: int = 0
    words: str = ""
    to: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Booking:
    """An inspection: `day` and `clock` of its start, `booked` likewise, and what happened after."""

    day: int
    clock: str
    inspector: str
    place: Place
    people: tuple[Person, ...]
    services: tuple[str, ...]
    booked: tuple[int, str]
    then: tuple[Step, ...] = ()
    unconfirmed: bool = False


def place(street: str, city: str, postcode: str, kind: str, *facts: int) -> Place:
    """A house in Idaho, on Boise's clocks; its facts are the year it was built and its square feet."""
    return Place(street, BOISE, city, "ID", postcode, kind, *facts)


def client(name: str, phone: str = "", email: str = "") -> Person:
    """A client whose address is their name, unless it is given."""
    return Person(name, email or f"{name.lower().replace(' ', '.')}@mail.example", phone)


CORA = Booking(
    1, "13:00", "Ike Marsh",
    place("1847 Alder Creek Road", "Boise", "83702", "two-storey", 1978, 2140),
    (client("Cora Whitfield", "(208) 555-0191", "cora.whitfield@mail.example"), MARISOL),
    (HOME, RADON, SEWER),
    (-2, "15:05"),
    (Step(-2, "18:40", "open"),),
)  # fmt: skip

CEDAR = (
    Booking(
        0, "08:00", "Ike Marsh",
        place("590 S Cloverdale Rd", "Boise", "83709", "ranch", 1994, 1820),
        (client("Anders Holm", "(208) 555-0120"), client("June Holm"), GRACE),
        (HOME, RADON, POOL),
        (-6, "10:20"),
        (Step(-6, "12:02", "open"), Step(-6, "12:05", "sign"), Step(-6, "12:09", "pay"),
         Step(-5, "19:31", "open", 1), Step(-5, "19:36", "sign", 1)),
    ),
    Booking(
        0, "09:00", "Dana Ortiz",
        place("4210 N Sunderland Ridge Way", "Eagle", "83616", "two-storey", 2006, 3260),
        (client("Theo Ansel", "(208) 555-0134"), client("Marguerite Ansel"), MARISOL),
        (HOME, SEWER),
        (-4, "09:12"),
        (Step(-4, "09:50", "open"), Step(-4, "09:53", "sign"), Step(-4, "09:58", "pay")),
    ),
    Booking(
        0, "12:30", "Ike Marsh",
        place("602 E Jefferson St, Unit 4", "Boise", "83712", "condo", 1931, 1180),
        (client("Priya Raman", "(208) 555-0142", "priya.raman@fastmail.example"), MARISOL, TOM),
        (HOME, RADON),
        (-5, "16:20"),
        (Step(-5, "16:22", "receive", amount=150_00, words="Check #2207, deposit"),
         Step(-4, "09:41", "open"), Step(-1, "15:08", "add_fee", words=SEWER), Step(-1, "15:10", "resend")),
    ),
    Booking(
        0, "14:00", "Dana Ortiz",
        place("3115 S Owyhee St", "Boise", "83705", "ranch", 1962, 1390),
        (client("Luis Fuentes", "(208) 555-0117"), GRACE),
        (HOME, SEWER),
        (-3, "11:15"),
        (Step(-3, "12:40", "open"), Step(-3, "12:44", "sign"),
         Step(-2, "10:05", "receive", amount=450_00, words="Cash at the office")),
    ),
    Booking(
        1, "08:00", "Ike Marsh",
        place("11976 W Broken Spur Ct", "Star", "83669", "farmhouse", 1988, 2650),
        (client("Hannah Oyelaran", "(208) 555-0109", "hannah.oyelaran@gmial.com"), GRACE),
        (HOME, RADON),
        (-1, "17:45"),
    ),
    Booking(
        1, "09:30", "Dana Ortiz",
        place("2231 N 15th St", "Boise", "83702", "two-storey", 1912, 1760),
        (client("Wes Tanaka", "(208) 555-0185"),),
        (HOME,),
        (-2, "08:31"),
        (Step(-2, "08:32", "fetch"),),
    ),
    CORA,
    Booking(
        1, "15:00", "Dana Ortiz",
        place("845 E Riverstone Ln, Apt 212", "Meridian", "83642", "condo", 2019, 940),
        (client("Bettina Kroll", "(208) 555-0171"), MARISOL),
        (HOME,),
        (-3, "14:10"),
        (Step(-2, "07:45", "open"), Step(-2, "07:49", "sign")),
    ),
    Booking(
        2, "10:00", "Ike Marsh",
        place("5610 E Warm Springs Ave", "Boise", "83716", "two-storey", 1974, 2980),
        (client("Imogen Castellanos", "(208) 555-0102"),),
        (HOME, MOLD),
        (-1, "18:20"),
        (Step(-1, "18:41", "bill_insurer", words=MOLD),),
    ),
    Booking(
        3, "13:30", "Dana Ortiz",
        place("1208 S Tamarack Glen Dr", "Nampa", "83686", "two-storey", 2001, 3400),
        (client("Yusuf Demir", "(208) 555-0149"), GRACE, TOM),
        (HOME, RADON, SEWER, MOLD, POOL),
        (-4, "13:02"),
        (Step(-4, "20:12", "open"), Step(-4, "20:19", "sign"),
         Step(-2, "16:30", "receive", amount=560_00, words="Check #1043, half now")),
    ),
    Booking(
        -1, "08:30", "Ike Marsh",
        place("7702 W Preece Dr", "Boise", "83704", "ranch", 1957, 1240),
        (client("Gideon Pruitt", "(208) 555-0196"), MARISOL),
        (HOME,),
        (-5, "09:25"),
        (Step(-5, "11:11", "open"), Step(-4, "21:02", "sign"), Step(-1, "17:40", "publish")),
    ),
    Booking(
        -1, "13:00", "Dana Ortiz",
        place("1420 N Harrison Blvd", "Boise", "83702", "two-storey", 1926, 3020),
        (client("Rosalind Achterberg", "(208) 555-0113"), TOM_AGAIN),
        (HOME, SEWER),
        (-7, "10:48"),
        (Step(-7, "13:20", "open"), Step(-7, "13:24", "sign"), Step(-6, "09:01", "pay"),
         Step(-1, "16:15", "receive", amount=195_00, words="Check #881 for the sewer scope")),
    ),
    Booking(
        -4, "09:00", "Ike Marsh",
        place("318 Lander St", "Boise", "83703", "ranch", 1949, 1105),
        (client("Nolan Beck", "(208) 555-0128"),),
        (HOME,),
        (-9, "15:40"),
        (Step(-9, "17:05", "open"), Step(-9, "17:09", "sign"), Step(-9, "17:15", "pay"),
         Step(-4, "16:20", "publish"), Step(-4, "18:02", "read")),
    ),
    Booking(
        -3, "14:30", "Dana Ortiz",
        place("9044 W Sandpiper Cove", "Garden City", "83714", "townhouse", 2012, 1610),
        (client("Mei-Ling Sorensen", "(208) 555-0155", "meiling.sorensen@mail.example"), GRACE),
        (HOME, RADON),
        (-8, "12:12"),
        (Step(-8, "12:30", "open"), Step(-7, "08:55", "move", to=(-2, "09:30")),
         Step(-7, "19:02", "sign"), Step(-7, "19:08", "pay"), Step(-2, "15:45", "publish")),
    ),
    Booking(
        5, "11:00", "Dana Ortiz",
        place("2650 E Starcrest Dr", "Boise", "83712", "two-storey", 1983, 2480),
        (client("Paul Nakagawa", "(208) 555-0136"), client("Edie Nakagawa"), MARISOL),
        (HOME, RADON),
        (-6, "14:44"),
        (Step(-6, "20:20", "open"), Step(-3, "09:16", "cancel", words="The buyers withdrew their offer")),
    ),
    Booking(
        6, "13:00", "Ike Marsh",
        place("508 W Thatcher St", "Boise", "83702", "ranch", 1938, 1180),
        (client("Hollis Vandermeer", "(208) 555-0151"), GRACE),
        (HOME,),
        (-1, "16:35"),
        unconfirmed=True,
    ),
)  # fmt: skip

JUNIPER = (
    Booking(
        1, "10:00", "Rowan Pike",
        place("77 Juniper Hill Road", "Caldwell", "83605", "farmhouse", 1968, 2260),
        (client("Vera Lindqvist", "(208) 555-0203"), client("Otto Lindqvist")),
        (HOME,),
        (-1, "09:12"),
    ),
    Booking(
        3, "09:00", "Rowan Pike",
        place("4100 Sagebrush Flat", "Middleton", "83644", "ranch", 1999, 1720),
        (client("Samir Haddad", "(208) 555-0207"), MARISOL),
        (HOME, SEWER),
        (-1, "10:05"),
    ),
)  # fmt: skip
