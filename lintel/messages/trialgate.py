"""The database's own word on trials: no letter to an outsider is marked as sending or sent while there is one.

The third lock, behind `holding` and the transport. It asks the same question in SQL, on both databases. Since there are
channels, only an address of e-mail can be somebody's inside: a text or a webhook of a company on trial never leaves.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WORDS = "a company on trial sends nothing to anyone outside it"
OUTSIDER = """
    NEW.state IN ('sending', 'sent')
    AND EXISTS (
        SELECT 1 FROM companies_company c
        WHERE c.id = NEW.company_id AND (c.subscribed_at IS NULL OR c.lapsed_at IS NOT NULL)
    )
    AND NOT (NEW.channel = 'email' AND EXISTS (
        SELECT 1 FROM companies_member m JOIN companies_user u ON u.id = m.user_id
        WHERE m.company_id = NEW.company_id AND m.left_at IS NULL AND lower(u.email) = lower(NEW.to_address)
    ))
    AND NOT (NEW.channel = 'email' AND EXISTS (
        SELECT 1 FROM companies_invitation i
        WHERE i.company_id = NEW.company_id AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
        AND i.expires_at > {now} AND lower(i.email) = lower(NEW.to_address)
    ))
"""
TRIGGERS = {"insert": "INSERT", "update": "UPDATE OF state, to_address, company_id, channel"}


def hold() -> migrations.RunPython:
    """A migration step that puts the gate on the outbox."""
    return migrations.RunPython(_make, _drop)


def _make(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _making(editor.connection.vendor):
        editor.execute(statement)


def _drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    postgresql = editor.connection.vendor == "postgresql"
    for name in TRIGGERS:
        editor.execute(f"DROP TRIGGER outbox_trial_gate_{name}{' ON outbox_message' if postgresql else ''}")
    if postgresql:
        editor.execute("DROP FUNCTION outbox_trial_gate()")


def _making(vendor: str) -> list[str]:
    if vendor == "sqlite":
        asked = OUTSIDER.format(now="strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return [
            f"CREATE TRIGGER outbox_trial_gate_{name} BEFORE {when} ON outbox_message WHEN {asked} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            for name, when in TRIGGERS.items()
        ]
    asked = OUTSIDER.format(now="now()")
    raised = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"BEGIN IF {asked} THEN {raised}; END IF; RETURN NEW; END"
    return [
        f"CREATE FUNCTION outbox_trial_gate() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        *(
            f"CREATE TRIGGER outbox_trial_gate_{name} BEFORE {when} ON outbox_message "
            "FOR EACH ROW EXECUTE FUNCTION outbox_trial_gate()"
            for name, when in TRIGGERS.items()
        ),
    ]
