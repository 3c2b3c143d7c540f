"""Our own Twilio has the shape that Twilio publishes; and what Lintel reads and signs is what Twilio's pages show."""

from lintel.messages import hearing
from lintel.messages.providers import twilio as provider
from tests.texts import twilio as fake
from tests.texts.twilio import Twilio

# The example of Twilio's page "Validating requests are coming from Twilio".
EXAMPLE = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}


def test_a_text_has_every_field_that_twilio_describes_and_no_other() -> None:
    text = fake.made(Twilio(), {"To": "+12085550171", "From": fake.NUMBER, "Body": "Hello"})
    assert set(text) == fake.MESSAGE
    assert text["status"] in fake.STATUSES


def test_every_state_of_a_text_on_its_way_is_understood() -> None:
    inbound = {"receiving", "received", "partially_delivered"}
    assert set(hearing.STATES) == set(fake.STATUSES) - inbound


def test_the_signature_of_twilio_s_own_example() -> None:
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert provider.signature("12345", address, EXAMPLE) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
