"""Where the practice bank stands."""

from django.urls import path

from lintel.web.bank import checkout

app_name = "bank"

urlpatterns = [path("bank/<str:reference>/", checkout.checkout, name="checkout")]
