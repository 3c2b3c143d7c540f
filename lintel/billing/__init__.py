"""Invoices, an append-only ledger, and attempts to pay through a provider."""
