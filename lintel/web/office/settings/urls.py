"""The addresses of the settings, all below /office/settings/."""

from django.urls import path

from lintel.web.office.settings import (
    account,
    agreement,
    company,
    members,
    payments,
    policy,
    services,
    taxes,
    upgrade,
    ways,
)

urlpatterns = [
    path("", company.company, name="settings"),
    path("services/", services.services, name="services"),
    path("services/new/", services.offer, name="service_new"),
    path("services/<slug:key>/", services.correct, name="service"),
    path("services/<slug:key>/move/", services.move, name="service_move"),
    path("services/<slug:key>/withdraw/", services.withdraw, name="service_withdraw"),
    path("services/<slug:key>/bring-back/", services.bring_back, name="service_bring_back"),
    path("taxes/new/", taxes.levy, name="tax_new"),
    path("taxes/<slug:key>/", taxes.correct, name="tax"),
    path("taxes/<slug:key>/withdraw/", taxes.withdraw, name="tax_withdraw"),
    path("payments/by-hand/", ways.ways, name="ways"),
    path("payments/by-hand/<slug:key>/withdraw/", ways.withdraw, name="way_withdraw"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("payments/", payments.payments, name="payment_settings"),
    path("payments/key/", payments.key, name="stripe_key"),
    path("payments/secret/", payments.secret, name="stripe_secret"),
    path("payments/pay-with/", payments.pay_with, name="pay_with"),
    path("payments/test/", payments.test, name="stripe_test"),
    path("payments/disconnect/", payments.disconnect, name="stripe_disconnect"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/leave/", members.leave, name="member_leave"),
    path("members/<int:pk>/take-back/", members.take_back, name="member_take_back"),
    path("invitations/<slug:key>/again/", members.send_again, name="invitation_again"),
    path("invitations/<slug:key>/withdraw/", members.withdraw, name="invitation_withdraw"),
    path("payments/policy/", policy.policy, name="policy"),
    path("account/", account.account, name="account"),
    path("upgrade/", upgrade.upgrade, name="upgrade"),
]
