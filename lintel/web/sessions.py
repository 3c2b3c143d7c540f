"""Sessions in the database, which a page that is only looked at cannot delete either."""

from django.contrib.sessions.backends import db

from lintel.core.reading import WroteWhileReading


class SessionStore(db.SessionStore):
    """Django's own. One that turns out dead while looking (the password was changed elsewhere) is forgotten by
    the browser at once; its row proves nothing any more and stays until it expires.
    """

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row, where rows may be deleted."""
        try:
            super().delete(session_key)
        except WroteWhileReading:
            return
