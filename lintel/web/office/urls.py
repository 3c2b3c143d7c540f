"""The office's addresses, all below /office/."""

from django.urls import path

from lintel.web.office import lists, parts, today

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("inspections/", lists.inspections, name="inspections"),
    path("inspections.csv", lists.csv, name="inspections_csv"),
    path("parts/", parts.parts, name="parts"),
]
