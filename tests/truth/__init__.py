"""Whatever happens between us and Stripe: the ledger is what Stripe really holds, and nobody pays twice.

LINTEL_LONG says how long: 1000 asks for 200 rounds of payers, 2,000 histories, 1,000 forgeries and 2,000 starts.
LINTEL_SEED says which.
"""

import os
import random

LONG = int(os.environ.get("LINTEL_LONG") or 0)


def chance(extra: int = 0) -> random.Random:
    """The same again for the same LINTEL_SEED."""
    return random.Random(int(os.environ.get("LINTEL_SEED") or 5) * 1_000 + extra)  # noqa: S311 - guards nothing
