"""Machines that follow, click and send everything; random staff; letters with odd people in them."""
