"""Whatever happens between us and Stripe: the ledger is what Stripe really holds, and nobody pays twice.

LINTEL_LONG says how long: 1000 asks for 200 rounds of payers, 2,000 histories, 1,000 forgeries, 2,000 starts, 1,000
changes of evidence and 10,000 steps of the game with money.
LINTEL_SEED says which.
"""

import os
import random

LONG = int(os.environ.get("LINTEL_LONG") or 0)
SEED = int(os.environ.get("LINTEL_SEED") or 5)
BATCH = 50  # so that two processes share a long run


def batches(many: int, of: int = BATCH) -> list[range]:
    """So many, numbered from 0, in ranges."""
    return [range(first, min(first + of, many)) for first in range(0, many, of)]


def chance(extra: int = 0) -> random.Random:
    """The same again for the same LINTEL_SEED."""
    return random.Random(SEED * 1_000 + extra)  # noqa: S311 - guards nothing
