"""Slips of the finger in an email address, and the likely spelling."""

import difflib

COMMON = [
    "gmail.com",
    "yahoo.com",
    "hotmail.com",
    "outlook.com",
    "icloud.com",
    "aol.com",
    "comcast.net",
    "msn.com",
    "live.com",
    "me.com",
    "att.net",
    "verizon.net",
    "sbcglobal.net",
    "proton.me",
    "protonmail.com",
    "cox.net",
    "charter.net",
    "bellsouth.net",
    "ymail.com",
]
ENDINGS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "comm": "com",
    "vom": "com",
    "ney": "net",
    "nett": "net",
    "ogr": "org",
}
GLUED = ("com", "net", "org", "edu", "gov")


def likely(address: str) -> str | None:
    """The address that was probably meant, or None when nothing looks wrong.

    Spaces and what cannot be seen, trailing dots and commas, `.con`, a missing dot, and near misses of the big mail
    domains (`gmial.com`). A question to ask, never a change to make unasked.
    """
    seen = "".join(filter(str.isprintable, address))
    tidy = "".join(seen.split()).strip(".,;:<>").replace(",", ".").replace("..", ".")
    name, at, domain = tidy.rpartition("@")
    if not at or not name or not domain:
        return tidy if tidy != address and "@" in tidy else None
    meant = f"{name.rstrip('.')}@{_domain(domain.lower())}"
    return meant if meant.lower() != address.lower() else None


def _domain(domain: str) -> str:
    if domain in COMMON:
        return domain
    if "." not in domain:
        for ending in GLUED:
            if domain.endswith(ending) and len(domain) > len(ending) + 2:
                domain = f"{domain[: -len(ending)]}.{ending}"
                break
    stem, dot, ending = domain.rpartition(".")
    domain = f"{stem}.{ENDINGS.get(ending, ending)}" if dot else domain
    if domain in COMMON:
        return domain
    near = difflib.get_close_matches(domain, COMMON, n=1, cutoff=0.87)
    return near[0] if near and near[0][0] == domain[0] else domain
