"""How django-allauth meets Lintel."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Allauth's own ways, until Lintel says otherwise."""
