"""Invoices, receipts, the list of payments and what answers a dispute, told as stories."""
