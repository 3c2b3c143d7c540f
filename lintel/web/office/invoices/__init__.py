"""Invoices: each with what became of it, how it is sent, and the list of all."""
