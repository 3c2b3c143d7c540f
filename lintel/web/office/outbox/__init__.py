"""Messages: everything sent, to be sent, held and failed, for the whole company."""
