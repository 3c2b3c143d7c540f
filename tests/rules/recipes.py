"""How each address of the site is asked for. A new address without a recipe fails the walk.

A recipe says which of a house's ids (see world.py) fill the address, and what its form is sent with. `$name` in a
field or its value stands for an id. What is not said is taken from the form that the page itself shows.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.rules.world import Ids

PROOFS = ("link of", "checkout", "return", "invitation token", "hook", "text hook", "unsubscribe token")


@dataclass(frozen=True, slots=True)
class Recipe:
    """`sends`: the fields of a POST, or None where nothing is ever sent there. `looks`: whether it shows a page."""

    fills: dict[str, str] = field(default_factory=dict)
    sends: dict[str, str] | None = None
    looks: bool = True

    def address(self, ids: Ids) -> dict[str, Any]:
        return {name: ids[which] for name, which in self.fills.items()}

    def proofs(self) -> list[str]:
        """The parts of the address that are the right itself."""
        return [name for name, which in self.fills.items() if which.startswith(PROOFS)]

    def names(self) -> list[str]:
        """The parts that are only names of rows."""
        return [name for name in self.fills if name not in self.proofs()]


def page(**fills: str) -> Recipe:
    """Looked at, never sent to."""
    return Recipe(fills)


def form(sends: dict[str, str] | None = None, /, **fills: str) -> Recipe:
    """Looked at, and sent back as it is shown, with `sends` typed in."""
    return Recipe(fills, sends or {})


def act(sends: dict[str, str] | None = None, /, **fills: str) -> Recipe:
    """Only sent to."""
    return Recipe(fills, sends or {}, looks=False)


def filled(text: str, ids: Ids) -> str:
    """`text` with each `$name` replaced; the longest names first."""
    for name in sorted(ids, key=len, reverse=True):
        text = text.replace(f"${name}", str(ids[name]))
    return text


PASSWORD = "another lintel for another door"
INSPECTION = {"key": "inspection"}
LETTER = {**INSPECTION, "letter_key": "letter"}
LINK = {**INSPECTION, "link": "link"}
PLAN = {**INSPECTION, "plan_key": "plan"}
REPORT = {**INSPECTION, "report_key": "report"}
PORTAL, PAYER = {"token": "link of client"}, {"token": "link of payer"}
ONE_OFF = {"key": "one-off"}
ITS_LETTER = {**ONE_OFF, "letter_key": "one-off letter"}
ITS_LINK = {**ONE_OFF, "link": "one-off link"}

RECIPES: dict[str, Recipe] = {
    "root": page(),
    "healthz": page(),
    "asset": page(name="asset"),
    "favicon": page(),
    # --- the office
    "office:today": page(),
    "office:remind": act({"once": "abc"}, key="inspection"),
    "office:inspections": page(),
    "office:inspections_csv": page(),
    "office:schedule": form(
        {
            "act": "save",
            "c0-name": "Somebody New",
            "c0-email": "somebody@new.example",
            "street": "5 Nowhere Lane",
            "city": "Nowhere",
            "state": "ID",
            "postcode": "83702",
            "day": "2027-05-12",
            "time": "09:00",
            "minutes": "120",
            "inspector": "$inspector",
            "s-$service-on": "on",
            "s-$service-price": "100.00",
        }
    ),
    "office:schedule_check": act(
        {"inspector": "$inspector", "s-$service-on": "on", "pick": "c0:$contact", "client": "c0"}
    ),
    "office:schedule_people": page(),
    "office:inspection": page(**INSPECTION),
    "office:client_view": page(**INSPECTION),
    "office:resend": act({"participant": "$client", "once": "abc"}, **INSPECTION),
    "office:choose_resend": page(**INSPECTION),
    "office:resend_frame": page(**INSPECTION, participant="client"),
    "office:hand_over": form({"participant": "$client"}, **INSPECTION),
    "office:change_time": form({"day": "2027-05-12", "time": "09:00", "inspector": "$inspector"}, **INSPECTION),
    "office:fit_services": act(**INSPECTION),
    "office:change_place": form({"street": "6 Nowhere Lane"}, **INSPECTION),
    "office:change_people": form(
        {"p-name": "Somebody New", "p-email": "somebody@new.example", "p-role": "client"}, **INSPECTION
    ),
    "office:change_person": form({"name": "Somebody New"}, **INSPECTION, participant="client"),
    "office:found_people": page(**INSPECTION),
    "office:merge": form({"with": "$agent contact", "keep": "$contact"}, **INSPECTION, participant="client"),
    "office:separate": act({"contact": "$merged contact"}, **INSPECTION, participant="agent"),
    "office:outstanding": form({"once": "abc"}, **INSPECTION, participant="client"),
    "office:remove_person": act(**INSPECTION, participant="agent"),
    "office:confirm": act(key="unconfirmed inspection"),
    "office:cancel": form({"because": "rain"}, **INSPECTION),
    "office:change_fees": form(
        {"l$line-amount": "80.00", "fee-description": "Key", "fee-amount": "10.00"}, **INSPECTION
    ),
    "office:add_invoice": form({"act": "save", "contact": "$agent", "kind": "service", "lines": "$line"}, **INSPECTION),
    "office:request_payment": form(
        {"act": "save", "p-name": "Somebody New", "p-role": "buyers agent", "kind": "amount", "amount": "5.00"},
        **INSPECTION,
    ),
    "office:split_invoice": form(
        {"act": "save", "how": "equal", "w0-payer": "$client", "w1-payer": "$other client"},
        **INSPECTION,
        invoice_key="invoice",
    ),
    "office:receive": form({"amount": "10.00"}, **INSPECTION),
    "office:check_payment": act(**INSPECTION),
    "office:refund": form({"amount": "5.00", "reason": "rain", "once": "abc"}, **INSPECTION, payment="card payment"),
    "office:too_much": form({"words": "Second visit"}, key="other inspection"),
    "office:invoice_terms": form({"policy": "free"}, **INSPECTION),
    "office:give_back": act({"why": "over", "cents": "500", "seen": "$standing"}, **INSPECTION, payment="card payment"),
    "office:stray": form({"words": "Sent back by wire"}, pk="stray"),
    "office:void_payment": form({"reason": "It bounced"}, **INSPECTION, payment="payment"),
    "office:check_picture": page(**INSPECTION, payment="payment"),
    "office:signed_copy": page(**INSPECTION, agreement="signed agreement"),
    "office:signed_record": page(**INSPECTION, agreement="signed agreement"),
    "office:signed_scan": page(key="other inspection", agreement="scanned agreement"),
    "office:sign_on_paper": form({"name": "Somebody"}, **INSPECTION, agreement="agreement"),
    "office:update_agreements": act({"seen": "$offered"}, **INSPECTION),
    "office:upload_reports": act(**INSPECTION),
    "office:report": form({"act": "name", "name": "Renamed"}, **REPORT),
    "office:report_file": page(**REPORT, number="first"),
    "office:report_picture": page(**REPORT, number="first", page="first"),
    "office:publish": form({"act": "send", "changes": "The roof"}, **INSPECTION),
    "office:publish_preview": form({"subject": "Soon"}, **INSPECTION),
    "office:gates": form({"act": "needs", "needs": "paid"}, **INSPECTION),
    "office:end_waiver": act(**INSPECTION, waiver="waiver"),
    "office:share": form({"act": "send", "to": "somebody@new.example", "preset": "status only"}, **INSPECTION),
    "office:share_text": form({"act": "send", "who": "$client", "preset": "whole portal"}, **INSPECTION),
    "office:text_consent": act({"how": "by phone"}, **INSPECTION, participant="client"),
    "office:text_answered": act(pk="text heard"),
    "office:share_preview": form({"to": "somebody@new.example"}, **INSPECTION),
    "office:send_letters": act(**INSPECTION),
    "office:letter": page(**LETTER),
    "office:letter_frame": page(**LETTER),
    "office:send_letter": act(**LETTER),
    "office:cancel_letter": act(**LETTER),
    "office:retry_letter": act(**LETTER),
    "office:resend_letter": act({"once": "abc"}, **LETTER),
    "office:readdress_letter": act({"email": "somebody@new.example"}, **LETTER),
    "office:revoke_others": form(**INSPECTION),
    "office:link": page(**LINK),
    "office:link_until": form({"until": "2027-05-12"}, **LINK),
    "office:link_qr": page(**LINK),
    "office:link_qr_svg": page(**LINK),
    "office:revoke_link": form(**LINK),
    "office:invoices": page(),
    "office:invoices_csv": page(),
    "office:invoice_new": form(
        {
            "act": "save",
            "p-name": "Somebody New",
            "p-email": "somebody@new.example",
            "pick": "p:$contact",
            "what": "Return trip",
            "s-$service-on": "on",
            "s-$service-price": "100.00",
        }
    ),
    "office:invoice": page(key="invoice"),
    "office:invoice_pdf": page(key="invoice"),
    "office:invoice_send": form({"act": "send"}, **ONE_OFF),
    "office:invoice_send_preview": form({"subject": "Soon"}, **ONE_OFF),
    "office:invoice_fees": form({"fee-description": "Key", "fee-amount": "10.00"}, **ONE_OFF),
    "office:invoice_restate": form({"reference": "77-31"}, **ONE_OFF),
    "office:invoice_payer": form({"p-name": "Somebody New", "p-email": "somebody@new.example"}, **ONE_OFF),
    "office:invoice_void": form(**ONE_OFF),
    "office:invoice_own_terms": form({"policy": "free"}, **ONE_OFF),
    "office:invoice_too_much": form({"words": "Second visit"}, key="overpaid invoice"),
    "office:invoice_receive": form({"amount": "10.00"}, **ONE_OFF),
    "office:invoice_check_payment": act(key="invoice"),
    "office:invoice_give_back": act(
        {"why": "over", "cents": "500", "seen": "$standing"}, key="invoice", payment="card payment"
    ),
    "office:invoice_refund": form(
        {"amount": "5.00", "reason": "rain", "once": "abc"}, key="invoice", payment="card payment"
    ),
    "office:invoice_void_payment": form({"reason": "It bounced"}, key="invoice", payment="payment"),
    "office:invoice_check_picture": page(key="invoice", payment="payment"),
    "office:invoice_letter": page(**ITS_LETTER),
    "office:invoice_letter_frame": page(**ITS_LETTER),
    "office:invoice_send_letter": act(**ITS_LETTER),
    "office:invoice_cancel_letter": act(**ITS_LETTER),
    "office:invoice_retry_letter": act(**ITS_LETTER),
    "office:invoice_resend_letter": act({"once": "abc"}, **ITS_LETTER),
    "office:invoice_readdress_letter": act({"email": "somebody@new.example"}, **ITS_LETTER),
    "office:invoice_link": page(**ITS_LINK),
    "office:invoice_link_until": form({"until": "2027-05-12"}, **ITS_LINK),
    "office:invoice_link_qr": page(**ITS_LINK),
    "office:invoice_link_qr_svg": page(**ITS_LINK),
    "office:invoice_revoke_link": form(**ITS_LINK),
    "office:payments": page(),
    "office:payments_csv": page(),
    "office:receipt": page(payment="payment"),
    "office:dispute_pack": page(payment="payment"),
    "office:held": page(),
    "office:settle_held": act({"act": "discard", "sure": "yes", "letter": "$letter"}),
    "office:held_letter": page(letter_key="letter"),
    "office:held_frame": page(letter_key="letter"),
    "office:parts": page(),
    # --- settings
    "office:settings": form({"telephone": "(208) 555-0199"}),
    "office:policy": form({"policy": "deposit", "least": "200.00", "report_waits": "client"}),
    "office:services": page(),
    "office:service_new": form({"name": "Pool", "price": "90.00", "minutes": "30"}),
    "office:service": form({"price": "91.00"}, key="service"),
    "office:service_move": act({"to": "up"}, key="service"),
    "office:service_withdraw": act(key="service"),
    "office:service_bring_back": act(key="withdrawn service"),
    "office:tax_new": form({"name": "HST", "rate": "13"}),
    "office:tax": form({"rate": "6"}, key="tax"),
    "office:tax_withdraw": act(key="tax"),
    "office:ways": form({"name": "Money order"}),
    "office:way_withdraw": act(key="way"),
    "office:wordings": page(),
    "office:wording": form({"subject": "Our words", "body": "[button {{BUTTON}}]"}, kind="own letter"),
    "office:wording_new": Recipe(
        {"channel": "channel"}, {"name": "Another", "subject": "Our words", "body": "[button {{BUTTON}}]"}
    ),
    "office:wording_preview": form(kind="own letter"),
    "office:wording_test": act({"subject": "Our words", "body": "[button {{BUTTON}}]"}, kind="own letter"),
    "office:wording_reset": act(kind="own letter"),
    "office:messages": page(),
    "office:address_works": act(letter_key="suppressed letter"),
    "office:messages_act": act({"letter": "$letter", "act": "send"}),
    "office:automations": page(),
    "office:automation_new": form({"name": "Another", "letter": "reminder", "to": "clients"}),
    "office:automation": form({"name": "Ours"}, key="rule"),
    "office:automation_manners": act({"quiet_from": "22:00", "quiet_until": "07:00", "most": "3"}),
    "office:automation_switch": act({"on": "no"}, key="rule"),
    "office:automation_throw_away": act(key="rule"),
    "office:plan": form({"subject": "Our subject", "body": "Our words"}, **PLAN),
    "office:plan_preview": form(**PLAN),
    "office:plan_send": act(**PLAN),
    "office:plan_withdraw": act(**PLAN),
    "office:agreements": page(),
    "office:agreement_new": form({"title": "Another agreement", "text": "Words"}),
    "office:agreement_signing": act({"signing": "written", "signers": "any"}),
    "office:agreement": form({"title": "Our agreement"}, pk="template"),
    "office:agreement_version": page(pk="template", number="template version"),
    "office:agreement_withdraw": act(pk="template"),
    "office:agreement_bring_back": act(pk="withdrawn template"),
    "office:payment_settings": page(),
    "office:stripe_key": act({"key": "sk_test_1234567890"}),
    "office:stripe_secret": act({"secret": "whsec_1234567890"}),
    "office:pay_with": act({"bank_debit": "on"}),
    "office:stripe_test": act(),
    "office:stripe_disconnect": form(),
    "office:text_settings": page(),
    "office:text_account": act({"account_sid": "AC" + "0" * 32, "token": "0" * 32}),
    "office:text_test": act({"number": "(208) 555-0123"}),
    "office:quiet_hours": act({"begins": "20:00", "ends": "08:30"}),
    "office:text_disconnect": form(),
    "office:members": form({"name": "Somebody New", "email": "somebody@new.example", "role": "office"}),
    "office:member": form({"name": "Somebody Renamed"}, pk="inspector"),
    "office:member_leave": form(pk="inspector"),
    "office:member_take_back": act(pk="gone"),
    "office:invitation_again": act({"once": "abc"}, key="invitation"),
    "office:invitation_withdraw": act(key="invitation"),
    "office:account": page(),
    "office:upgrade": form(),
    # --- the Client Portal
    "portal:dashboard": page(**PORTAL),
    "portal:order": page(**PORTAL),
    "portal:documents": page(**PORTAL),
    "portal:calendar": page(**PORTAL),
    "portal:agreement": form(
        {"name": "Somebody", "agreed": "on", "consented": "on"}, **PORTAL, agreement_id="agreement"
    ),
    "portal:signed_copy": page(token="link of other client", agreement_id="signed agreement"),
    "portal:signed_record": page(token="link of other client", agreement_id="signed agreement"),
    "portal:payment": form(**PORTAL),
    "portal:processing": form(**PORTAL),
    "portal:invoice": page(**PORTAL),
    "portal:receipt": page(**PORTAL, number="invoice number", nth="first"),
    "portal:opened": act(**PORTAL),
    "portal:report": page(**PORTAL),
    "portal:report_read": act(**PORTAL),
    "portal:report_archive": page(**PORTAL),
    "portal:report_document": page(**PORTAL, key="report"),
    "portal:report_file": page(**PORTAL, key="report"),
    "portal:report_picture": page(**PORTAL, key="report", page="first"),
    "portal:invoice_page": page(**PAYER),
    "portal:invoice_payment": form(**PAYER),
    "portal:invoice_processing": form(**PAYER),
    "portal:invoice_pdf": page(**PAYER),
    "portal:invoice_receipt": page(**PAYER, number="payer's number", nth="first"),
    "portal:invoice_opened": act(**PAYER),
    "portal:again": form({"email": "somebody@new.example"}),
    "portal:unsubscribe": form(token="unsubscribe token"),
    "portal:return": page(code="return"),
    "portal:nowhere": page(rest="somewhere"),
    "bank:checkout": form({"card": "4242 4242 4242 4242"}, reference="checkout"),
    "hooks:stripe": act(hook_key="hook"),
    "hooks:text_heard": act(hook_key="text hook"),
    "hooks:text_told": act(hook_key="text hook", message_key="letter"),
    "hooks:mail": act(service="mail service"),
    # --- the demo's own
    "demo:again": act(),
    "demo:enter": page(code="return"),
    "demo:mailbox": page(),
    "demo:letter": page(name="letter"),
    "demo:frame": page(name="letter"),
    "demo:calendar": page(name="letter"),
    # --- signing in
    "accounts:join": form({"password1": PASSWORD}, token="invitation token"),
    "account_login": form({"login": "somebody@new.example", "password": PASSWORD}),
    "account_logout": form(),
    "account_signup": form({"company": "New", "name": "New", "email": "somebody@new.example", "password1": PASSWORD}),
    "account_inactive": page(),
    "account_reauthenticate": form({"password": PASSWORD}),
    "account_email": form({"email": "somebody@new.example", "action_add": "yes"}),
    "account_email_verification_sent": page(),
    "account_confirm_email": form(key="nothing"),
    "account_change_password": form({"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD}),
    "account_set_password": form({"password1": PASSWORD, "password2": PASSWORD}),
    "account_reset_password": form({"email": "somebody@new.example"}),
    "account_reset_password_done": page(),
    "account_reset_password_from_key": form(uidb36="nothing", key="nothing"),
    "account_reset_password_from_key_done": page(),
    "mfa_index": page(),
    "mfa_authenticate": form({"code": "123456"}),
    "mfa_reauthenticate": form({"code": "123456"}),
    "mfa_activate_totp": form({"code": "123456"}),
    "mfa_deactivate_totp": form(),
    "mfa_view_recovery_codes": page(),
    "mfa_generate_recovery_codes": form(),
    "mfa_download_recovery_codes": page(),
    "mfa_list_webauthn": page(),
    "mfa_add_webauthn": form({"name": "Key", "credential": "{}"}),
    "mfa_edit_webauthn": form({"name": "Renamed"}, pk="authenticator"),
    "mfa_remove_webauthn": form(pk="authenticator"),
    "mfa_reauthenticate_webauthn": form({"credential": "{}"}),
    "mfa_login_webauthn": form({"credential": "{}"}),
}
