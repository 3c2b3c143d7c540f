"""The bare limit: what Django, the server and the database cost for the same work with nothing of ours around it."""
