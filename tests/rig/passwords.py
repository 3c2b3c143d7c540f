"""Passwords of people who do not exist need not be slow to guess."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    """The real scheme with one round, so that every process of a test can check what another one wrote."""

    iterations = 1
