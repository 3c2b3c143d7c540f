"""The demo's own pages: signing in without a password, and the mailbox. On this machine alone."""
