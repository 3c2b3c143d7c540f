"""A signature drawn by hand: lines of whole numbers on a sheet of 600 by 200, never anything else. Pure functions."""

import json
from itertools import pairwise

from lintel.core.refusal import Refusal

WIDTH, HEIGHT = 600, 200
MOST_NUMBERS = 8_000
LEAST = 40  # a dot or a dash is no signature
Lines = list[list[int]]


class NotDrawn(Refusal):
    say = "That drawing cannot be read as a signature. Draw it again, or leave it empty: then your typed name signs."


def parse(text: str) -> Lines:
    """Each line as x, y, x, y and so on; no line where nothing was drawn. Raises NotDrawn."""
    if not text.strip():
        return []
    try:
        lines = json.loads(text)
    except (ValueError, RecursionError):
        raise NotDrawn(field="drawing") from None
    if not isinstance(lines, list) or not all(_is_line(one) for one in lines):
        raise NotDrawn(field="drawing")
    if sum(map(len, lines)) > MOST_NUMBERS or (lines and _length(lines) < LEAST):
        raise NotDrawn(field="drawing")
    return lines


def written(lines: Lines) -> str:
    """The one way to write them down; empty where there is none."""
    return json.dumps(lines, separators=(",", ":")) if lines else ""


def paths(text: str) -> list[str]:
    """As points of SVG polylines."""
    return [" ".join(f"{x},{y}" for x, y in _points(line)) for line in parse(text)]


def svg(text: str) -> str:
    """The drawing as a picture."""
    drawn = "".join(f'<polyline points="{points}"/>' for points in paths(text))
    pen = 'fill="none" stroke="#20242c" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><g {pen}>{drawn}</g></svg>'


def _is_line(line: object) -> bool:
    if not isinstance(line, list) or not line or len(line) % 2:
        return False
    return all(type(one) is int and 0 <= one <= (HEIGHT if place % 2 else WIDTH) for place, one in enumerate(line))


def _points(line: list[int]) -> list[tuple[int, int]]:
    return list(zip(line[::2], line[1::2], strict=True))


def _length(lines: Lines) -> int:
    pairs = [pair for line in lines for pair in pairwise(_points(line))]
    return sum(abs(a - c) + abs(b - d) for (a, b), (c, d) in pairs)
