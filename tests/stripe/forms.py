"""Form-encoded words as Stripe reads them: `line_items[0][price_data][currency]=usd`, `expand[]=charge`."""

import re
from typing import Any
from urllib.parse import parse_qsl

KEY = re.compile(r"([^\[\]]+)|\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """A tree of dictionaries, lists and strings. Keys that are counted from 0 are a list."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        path = [plain or bracketed for plain, bracketed in KEY.findall(name)]
        place = tree
        for key in path[:-1]:
            place = place.setdefault(_counted(place, key), {})
        place[_counted(place, path[-1])] = value
    listed: dict[str, Any] = _with_lists(tree)
    return listed


def _counted(place: dict[str, Any], key: str) -> str:
    """`expand[]` counts by itself."""
    return key or str(len(place))


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and list(tree) == [str(place) for place in range(len(tree))]:
        return [_with_lists(one) for one in tree.values()]
    return {key: _with_lists(one) for key, one in tree.items()}
