"""An expected "no", with a sentence fit for the person who asked."""


class Refusal(Exception):
    """Says what is the case and what to do. Doors show `say`; anything else that is raised is a bug."""

    say = "That cannot be done."

    def __init__(self, say: str | None = None, *, field: str = "") -> None:
        self.say = say or type(self).say
        self.field = field
        super().__init__(self.say)
