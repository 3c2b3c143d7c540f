"""The second step of signing in: names, and secrets that do not rest in the clear."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from lintel.companies.models import User
from lintel.core import sealing

PURPOSE = b"lintel second"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What is kept for authenticator apps and recovery codes is encrypted under the installation's key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right. Type the one that is shown now.",
    }

    def encrypt(self, text: str) -> str:
        """`text`, readable only with the installation's secret key."""
        return sealing.seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return sealing.unseal(encrypted_text, purpose=PURPOSE)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """A name to begin with; people know their devices better."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if count == 0 else f"Passkey {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        """The host that passkeys belong to, under Lintel's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Lintel"}
