"""Allauth's forms with our sentences, and the one that opens a company."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, QueryDict

from lintel.companies import joining
from lintel.companies.models import User
from lintel.core import clock
from lintel.directory import slips
from lintel.inspections import opening
from lintel.web import zones

LABELS = {
    "code": "Code",
    "email": "Email address",
    "login": "Email address",
    "oldpassword": "Present password",
    "password2": "The same password again",
}
NEW_PASSWORD = "At least 8 characters, and not one that many people use."  # noqa: S105 - a hint
NEEDED = {
    "code": "Type the code.",
    "email": "Write your email address.",
    "login": "Write your email address.",
    "name": "Write a name.",
    "oldpassword": "Type your present password.",
    "password": "Type your password.",
    "password1": "Choose a password.",
    "password2": "Type the same password again.",
}
NOT_AN_ADDRESS = "That is not an email address. It looks like name@example.com."


class Worded:
    """Our labels, hints and sentences on any of allauth's forms."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = NEEDED.get(name, field.error_messages["required"])
            if name == "password1":
                field.label = "New password" if "password2" in self.fields else "Password"
                field.help_text = NEW_PASSWORD
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NOT_AN_ADDRESS
                field.validators = [*forms.EmailField(error_messages={"invalid": NOT_AN_ADDRESS}).validators]
                field.widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}


class SignIn(Worded, allauth_forms.LoginForm):  # type: ignore[misc]
    pass


class AskForReset(Worded, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    pass


class Reset(Worded, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ChangePassword(Worded, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPassword(Worded, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    pass


class NewAddress(Worded, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """The address somebody wants to change to. The present one stays until the new one is confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New address"

    def save(self, request: HttpRequest) -> EmailAddress:
        """Keep the new address beside the present one, and send the letter that confirms it."""
        with transaction.atomic():
            waiting = EmailAddress.objects.filter(user=self.user, verified=False)
            waiting.exclude(email__iexact=self.user.email).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address


class Reauthenticate(Worded, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class Code(Worded, code_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgain(Worded, code_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCode(Worded, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    pass


class AddPasskey(Worded, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "So that you know it again, such as “My phone”."
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = "Use it instead of the password"
            self.fields["passwordless"].help_text = "You sign in with a touch or a look, and type nothing."
            self.fields["passwordless"].initial = True


class RenamePasskey(Worded, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    pass


class SignUp(Worded, allauth_forms.SignupForm):  # type: ignore[misc]
    """Company, name, address, password, zone; and for the first company the code of the terminal."""

    company = forms.CharField(
        label="Company",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Write the company’s name: it heads every letter and every client’s page."},
    )
    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    zone = forms.ChoiceField(
        label="Time zone",
        help_text="In which your days are shown. Each property may have its own.",
        error_messages={"invalid_choice": "Choose one from the list."},
        widget=forms.Select(attrs={"data-suggest-zone": ""}),
    )
    code = forms.CharField(
        max_length=40,
        required=False,
        help_text="It was printed where Lintel was started, and proves that this installation is yours.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ["code", "company", "name", "email", "password1", "zone"]

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_mended(data) if data is not None else None, *args, **kwargs)
        self.question: tuple[str, str] | None = None
        self.kept = str(self.data.get("kept", "")) if self.is_bound else ""
        zone: Any = self.fields["zone"]
        zone.choices = zones.choices(self.data.get("zone", ""))
        self.fields["name"].error_messages["required"] = "Write your name: clients and colleagues see it."
        self.fields["password1"].widget.render_value = True
        self.fields["code"].label = "Code from the terminal"
        if not joining.is_first():
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Ask about slips of the finger in the address, once for each address."""
        cleaned: dict[str, Any] = super().clean()
        typed = str(self.data.get("email", "")).strip()
        likely = slips.likely(typed) if typed else None
        if likely and typed != self.kept:
            self.question = (typed, likely)
            self.errors.pop("email", None)
            self.add_error("email", ValidationError("Is this address right?"))
        return cleaned

    def clean_code(self) -> str:
        """As it was printed, whatever the case and however the groups were parted."""
        letters = "".join(letter for letter in self.cleaned_data["code"].upper() if letter.isalnum())
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))

    def try_save(self, request: HttpRequest) -> tuple[User | None, Any]:
        """The user, the company, its services and agreement: all of it or nothing.

        Raises joining.CodeNeeded, joining.AlreadyHere.
        """
        try:
            with transaction.atomic():
                saved: tuple[User | None, Any] = super().try_save(request)
        except IntegrityError as error:
            raise joining.AlreadyHere(field="email") from error
        return saved

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Found the company and give it its first day."""
        cleaned, at = self.cleaned_data, clock.now()
        company = joining.found(
            name=cleaned["company"],
            owner=user,
            owner_name=cleaned["name"],
            zone=cleaned["zone"],
            code=cleaned.get("code", ""),
            at=at,
        )
        opening.open_company(company, at=at)


class Join(forms.Form):
    """An invited person's password."""

    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text=NEW_PASSWORD,
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password."},
    )


def _mended(data: QueryDict) -> QueryDict:
    """What was sent, with the better address in place when its button was pressed and nothing else was typed."""
    typed, sign, better = data.get("mend", "").partition(" → ")
    if not sign or data.get("email", "").strip() != typed:
        return data
    mended = data.copy()
    mended["email"] = better
    return mended
