"""How often somebody did what may not be done too often. Counted in this process, bounded, gone with it."""

import threading
from collections import OrderedDict, deque

HOUR = 3600.0
MOST_ADDRESSES = 10_000


class Misses:
    """So many times within so many seconds from one address; the next ones are asked to wait."""

    def __init__(self, most: int, within: float) -> None:
        self._most, self._within = most, within
        self._lock = threading.Lock()
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, address: str, *, now: float) -> int:
        """Count one more. The seconds to wait when there were too many, else 0."""
        with self._lock:
            times = self._times.setdefault(address, deque(maxlen=self._most + 1))
            self._times.move_to_end(address)
            while len(self._times) > MOST_ADDRESSES:
                self._times.popitem(last=False)
            while times and times[0] <= now - self._within:
                times.popleft()
            if len(times) >= self._most:
                return max(1, round(times[0] + self._within - now))
            times.append(now)
            return 0

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._times.clear()


# Only misses are slowed: a living link opens whoever else shares the address, as whole offices and telephone
# companies do. Guessing is hopeless anyway (192 bits); this keeps the guessing cheap for us.
misses = Misses(30, 60.0)

# Asking for a link again: by the address that is asked for, and by the network that asks.
asked_for = Misses(3, HOUR)
asked_from = Misses(10, HOUR)
