"""The office's addresses, all below /office/."""

from django.urls import include, path

from lintel.web.office import changes, fees, inspection, letters, lists, parts, scheduling, sharing, today

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("inspections/<str:key>/remind/", today.remind, name="remind"),
    path("inspections/", lists.inspections, name="inspections"),
    path("inspections.csv", lists.csv, name="inspections_csv"),
    path("inspections/new/", scheduling.schedule, name="schedule"),
    path("inspections/new/check/", scheduling.check, name="schedule_check"),
    path("inspections/new/people/", scheduling.found, name="schedule_people"),
    path("inspections/<str:key>/", inspection.inspection, name="inspection"),
    path("inspections/<str:key>/view/", inspection.client_view, name="client_view"),
    path("inspections/<str:key>/resend/", inspection.resend, name="resend"),
    path("inspections/<str:key>/resend/to/", inspection.choose_resend, name="choose_resend"),
    path("inspections/<str:key>/resend/<int:participant>/", inspection.resend_frame, name="resend_frame"),
    path("inspections/<str:key>/hand-over/", inspection.hand_over, name="hand_over"),
    path("inspections/<str:key>/time/", changes.time, name="change_time"),
    path("inspections/<str:key>/property/", changes.property_, name="change_place"),
    path("inspections/<str:key>/people/", changes.add_person, name="change_people"),
    path("inspections/<str:key>/people/<int:participant>/", changes.person, name="change_person"),
    path("inspections/<str:key>/people/<int:participant>/letters/", changes.outstanding, name="outstanding"),
    path("inspections/<str:key>/people/<int:participant>/remove/", changes.remove_person, name="remove_person"),
    path("inspections/<str:key>/cancel/", changes.cancel, name="cancel"),
    path("inspections/<str:key>/fees/", fees.fees, name="change_fees"),
    path("inspections/<str:key>/fees/manual/", fees.add_manual, name="add_manual_fee"),
    path("inspections/<str:key>/fees/<int:line>/", fees.line, name="change_line"),
    path("inspections/<str:key>/fees/service/<str:service>/", fees.add_service, name="add_service"),
    path("inspections/<str:key>/payment/", fees.receive, name="receive"),
    path("inspections/<str:key>/share/", sharing.share, name="share"),
    path("inspections/<str:key>/share/preview/", sharing.preview, name="share_preview"),
    path("inspections/<str:key>/letters/send/", letters.send_all, name="send_letters"),
    path("inspections/<str:key>/letters/<str:letter_key>/", letters.letter, name="letter"),
    path("inspections/<str:key>/letters/<str:letter_key>/frame/", letters.frame, name="letter_frame"),
    path("inspections/<str:key>/letters/<str:letter_key>/send/", letters.send, name="send_letter"),
    path("inspections/<str:key>/letters/<str:letter_key>/cancel/", letters.cancel, name="cancel_letter"),
    path("inspections/<str:key>/letters/<str:letter_key>/retry/", letters.retry, name="retry_letter"),
    path("inspections/<str:key>/letters/<str:letter_key>/resend/", letters.again, name="resend_letter"),
    path("inspections/<str:key>/letters/<str:letter_key>/address/", letters.readdress, name="readdress_letter"),
    path("settings/", include("lintel.web.office.settings.urls")),
    path("parts/", parts.parts, name="parts"),
]
