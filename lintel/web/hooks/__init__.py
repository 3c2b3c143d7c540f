"""Where providers call us. There is no session here and no cookie: what is believed is signed."""
