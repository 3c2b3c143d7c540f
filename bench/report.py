"""The figures as Markdown."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by ./dev bench --write -->", "<!-- end of the figures -->"
KINDS = {"postgres": "PostgreSQL", "sqlite": "SQLite"}
Found = dict[str, Any]


def machine() -> str:
    """What it ran on, in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def write(document: Path, told: str) -> None:
    """Puts the tables between their marks, and leaves the rest of the page as it is."""
    before, _, rest = document.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n\n{told}\n\n{END}{after}", "utf-8")


def markdown(found: Found) -> str:
    """Every table for which there are figures."""
    kinds = [kind for kind in KINDS if kind in found]
    versions = " and ".join(found[kind]["version"] for kind in kinds)
    sizes = " / ".join(f"{size:,}" for size in found["sizes"])
    parts = [
        f"On {found['machine']}, with {versions}; {sizes} inspections; {found['minutes']:.0f} minutes for all of it.",
        *_section("Aims", _aims(found, kinds)),
    ]
    for kind in kinds:
        parts += _section(f"Pages on {KINDS[kind]}", _pages(found[kind]))
        parts += _section(f"The same pages over more inspections, {KINDS[kind]}", _growth(found[kind]))
        parts += _section(f"Letters and payments on {KINDS[kind]}", _work(found[kind]))
    parts += _section("What is due, beside what is due later", _waits(found, kinds))
    parts += _section("Eight at once", _races(found, kinds))
    return "\n\n".join(parts)


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"### {title}", "\n".join(lines)] if len(lines) > 2 else []


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


# --- the aims --------------------------------------------------------------------------------------------------------


def _aims(found: Found, kinds: list[str]) -> list[str]:
    rows = [
        ("portal page / limit, at 1, 8, 32 clients", "≥ 0.30 (must: 0.25)", _portal_ratios),
        ("portal page, CPU ms of web + database (limit)", "", _portal_cpu),
        ("portal page, statements (1 line, 50 lines, most inspections)", "≤ 4", _portal_statements),
        ("portal page and all it loads, gzip, requests", "≤ 15 kB in ≤ 4", _weight),
        ("schedule with its letters / limit, 8 clients", "≥ 0.15", lambda one: _ratio(one["posting"]["8"]["schedule"])),
        ("schedule, use case alone / limit", "", lambda one: _ratio(one["booking"]["schedule"])),
        ("statements of schedule", "≤ 20", lambda one: str(len(_of_largest(one["statements"])["schedule"]))),
        ("letter at the sink after saving, p95", "≤ 150 ms", lambda one: f"{one['arriving']['p95']:.0f} ms"),
        ("the same after Send Email", "≤ 150 ms", lambda one: f"{one['sharing']['p95']:.0f} ms"),
        ("draining the outbox / limit", "≥ 0.3", lambda one: _ratio(one["draining"]["worker"])),
        ("the same by 2 and 4 worker processes / by one", "", _shared_out),
        ("next letter beside 100,000 later ones / beside none", "≤ 1.5", lambda one: _waited(one, "letter")),
        ("next plan beside 100,000 later ones / beside none", "≤ 1.5", lambda one: _waited(one, "plan")),
        ("Inspections, p50, most / fewest inspections", "≤ 1.5", lambda one: _grown(one, "Inspections")),
        ("search, common word, the same", "≤ 1.5", lambda one: _grown(one, "search, common word")),
        ("search, rare word, the same", "≤ 1.5", lambda one: _grown(one, "search, rare word")),
        ("Inspection Details with 500 letters, p50 (with the usual few)", "", _many_letters),
        ("a report’s page, p50 (the portal’s), and all its first view loads", "", _read),
        ("recording a payment / limit, 1 and 8 at a time", "≥ 0.3", _payments),
        (
            "an invoice as PDF, ms (median, 95 %; the first of a process; CPU)",
            "",
            lambda one: _printing(one["printing"]),
        ),
        ("a signed agreement as PDF, the same", "", lambda one: _printing(one["signed copies"])),
        ("settles a second at the practice bank, 1 and 8 at a time", "", _settles),
        ("eight at once, at 1, 2, 8 web processes", "one each", _raced),
        ("web + worker, PSS, idle and after work", "≤ 200 MiB", _memory),
        ("start, warm (CPU)", "≤ 1.5 s", lambda one: f"{one['starting']['warm']:.2f} s ({one['starting']['cpu']:.2f})"),
        ("first migrate", "≤ 10 s", lambda one: f"{min(one['migrate_seconds'].values()):.1f} s"),
    ]
    told = [[what, aim, *(_or_nothing(tell, found[kind]) for kind in kinds)] for what, aim, tell in rows]
    told.append(["distributions installed", "≤ 55", *[str(found["distributions"])] * len(kinds)])
    return _table(["", "aim", *(KINDS[kind] for kind in kinds)], told)


