"""One terminal, a few processes: web pages, worker, and for the demo its mail server."""

import http.client
import json
import sys
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.management import CommandError

from lintel.companies import joining
from lintel.core import demo as demonstration
from lintel.run import choices, database, demo, locks, web, worker
from lintel.run.processes import Family, Part

READY_WITHIN_SECONDS = 30.0
BUSY = "Lintel already runs on {data}. Stop it first, or choose another place with --data."


def up(*, host: str, port: int, threads: int) -> None:
    """A real installation, until Ctrl-C."""
    if demonstration.is_here():
        raise CommandError(f"{settings.DATA} holds the demo. Choose another place for the real thing: --data DIR")
    hold_worker()
    prepare()
    family = Family(_parts(host=host, port=port, threads=threads))
    _serve(family, host=host, port=port, announce=_say_where)


def demo_company(*, port: int, as_json: bool) -> None:
    """The demo, until Ctrl-C. Its data is loaded once and kept."""
    from lintel.run import mailserver  # nobody else needs it at the start

    hold_worker()
    demo.tidy_up()
    if not demonstration.is_here():
        demo.refuse_strangers()
    prepare()
    mail = partial(mailserver.serve, folder=demonstration.mailbox(), host=choices.HOME, port=int(settings.EMAIL_PORT))
    family = Family({"mail": mail, **_parts(host=choices.HOME, port=port, threads=4)})
    family.start("mail")
    try:
        demo.load()
    except BaseException:
        family.end()
        raise
    _serve(family, host=choices.HOME, port=port, announce=lambda: _say_demo(as_json=as_json))


def prepare() -> None:
    """The database brought up to date and found sound, or a sentence and the end."""
    if database.bring_up_to_date():
        print("The database is ready.", file=sys.stderr)
    check()


def check() -> None:
    """Refuses to serve on a database that does not keep what it acknowledges, or is behind the code."""
    if faults := database.faults():
        raise CommandError(" ".join(faults))


def hold_worker() -> None:
    """On SQLite this process, and what it forks, is the database's one worker; on PostgreSQL there may be many."""
    file = database.file()
    if file is None:
        return
    try:
        locks.take(file.with_name(f"{file.name}.worker"))
    except locks.Taken:
        raise CommandError(BUSY.format(data=settings.DATA)) from None


def _parts(*, host: str, port: int, threads: int) -> dict[str, Part]:
    web.load()
    return {"web": partial(web.serve, host=host, port=port, threads=threads), "worker": worker.serve}


def _serve(family: Family, *, host: str, port: int, announce: Callable[[], None]) -> None:
    family.start()
    try:
        asked = _until_ready(family, host, port)
        if not asked:
            announce()
            asked = family.keep()
    finally:
        family.end()
    if not asked:
        raise CommandError("A part of Lintel keeps failing; the lines above say why.")


def _until_ready(family: Family, host: str, port: int) -> bool:
    """Waits for the first answer; whether somebody asked to end meanwhile."""
    end = time.monotonic() + READY_WITHIN_SECONDS
    while not _answers(host, port):
        if family.asked_to_end(within=0.02):
            return True
        if time.monotonic() > end or not family.is_alive("web"):
            raise CommandError("The web server did not start; the lines above say why.")
    return False


def _answers(host: str, port: int) -> bool:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where to knock, not where to listen
    connection = http.client.HTTPConnection(near, port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def _say_where() -> None:
    print(f"\n  Lintel      {settings.PUBLIC_ORIGIN_OR_LOCAL}/")
    if joining.is_first():
        print(f"  Sign up     {settings.PUBLIC_ORIGIN_OR_LOCAL}/accounts/signup/ with this code: {settings.SETUP_CODE}")
    if not settings.PUBLIC_ORIGIN:
        print("  Letters to clients are held until LINTEL_PUBLIC_ORIGIN names your address.")
    if not settings.MAIL_CONFIGURED:
        print("  Letters are held until LINTEL_EMAIL_URL names a mail server.")
    print("  Ctrl-C ends it.\n", flush=True)


def _say_demo(*, as_json: bool) -> None:
    where = demo.addresses()
    if as_json:
        print(json.dumps(where), flush=True)
        return
    print(f"\n  Office      {where['office_url']}\n              (signed in as Dana Ortiz; works once)")
    print(f"  On trial    {where['trial_office_url']}\n              (another company's, as Rowan Pike; works once)")
    print(f"  Client      {where['portal_url']}\n              (Cora Whitfield's own link)")
    print(f"  Mailbox     {where['mailbox_url']}\n              (every letter the demo has sent)")
    print("  Ctrl-C ends it; the data stays.\n", flush=True)
