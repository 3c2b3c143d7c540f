"""The Client Portal: what opens behind a link. One column, a phone first, no password, no cookie, no script needed."""