def _or_nothing(tell: Any, one: Found) -> str:
    try:
        return str(tell(one))
    except KeyError:
        return "–"


def _ratio(one: Found) -> str:
    return f"{one['ratio']:.2f} [{one['low']:.2f}–{one['high']:.2f}]"


def _portal_ratios(one: Found) -> str:
    return " / ".join(f"{each['portal']['ratio']:.2f}" for each in one["portal"].values())


def _portal_cpu(one: Found) -> str:
    ours, limit = one["portal"]["8"]["portal"], one["portal"]["8"]["limit"]
    return f"{ours['cpu_ms']:.1f} + {ours['db_ms']:.1f} ({limit['cpu_ms']:.1f} + {limit['db_ms']:.1f})"


def _portal_statements(one: Found) -> str:
    few, many = next(iter(one["statements"].values())), _of_largest(one["statements"])
    return f"{len(few['portal'])}, {len(many['portal, 50 lines'])}, {len(many['portal'])}"


def _weight(one: Found) -> str:
    return f"{one['weight']['bytes'] / 1000:.1f} kB in {one['weight']['requests']}"


def _read(one: Found) -> str:
    read, first = one["reading"], one["reading"]["weight"]
    page = f"{read['report']['p50']:.1f} ms ({read['portal']['p50']:.1f})"
    return f"{page}, {first['bytes'] / 1000:.0f} kB in {first['requests']}"


def _grown(one: Found, page: str) -> str:
    sizes = list(one["growth"][page].values())
    return f"{sizes[-1]['p50'] / sizes[0]['p50']:.2f}"


def _many_letters(one: Found) -> str:
    return f"{one['emails']['many']['p50']:.1f} ms ({one['emails']['usual']['p50']:.1f})"


def _shared_out(one: Found) -> str:
    shared = one["draining, workers"]
    return f"{_ratio(shared['2'])}, {_ratio(shared['4'])}"


def _waited(one: Found, what: str) -> str:
    return _ratio(one["waiting"]["growth"][what])


def _payments(one: Found) -> str:
    return " / ".join(f"{each['receive']['ratio']:.2f}" for each in one["recording"].values())


def _settles(one: Found) -> str:
    return " / ".join(f"{each['many']['rate']:,.0f}" for each in one["settling"].values())


def _raced(one: Found) -> str:
    return " / ".join("yes" if each["as_it_should"] else "**no**" for each in one["racing"].values())


def _memory(one: Found) -> str:
    return f"{one['memory']['idle']:.0f}, {one['memory']['after_work']:.0f} MiB"


def _printing(each: Found) -> str:
    return f"{each['p50']:.0f}, {each['p95']:.0f}; {each['first']:.0f}; {each['cpu_ms']:.0f}"


def _of_largest(sizes: Found) -> Found:
    found: Found = list(sizes.values())[-1]
    return found


# --- what stands behind them -----------------------------------------------------------------------------------------


def _pages(one: Found) -> list[str]:
    rows = []
    for title, measured in (("", one.get("portal", {})), (", 2 web processes", one.get("portal, 2 processes", {}))):
        for clients, each in measured.items():
            rows.append(_page(f"limit{title}", clients, each["limit"]))
            rows.append(_page(f"**portal**{title}", clients, each["portal"]))
    for clients, each in one.get("office", {}).items():
        rows += [_page("limit, list" if name == "limit" else name, clients, page) for name, page in each.items()]
    head = ["page", "clients", "answers/s", "p50 / p95 / p99 ms", "CPU + db ms", "bytes", "ratio [rounds]"]
    return _table(head, rows)


