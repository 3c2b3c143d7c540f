"""How often an address asked for links that are not there. Counted in this process, bounded, gone with it."""

import threading
from collections import OrderedDict, deque

MOST = 30
WITHIN_SECONDS = 60.0
MOST_ADDRESSES = 10_000


class Misses:
    """Thirty misses a minute from one address; the next ones are asked to wait.

    Only misses are slowed: a living link opens whoever else shares the address, as whole offices and
    telephone companies do. Guessing is hopeless anyway (192 bits); this keeps the guessing cheap for us.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str, *, now: float) -> int:
        """Count one more miss. The seconds to wait when there were too many, else 0."""
        with self._lock:
            times = self._times.setdefault(address, deque(maxlen=MOST + 1))
            self._times.move_to_end(address)
            while len(self._times) > MOST_ADDRESSES:
                self._times.popitem(last=False)
            while times and times[0] <= now - WITHIN_SECONDS:
                times.popleft()
            if len(times) >= MOST:
                return max(1, round(times[0] + WITHIN_SECONDS - now))
            times.append(now)
            return 0

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._times.clear()


misses = Misses()
