"""What it takes to be there: memory, start, first migration, distributions."""

import time
from pathlib import Path
from statistics import median

from packaging.requirements import Requirement

from bench import driving
from bench.processes import Started
from bench.rounds import Pace
from bench.site import PRODUCT, Site

LOCK = Path(__file__).parents[2] / "requirements" / "app.txt"


def starting(site: Site, pace: Pace) -> dict[str, float]:
    """Seconds from the command to the first client's page, with everything in the disk's cache."""
    path = site.targets["portal"][0]
    told, cpu = [], []
    for _ in range(pace.rounds + 1):
        start = time.monotonic()
        up = Started(
            ["-m", "lintel", "up", "--port", str(PRODUCT), "--threads", "4"],
            site.environment,
            site.log,
        )
        try:
            up.until_it_answers(PRODUCT, path)
            told.append(time.monotonic() - start)
            cpu.append(up.cpu_ms() / 1000)
        finally:
            up.end()
    return {"first": told[0], "warm": median(told[1:]), "cpu": median(cpu[1:])}


def memory(site: Site, pace: Pace) -> dict[str, float]:
    """MiB of `lintel up`, shared pages counted once: after ten pages, and after work."""
    cookie = site.targets["cookie"]
    paths = [*site.targets["portal"][:4], "/office/", "/office/inspections/", *site.targets["details"][:4]]
    with site.up() as up:
        driving.drive(PRODUCT, [driving.get(path, cookie=cookie) for path in paths], clients=1, once=True)
        idle = up.pss_mib()
        pages = [driving.get(path) for path in site.targets["portal"]]
        pages += [driving.get(path, cookie=cookie) for path in ("/office/", "/office/inspections/")]
        driving.drive(PRODUCT, pages, clients=8, seconds=pace.seconds * 2)
        return {"idle": idle, "after_work": up.pss_mib()}


def distributions() -> int:
    """How many packages requirements/app.txt installs here."""
    pinned = (line.removesuffix("\\").strip() for line in LOCK.read_text("utf-8").splitlines() if "==" in line)
    wanted = (Requirement(line) for line in pinned if not line.startswith("#"))
    return sum(1 for each in wanted if each.marker is None or each.marker.evaluate())