def _page(name: str, clients: str, page: Found) -> list[str]:
    return [
        name,
        clients,
        f"{page['rate']:,.0f}",
        f"{page['p50']:.1f} / {page['p95']:.1f} / {page['p99']:.1f}",
        f"{page['cpu_ms']:.2f} + {page['db_ms']:.2f}",
        f"{page['bytes']:,.0f}",
        _ratio(page) if "ratio" in page else "",
    ]


def _growth(one: Found) -> list[str]:
    if "growth" not in one:
        return []
    rows = [
        [
            name,
            *(f"{page['p50']:.1f} ({page['cpu_ms']:.1f} + {page['db_ms']:.1f})" for page in sizes.values()),
            _grown(one, name),
        ]
        for name, sizes in one["growth"].items()
    ]
    sizes = next(iter(one["growth"].values()))
    return _table(["p50 ms (CPU + db ms)", *(f"{int(size):,}" for size in sizes), "growth of p50"], rows)


ON = {"many": "each on its invoice", "one": "the same one over and over"}


def _work(one: Found) -> list[str]:
    rows = []
    for clients, each in one.get("posting", {}).items():
        rows += [_job(name, f"a form and its letters, {clients} clients", each[name]) for name in ("limit", "schedule")]
    rows += [_job(name, "use case alone", each) for name, each in one.get("booking", {}).items()]
    rows += [_job(name, "letters out of a full outbox", each) for name, each in one.get("draining", {}).items()]
    rows += [
        _job("worker", f"letters out of a full outbox, {count} worker processes", each)
        for count, each in one.get("draining, workers", {}).items()
    ]
    for hands, each in one.get("recording", {}).items():
        rows += [_job(name, f"a payment, {hands} at a time", each[name]) for name in ("limit", "receive")]
    for hands, each in one.get("settling", {}).items():
        rows += [
            _job("settle", f"a payment at the bank, {hands} at a time, {ON[on]}", each[on]) for on in ("many", "one")
        ]
    return _table(["", "work", "per s", "p50 / p95 ms", "CPU ms", "bytes", "ratio [rounds]"], rows)


def _job(name: str, work: str, job: Found) -> list[str]:
    worker = f" + {job['worker_ms']:.1f} a letter" if "worker_ms" in job else ""
    return [
        name if name == "limit" else f"**{name}**",
        work,
        f"{job['rate']:,.0f}",
        f"{job['p50']:.1f} / {job['p95']:.1f}" if "p50" in job else "",
        f"{job['cpu_ms']:.1f}{worker}" if "cpu_ms" in job else "",
        f"{job['bytes']:,.0f}" if "bytes" in job else "",
        _ratio(job) if "ratio" in job else "",
    ]


def _waits(found: Found, kinds: list[str]) -> list[str]:
    """Milliseconds beside none and beside many."""
    titles = {"letter": "a letter, saved to left", "plan": "a plan, saved to ended", "look": "a look, nothing due"}
    rows = [
        [
            KINDS[kind],
            title,
            *(f"{waits[beside][what]:.2f}" for beside in ("none", "many")),
            _ratio(waits["growth"][what]),
        ]
        for kind in kinds
        if (waits := found[kind].get("waiting"))
        for what, title in titles.items()
    ]
    return _table(["", "p50 ms", "beside none", "beside 100,000 of each that are due later", "growth [rounds]"], rows)


def _races(found: Found, kinds: list[str]) -> list[str]:
    rows = [
        [
            KINDS[kind],
            workers,
            str(race["invoices"]),
            ", ".join(map(str, race["open_attempts"])),
            ", ".join(map(str, race["booked"])),
            str(race["hand_answers"].get("asked", 0)),
        ]
        for kind in kinds
        for workers, race in found[kind].get("racing", {}).items()
    ]
    head = ["", "web processes", "invoices", "open attempts each", "hand entries booked each", "others asked"]
    return _table(head, rows)
