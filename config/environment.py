"""What the operator says through environment variables, all of it, typed. One fault or five: all are told at once."""

from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config import keeping

MAIL_SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")


class Environment(BaseSettings):
    """LINTEL_DATA is `data` here, and so on. Unknown variables are left alone."""

    model_config = SettingsConfigDict(env_prefix="LINTEL_", extra="ignore", frozen=True)

    data: Path = Path("data")
    database_url: SecretStr = SecretStr("")
    port: int = Field(default=8000, ge=1, le=65535)
    public_origin: str = ""
    email_url: SecretStr = SecretStr("")
    email_from: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=9)
    trial_for_later_companies: bool = True
    demo: bool = False
    stripe_api: str = ""

    @field_validator("data")
    @classmethod
    def _whole_path(cls, given: Path) -> Path:
        return given.expanduser().resolve()

    @field_validator("public_origin")
    @classmethod
    def _an_origin(cls, given: str) -> str:
        if not given:
            return ""
        parts = urlsplit(given)
        if parts.scheme not in {"http", "https"} or not parts.hostname or given != origin_of(given):
            raise ValueError("is an address such as https://office.example.com, without a path or a slash at its end")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("must begin with https:// (http:// is for this machine alone)")
        return given

    @field_validator("stripe_api")
    @classmethod
    def _on_this_machine(cls, given: str) -> str:
        if given and (urlsplit(given).hostname not in LOOPBACK or given != origin_of(given)):
            raise ValueError("is for tests: a stand-in for Stripe on this machine, such as http://127.0.0.1:12111")
        return given

    @field_validator("email_url")
    @classmethod
    def _a_mail_server(cls, given: SecretStr) -> SecretStr:
        parts = urlsplit(given.get_secret_value())
        if given.get_secret_value() and (parts.scheme not in MAIL_SCHEMES or not parts.hostname):
            raise ValueError("is an address such as smtp+tls://user:password@mail.example.com:587")
        return given

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value() and urlsplit(given.get_secret_value()).scheme not in DATABASE_SCHEMES:
            raise ValueError("is an address such as postgresql://user:password@host/lintel or sqlite:////path/file")
        return given

    @classmethod
    def read(cls) -> Self:
        """What the environment says, or ImproperlyConfigured with one sentence for each fault."""
        try:
            return cls()
        except ValidationError as faults:
            told = (
                f"LINTEL_{str(fault['loc'][0]).upper()} {fault['msg'].removeprefix('Value error, ')}."
                for fault in faults.errors(include_input=False)
            )
            raise ImproperlyConfigured(" ".join(told)) from None

    def database_address(self) -> str:
        return self.database_url.get_secret_value() or f"sqlite:///{self.data / keeping.DATABASE}"

    def mail(self) -> dict[str, str | int | bool]:
        """Django's EMAIL_* settings; none when no mail server is named."""
        address = self.email_url.get_secret_value()
        if not address:
            return {}
        parts = urlsplit(address)
        return {
            "EMAIL_HOST": parts.hostname or "",
            "EMAIL_PORT": parts.port or MAIL_SCHEMES[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
        }


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, in the spelling that browsers use; user names and paths fall away."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
