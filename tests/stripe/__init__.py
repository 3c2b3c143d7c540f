"""Our own Stripe: a server that the real SDK speaks to. Begin with `fake.serving()`."""
