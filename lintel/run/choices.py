"""What the command line decides before any setting is read. Standard library only, so that it costs nothing."""

import argparse
import os
import socket
import sys
from pathlib import Path

HOME, OTHER_HOME, NAME = "127.0.0.1", "::1", "localhost"
FIRST_PORT = 8000
PORTS_TO_TRY = 20
SERVING = {
    "up": "Serve this installation: web pages and worker in one terminal.",
    "demo": "Serve a small demo company, with its mailbox, on this machine alone.",
    "web": "Serve the web pages alone, as a unit file wants it.",
}
COMMANDS = {
    **SERVING,
    "worker": "Send letters and look after payments. On SQLite there is one; on PostgreSQL there may be many.",
    "doctor": "Look whether all is well: rows, files, settings. Changes nothing; exit 1 where something is broken.",
    "backup": "Write the database and the uploaded files into FILE, while Lintel works on. The secrets are not in it.",
    "restore": "Put the backup FILE in place of what is here, and look whether all is well. Stop web and worker first.",
    "verify": "Look at every byte of FILE, the record of a signature. Needs no database; exit 1 where it was changed.",
    "password": "Set the password of the person who signs in with EMAIL. It is asked for, or read from a pipe.",
    "subscribe": "Grant the upgrade of COMPANY (its name or key), or end it with --lapse. Without COMPANY: who asks.",
    "migrate": "Bring the database up to date; up and demo do it by themselves.",
}


def add(parser: argparse.ArgumentParser, command: str) -> None:
    """The options of a serving command, here and for Django's own reading of the same line."""
    parser.add_argument("--port", type=int, metavar="N", help=f"the port to listen on (default: {FIRST_PORT})")
    if command == "demo":
        parser.add_argument("--json", action="store_true", help="print one JSON object with the addresses when ready")
    else:
        parser.add_argument("--host", default=HOME, help=f"the address to listen on (default: {HOME})")
        parser.add_argument("--threads", type=int, default=4, help="requests answered at a time (default: 4)")
    if command == "web":
        parser.add_argument("--processes", type=int, default=1, help="web processes (default: 1)")
    else:
        parser.add_argument("--data", metavar="DIR", help="where the installation lives")


def overview() -> str:
    """The operator's commands, each with what it does."""
    told = "\n".join(f"  {name:<10} {what}" for name, what in COMMANDS.items())
    return f"lintel COMMAND, one of:\n\n{told}\n\nlintel COMMAND --help tells more."


def decide(command: str, arguments: list[str]) -> None:
    """Turns options into the environment that the settings read. A wrong option ends here, in words."""
    parser = argparse.ArgumentParser(prog=f"lintel {command}", description=SERVING[command], allow_abbrev=False)
    add(parser, command)
    chosen, _ = parser.parse_known_args(arguments)
    os.environ["LINTEL_PORT"] = str(_port(chosen.port, HOME if command == "demo" else chosen.host, command))
    if command != "web" and chosen.data:
        os.environ["LINTEL_DATA"] = chosen.data
    if command == "demo":
        _demo(beside=not chosen.data)


def _demo(*, beside: bool) -> None:
    """A demo lives beside the real thing, mails nobody but itself, and answers this machine alone."""
    data = Path(os.environ.get("LINTEL_DATA") or "data")
    os.environ.update(
        {
            "LINTEL_DEMO": "yes",
            "LINTEL_DATA": str(data / "demo" if beside else data),
            "LINTEL_PUBLIC_ORIGIN": f"http://{NAME}:{os.environ['LINTEL_PORT']}",
            "LINTEL_EMAIL_URL": f"smtp://{HOME}:{_free_port()}",
            "LINTEL_EMAIL_FROM": "Lintel demo <letters@lintel.example>",
            "LINTEL_TRUSTED_PROXIES": "0",
            "LINTEL_TRIAL_FOR_LATER_COMPANIES": "yes",
        }
    )


def _port(asked: int | None, host: str, command: str) -> int:
    """The port asked for, which must be free; without one the usual one, or for a demo the next free after it."""
    usual = int(os.environ.get("LINTEL_PORT") or FIRST_PORT)
    wanted = [asked] if asked else range(usual, usual + (PORTS_TO_TRY if command == "demo" else 1))
    for port in wanted:
        if _is_free(host, port):
            return port
    sys.exit(f"Port {wanted[0]} is in use. Choose another one: {command} --port {wanted[0] + 1}")


def _is_free(host: str, port: int) -> bool:
    if host == HOME and _is_somebody_elses(port):
        return False
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def _is_somebody_elses(port: int) -> bool:
    """Whether `localhost` may lead to another program: browsers try both of its addresses, and we have the one."""
    try:
        socket.create_connection((OTHER_HOME, port), timeout=1).close()
    except (OSError, OverflowError):
        return False
    return True


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOME, 0))
        port: int = found.getsockname()[1]
    return port
