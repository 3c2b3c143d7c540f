"""What Stripe's own SDK says of the shape of each request and each object: the guard against drift.

`read` turns a decoded form into typed values by one of the SDK's parameter types; `check` holds a finished object
against one of its classes. Both refuse what the SDK does not know. Where the SDK names the values it knows and leaves
the list open for later ones, only the named ones pass.
"""

import builtins
import contextlib
import re
import sys
import typing
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin

import stripe
from stripe import checkout
from stripe._list_object import ListObject
from stripe._stripe_object import StripeObject, UntypedStripeObject
from typing_extensions import get_type_hints, is_typeddict

OPTIONS = frozenset(stripe.RequestOptions.__annotations__)  # said in headers
COMES_WHEN_ASKED_FOR = {"line_items", "refunds", "deleted", "secret"}
WHOLE = re.compile(r"-?\d+")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class _Names(dict[str, Any]):
    """The SDK's classes name one another by words alone, and are loaded when they are asked for.

    A class that the SDK renames on importing it (`CardResource`) is none of those that we meet: anything fits.
    """

    def __missing__(self, name: str) -> Any:
        for package in (builtins, typing, stripe, checkout):
            with contextlib.suppress(AttributeError):
                return getattr(package, name)
        return Any


NAMES = _Names()


class Misfit(Exception):
    """`where` is no part of the shape, is missing from it, or has the wrong kind of value."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


def read(shape: Any, form: Any, where: str = "") -> Any:
    """The typed values of a decoded form. Raises Misfit."""
    if is_typeddict(shape):
        return _read_parts(shape, form, where)
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, UnionType):
        return _first_that_fits(read, _closed(inner), form, where)
    if origin is list:
        if not isinstance(form, list):
            raise Misfit(where, "Invalid array")
        return [read(inner[0], one, f"{where}[{place}]") for place, one in enumerate(form)]
    if origin is dict or get_origin(shape) is UntypedStripeObject:
        return {key: read(inner[-1], one, f"{where}[{key}]") for key, one in _mapping(form, where).items()}
    return _read_plain(shape, form, where)


def check(shape: Any, value: Any, where: str = "") -> None:
    """Hold an object, as JSON has it, against the SDK's class for it. Raises Misfit."""
    shape = _resolved(shape)
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (Union, UnionType):
        _first_that_fits(check, _closed(inner), value, where)
    elif shape in (Any, object) or isinstance(shape, TypeVar):
        return
    elif origin is list:
        for place, one in enumerate(_of(list, value, where)):
            check(inner[0], one, f"{where}[{place}]")
    elif (origin or shape) in (dict, UntypedStripeObject):
        _mapping(value, where)
    elif origin is ListObject:
        _check_page(inner[0], value, where)
    elif origin is Literal:
        _among(inner, value, where)
    elif isinstance(shape, type) and issubclass(shape, StripeObject):
        _check_parts(shape, _mapping(value, where), where)
    elif not isinstance(value, (int, float) if shape is float else shape) or (isinstance(value, bool) and shape is int):
        raise Misfit(where, f"{value!r} is no {shape.__name__}")


def blank(kind: type[StripeObject]) -> dict[str, Any]:
    """An object of this kind with nothing said: each key that may be null is."""
    return {key: None for key, hint in parts(kind).items() if _nullable(hint) and key not in COMES_WHEN_ASKED_FOR}


def parts(kind: Any) -> dict[str, Any]:
    """The keys of an object or of a request, with their types."""
    return _parts(kind)


@cache
def _parts(kind: Any) -> dict[str, Any]:
    names = _Names(vars(sys.modules[kind.__module__]))
    hints = get_type_hints(kind, globalns=names, localns=names)
    options = OPTIONS if is_typeddict(kind) else frozenset()
    return {key: hint for key, hint in hints.items() if key.islower() and key[0] != "_" and key not in options}


def _resolved(shape: Any) -> Any:
    if isinstance(shape, ForwardRef):
        return NAMES[shape.__forward_arg__]
    return NAMES[shape] if isinstance(shape, str) else shape


def _nullable(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _closed(choices: tuple[Any, ...]) -> list[Any]:
    """Without the open end `str` beside a list of known values."""
    named = any(get_origin(one) is Literal and get_args(one) != ("",) for one in choices)
    return [one for one in choices if not (named and one is str)]


def _first_that_fits(act: Any, choices: list[Any], value: Any, where: str) -> Any:
    if value is None and NoneType in choices:
        return None
    faults = []
    for choice in choices:
        if choice is NoneType:
            continue
        try:
            return act(choice, value, where)
        except Misfit as fault:
            faults.append(fault)
    raise max(faults, key=lambda fault: len(fault.where))


def _read_parts(shape: Any, form: Any, where: str) -> dict[str, Any]:
    hints, given = parts(shape), _mapping(form, where)
    name = f"{where}[%s]" if where else "%s"
    for key in given:
        if key not in hints:
            raise Misfit(name % key, "Received unknown parameter")
    for key in shape.__required_keys__ - OPTIONS:
        if key not in given:
            raise Misfit(name % key, "Missing required param")
    return {key: read(hints[key], one, name % key) for key, one in given.items()}


def _read_plain(shape: Any, form: Any, where: str) -> Any:
    if not isinstance(form, str):
        raise Misfit(where, "Invalid string")
    if get_origin(shape) is Literal:
        return _among(get_args(shape), form, where)
    if shape is bool:
        return _among(("true", "false"), form, where) == "true"
    if shape is int:
        if not WHOLE.fullmatch(form):
            raise Misfit(where, f"Invalid integer: {form}")
        return int(form)
    if shape is not str and not NUMBER.fullmatch(form):
        raise Misfit(where, f"Invalid number: {form}")
    return form


def _check_parts(kind: type[StripeObject], value: Mapping[str, Any], where: str) -> None:
    hints = parts(kind)
    for key in value:
        if key not in hints:
            raise Misfit(f"{where}.{key}", f"{kind.__name__} has no such key")
    for key, hint in hints.items():
        if key in value:
            check(hint, value[key], f"{where}.{key}")
        elif not _nullable(hint):
            raise Misfit(f"{where}.{key}", f"{kind.__name__} always has it")


def _check_page(kind: Any, value: Any, where: str) -> None:
    page = _mapping(value, where)
    if set(page) != {"object", "data", "has_more", "url"} or page["object"] != "list":
        raise Misfit(where, "is no list")
    for place, one in enumerate(page["data"]):
        check(kind, one, f"{where}.data[{place}]")


def _among(known: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in known:
        raise Misfit(where, f"Invalid value: {value!r} is none of {', '.join(map(str, known[:8]))}")
    return value


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _of(Mapping, value, where)
    return found


def _of(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, kind):
        raise Misfit(where, "Invalid object" if kind is Mapping else "Invalid array")
    return value
