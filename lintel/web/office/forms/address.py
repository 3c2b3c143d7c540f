"""Another address for one letter."""

from lintel.directory import slips
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fields import AddressField


class AddressForm(OfficeForm):
    """Where a letter should have gone."""

    email = AddressField(
        error_messages={
            "required": "Write the address it should go to.",
            "invalid": "That is not an email address. It looks like name@example.com.",
        },
    )

    def clean_email(self) -> str:
        """Ask about slips of the finger."""
        typed = str(self.cleaned_data["email"])
        likely = slips.likely(typed)
        if likely:
            mend = (f"Use {likely}", likely)
            self.ask("email", typed, f"Is {typed} right?", keep="Keep as typed", mend=mend)
        return typed
