"""Signed on paper: who signed, when, why on paper, and the scan."""

from django import forms

from lintel.inspections.scanning import Said
from lintel.web.office.forms.asking import OfficeForm


class PaperForm(OfficeForm):
    """What the office knows of it. `seen` is the digest of the words on the page."""

    scan = forms.FileField(
        label="Scan or photo of the signed paper",
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
    )
    name = forms.CharField(
        label="Signed by", max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    signed_on = forms.DateField(
        label="On",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "That is no day. Write it like 2026-11-24."},
    )
    reason = forms.CharField(
        label="Why on paper", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def said(self) -> Said:
        """What is kept of it."""
        typed = self.cleaned_data
        return Said(typed["name"], typed["signed_on"], typed["reason"], typed["seen"])

    def anew(self, seen: str) -> None:
        """The same for the words of now."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = seen  # type: ignore[index]
