"""Joining a company by invitation. What is allauth's stands in allauth_urls."""

from django.urls import path

from lintel.web import doors
from lintel.web.accounts import views

app_name = "accounts"
urlpatterns = [path("join/<str:token>/", doors.mark(views.join, "invitation"), name="join")]
