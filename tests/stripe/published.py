"""The shapes that Stripe publishes for everybody, as OpenAPI: the second guard against drift, for `./dev contract`.

The copy at hand may be older than the SDK. What it does not know yet stands in NEWER by name, so that a misspelt
parameter is still noticed.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.stripe.operations import Operation

if TYPE_CHECKING:
    from tests.stripe.fake import Stripe

HERE = "urn:stripe"
NEWER = {  # parameters that the SDK knows and the published copy may not
    "sessions.create": {"adaptive_pricing", "allowed_payment_method_types", "ui_mode", "wallet_options"},
    "sessions.list": {"created", "status"},
}


class Departed(Exception):
    """A request or an answer that is not as published."""


class Published:
    """One copy of Stripe's OpenAPI document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._paths = {re.sub(r"{[^}]*}", "{id}", path): item for path, item in document["paths"].items()}
        self.kinds = set(document["components"]["schemas"])
        resource = DRAFT202012.create_resource(_with_nulls(document))
        self._registry: Registry[Any] = Registry().with_resource(HERE, resource)

    def check_all(self, stripe: "Stripe") -> None:
        """Each request and answer there was, and each object as it is now. Raises Departed."""
        for operation, asked, answer in stripe.answered:
            self.check_request(operation, asked)
            self.check_answer(operation, answer)
        for operation, body in stripe.refused:
            self._hold("error", body, operation.name)
        for kind, made in stripe.store.of_kind.items():
            for one in made:
                self.check_object(kind, one)

    def check_request(self, operation: Operation, asked: dict[str, Any]) -> None:
        """Raises Departed."""
        known = dict(self._known(operation))
        for name, value in asked.items():
            if name not in known:
                if name not in NEWER.get(operation.name, set()):
                    raise Departed(f"{operation.name}: {name} is not published")
                continue
            self._fit(known[name], value, f"{operation.name}: {name}")

    def check_answer(self, operation: Operation, answer: dict[str, Any]) -> None:
        """Raises Departed."""
        said = self._action(operation)["responses"]["200"]["content"]["application/json"]["schema"]
        self._fit(said, answer, operation.name)

    def check_object(self, kind: str, made: dict[str, Any]) -> None:
        """Raises Departed."""
        self._hold(kind, made, made["id"])

    def _hold(self, kind: str, value: object, where: str) -> None:
        self._fit({"$ref": f"#/components/schemas/{kind}"}, value, where)

    def _action(self, operation: Operation) -> Any:
        try:
            return self._paths[operation.path][operation.method.lower()]
        except KeyError as missing:
            raise Departed(f"{operation.name}: {operation.method} {operation.path} is not published") from missing

    def _known(self, operation: Operation) -> Iterator[tuple[str, Any]]:
        action = self._action(operation)
        if operation.method == "POST":
            (form,) = action["requestBody"]["content"].values()
            yield from form["schema"]["properties"].items()
        for said in action.get("parameters", []):
            yield said["name"], said["schema"]

    def _fit(self, schema: Any, value: object, where: str) -> None:
        validator = Draft202012Validator(_at_home(_with_nulls(schema)), registry=self._registry)
        for fault in validator.iter_errors(value):
            deepest = min([fault, *(fault.context or [])], key=lambda one: -len(one.absolute_path))
            raise Departed(f"{where}: {deepest.json_path}: {deepest.message[:300]}")


@cache
def of(file: Path) -> Published:
    return Published(json.loads(file.read_text()))


def _with_nulls(schema: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema says that null is one of the types."""
    if isinstance(schema, list):
        return [_with_nulls(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _with_nulls(one) for key, one in schema.items()}
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") is True else inner


def _at_home(schema: Any) -> Any:
    """With each `$ref` leading into the document."""
    if isinstance(schema, list):
        return [_at_home(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"{HERE}{one}" if key == "$ref" and isinstance(one, str) and one.startswith("#") else _at_home(one)
        for key, one in schema.items()
    }
