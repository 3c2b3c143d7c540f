"""The office's addresses, all below /office/."""

from django.urls import path

from lintel.web.office import lists, parts, scheduling, today

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("inspections/", lists.inspections, name="inspections"),
    path("inspections.csv", lists.csv, name="inspections_csv"),
    path("inspections/new/", scheduling.schedule, name="schedule"),
    path("inspections/new/check/", scheduling.check, name="schedule_check"),
    path("inspections/new/people/", scheduling.found, name="schedule_people"),
    path("parts/", parts.parts, name="parts"),
]
