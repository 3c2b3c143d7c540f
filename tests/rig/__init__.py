"""What the tests stand on: an installation of their own, real databases, a real browser, a real SMTP server."""
