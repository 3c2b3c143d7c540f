"""The ways in for browsers. No rules live here."""
