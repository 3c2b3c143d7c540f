"""Allauth's addresses, each with its door. Their names have no prefix, since allauth knows them so."""

from allauth.urls import urlpatterns as theirs

from lintel.web.accounts import doors

urlpatterns = doors.marked(theirs)
