from django.urls import path

from bench.limit import views

urlpatterns = [
    path("p/<token>/", views.page),
    path("list/", views.listing),
    path("book/", views.book),
    path("healthz", views.alive),
]
