"""The database's own word on trials: no letter to an outsider is marked as sending or sent while there is one.

The third lock, behind `holding` and the transport. It asks the same question in SQL, on both databases. Since there are
channels, only an address of e-mail can be somebody's inside: a text or a webhook of a company on trial never leaves.
"""

from collections.abc import Callable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]
WORDS = "a company on trial sends nothing to anyone outside it"
OUTSIDER = """
    NEW.state IN ('sending', 'sent')
    AND EXISTS (
        SELECT 1 FROM companies_company c
        WHERE c.id = NEW.company_id AND (c.subscribed_at IS NULL OR c.lapsed_at IS NOT NULL)
    )
    AND NOT ({letter} EXISTS (
        SELECT 1 FROM companies_member m JOIN companies_user u ON u.id = m.user_id
        WHERE m.company_id = NEW.company_id AND m.left_at IS NULL AND lower(u.email) = lower(NEW.to_address)
    ))
    AND NOT ({letter} EXISTS (
        SELECT 1 FROM companies_invitation i
        WHERE i.company_id = NEW.company_id AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
        AND i.expires_at > {now} AND lower(i.email) = lower(NEW.to_address)
    ))
"""
COLUMNS = "state, to_address, company_id"
TRIGGERS = ("insert", "update")


def hold(*, channels: bool = False) -> migrations.RunPython:
    """A migration step that puts the gate on the outbox; with `channels`, on one whose rows have one."""
    return migrations.RunPython(_make(channels=channels), _drop)


def lift(*, channels: bool = False) -> migrations.RunPython:
    """The gate off, while a migration remakes the table that it stands on; `hold` puts it back."""
    return migrations.RunPython(_drop, _make(channels=channels))


def _make(*, channels: bool) -> Step:
    def making(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _making(editor.connection.vendor, channels=channels):
            editor.execute(statement)

    return making


def _drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    for name in TRIGGERS:
        editor.execute(f"DROP TRIGGER outbox_trial_gate_{name}{' ON outbox_message' if postgresql else ''}")
    if postgresql:
        editor.execute("DROP FUNCTION outbox_trial_gate()")


def _triggers(*, channels: bool) -> dict[str, str]:
    return dict(zip(TRIGGERS, ("INSERT", f"UPDATE OF {COLUMNS}{', channel' if channels else ''}"), strict=True))


def _making(vendor: str, *, channels: bool) -> list[str]:
    letter = "NEW.channel = 'email' AND" if channels else ""
    triggers = _triggers(channels=channels)
    if vendor == "sqlite":
        asked = OUTSIDER.format(now="strftime('%Y-%m-%d %H:%M:%f', 'now')", letter=letter)
        return [
            f"CREATE TRIGGER outbox_trial_gate_{name} BEFORE {when} ON outbox_message WHEN {asked} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            for name, when in triggers.items()
        ]
    asked = OUTSIDER.format(now="now()", letter=letter)
    raised = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {asked} THEN {raised}; END IF; RETURN NEW; END"
    return [
        f"CREATE FUNCTION outbox_trial_gate() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        *(
            f"CREATE TRIGGER outbox_trial_gate_{name} BEFORE {when} ON outbox_message "
            "FOR EACH ROW EXECUTE FUNCTION outbox_trial_gate()"
            for name, when in triggers.items()
        ),
    ]
