"""Every part of the office in all its states, for whoever builds with them and for the tests that look at them."""

from django.http import HttpRequest, HttpResponse, QueryDict

from lintel.companies.models import Member
from lintel.web.drawings import DRAWINGS
from lintel.web.office import door
from lintel.web.office.forms.address import AddressForm
from lintel.web.office.progress import Mark, Standing

WORDS = ("Sent", "Opened", "Signed", "Paid", "Report")
STEPS: tuple[tuple[tuple[str, ...], Standing], ...] = (
    (("none", "none", "none", "none", "none"), Standing("The letter is about to leave.", "", icon="send")),
    (("wait", "none", "none", "none", "none"), Standing("The letter is held: trial.", "", "wait", "lock")),
    (("bad", "none", "none", "none", "none"), Standing("A letter came back: no such mailbox.", "", "bad", "alert")),
    (
        ("good", "wait", "none", "none", "none"),
        Standing("Waits on Wes to open the letter, to sign and to pay $450.00.", "", "wait"),
    ),
    (("good", "good", "half", "half", "none"), Standing("Waits on Marguerite to sign. Theo has.", "", "wait")),
    (("good", "good", "good", "good", "lock"), Standing("The report waits for its gates.", "", "wait", "lock")),
    (("good", "good", "good", "good", "good"), Standing("Nothing open.", "", "good", "check")),
    (("off", "off", "off", "off", "off"), Standing("Cancelled.", "", icon="void")),
)


@door.office()
def parts(request: HttpRequest, member: Member) -> HttpResponse:
    """The pattern page."""
    rows = [([Mark(word, state, state) for word, state in zip(WORDS, states, strict=True)], sentence)
            for states, sentence in STEPS]  # fmt: skip
    asked = AddressForm(QueryDict("email=hannah@gmial.com"), auto_id="p-asked-%s")
    return door.show(request, member, "office/parts.html", rows=rows, drawings=sorted(DRAWINGS), asked=asked)
