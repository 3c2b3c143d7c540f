"""Names for rows that appear in addresses: random, short, readable aloud."""

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_key(length: int = 10) -> str:
    """A random key of lower-case letters and digits that cannot be mistaken for one another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_row_key() -> str:
    """Ten characters, about 49 bits: a name in an address, never a proof of a right."""
    return new_key(10)
