"""Addresses of the demo's own pages."""

from django.urls import path

from lintel.web.demo import entering, mailbox

app_name = "demo"
urlpatterns = [
    path("enter/", entering.again, name="again"),
    path("enter/<str:code>/", entering.enter, name="enter"),
    path("mailbox/", mailbox.box, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.letter, name="letter"),
    path("mailbox/<str:name>/frame/", mailbox.frame, name="frame"),
    path("mailbox/<str:name>/appointment.ics", mailbox.calendar, name="calendar"),
]
