"""Automations: the rules of a company, each with what it has planned."""
