"""The settings of an installation: what the operator may choose comes from `config.environment`, the rest is here."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import keeping, logs, mailing
from config.environment import Environment

ENVIRONMENT = Environment.read()

try:
    SECRET_KEY = keeping.read_secret_key(ENVIRONMENT.data)
    LINK_KEYS = keeping.read_link_keys(ENVIRONMENT.data)
    SETUP_CODE = keeping.read_setup_code(ENVIRONMENT.data)
except keeping.Unkept as why:
    raise ImproperlyConfigured(str(why)) from None

# --- who we are ------------------------------------------------------------------------------------------------------

DATA = ENVIRONMENT.data
DEMO = ENVIRONMENT.demo
PORT = ENVIRONMENT.port
STRIPE_API = ENVIRONMENT.stripe_api
FONT_FOLDER = ENVIRONMENT.font_folder
TWILIO_API = ENVIRONMENT.twilio_api
BOUNCES_URL = ENVIRONMENT.bounces_url
PUBLIC_ORIGIN = ENVIRONMENT.public_origin
PUBLIC_ORIGIN_OR_LOCAL = PUBLIC_ORIGIN or f"http://localhost:{ENVIRONMENT.port}"  # by name: passkeys need one
HOST = urlsplit(PUBLIC_ORIGIN).hostname
NEW_COMPANIES_ON_TRIAL = ENVIRONMENT.trial_for_later_companies
HTTPS = PUBLIC_ORIGIN.startswith("https://")

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [HOST])]
LOGGING = logs.LOGGING
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",
    "lintel.core",
    "lintel.companies",
    "lintel.directory",
    "lintel.services",
    "lintel.access",
    "lintel.messages",
    "lintel.agreements",
    "lintel.billing",
    "lintel.automations",
    "lintel.reports",
    "lintel.inspections",
    "lintel.web",
    "lintel.run",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "lintel.web.reading.Reading",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lintel.web.privacy.Privacy",
    "django.middleware.gzip.GZipMiddleware",
    "lintel.web.policy.Policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lintel.web.office.wayback.WayBack",
]

# --- the database ----------------------------------------------------------------------------------------------------

SQLITE = {
    # The write lock is taken at the start, so that two writers wait for each other instead of failing.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: what was acknowledged survives a power cut. Recursive triggers: REPLACE is refused where rows only grow.
    # Django itself switches foreign keys on.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
}

POSTGRESQL = {
    # A statement that comes again is planned once for each connection: planning was most of what a page cost.
    # A pooler that hands one connection to many clients has to know prepared statements (PgBouncer 1.21 does).
    "server_side_binding": True,
    "prepare_threshold": 5,
}


def database(address: str) -> dict[str, Any]:
    """Django's database settings for `address`: durable and patient on SQLite, kept connections on PostgreSQL."""
    found: dict[str, Any] = {**dj_database_url.parse(address, conn_max_age=60)}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **SQLITE}
    else:
        found["ENGINE"] = "lintel.core.postgresql"
        found["CONN_HEALTH_CHECKS"] = True
        found["OPTIONS"] = {**found.get("OPTIONS", {}), **POSTGRESQL}
    return found


DATABASES = {"default": database(ENVIRONMENT.database_address())}

# --- files that people hand in ----------------------------------------------------------------------------------------

MEDIA_ROOT = DATA / "files"  # no address leads there: each file has a door that asks who wants it
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- pages -----------------------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"]),
            ],
            # None of these asks the database.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "config.jinja.environment"},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SESSION_ENGINE = "lintel.web.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the packages themselves: there is nothing to collect
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- signing in ------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "companies.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "lintel.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one counts once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a name
ACCOUNT_FORMS = {
    "login": "lintel.web.accounts.forms.SignIn",
    "signup": "lintel.web.accounts.forms.SignUp",
    "reset_password": "lintel.web.accounts.forms.AskForReset",
    "reset_password_from_key": "lintel.web.accounts.forms.Reset",
    "change_password": "lintel.web.accounts.forms.ChangePassword",
    "set_password": "lintel.web.accounts.forms.SetPassword",
    "add_email": "lintel.web.accounts.forms.NewAddress",
    "reauthenticate": "lintel.web.accounts.forms.Reauthenticate",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
MFA_ADAPTER = "lintel.web.accounts.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "lintel.web.accounts.forms.Code",
    "reauthenticate": "lintel.web.accounts.forms.CodeAgain",
    "activate_totp": "lintel.web.accounts.forms.FirstCode",
    "add_webauthn": "lintel.web.accounts.forms.AddPasskey",
    "edit_webauthn": "lintel.web.accounts.forms.RenamePasskey",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an installation without a mail server can be protected too
MFA_TOTP_TOLERANCE = 1  # of 30 seconds, for clocks that are a little off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Lintel"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# --- what browsers are told ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],  # the nonce: a company's brand colour
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],  # a letter's preview
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN] if PUBLIC_ORIGIN else []
if ENVIRONMENT.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A proxy redirects to https. Lintel speaks for its own host name, not for the ones beside it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# --- letters ---------------------------------------------------------------------------------------------------------

MAIL_CONFIGURED = bool(ENVIRONMENT.mail())
MAIL_SERVICE = mailing.service(ENVIRONMENT.email_url)
MAIL_HOOK_SECRET = ENVIRONMENT.email_hook_secret
MAIL_OPENS = ENVIRONMENT.email_opens
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.email_from or f"lintel@{HOST or 'localhost'}"
MESSAGE_ID_DOMAIN = HOST or "lintel.localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
globals().update(ENVIRONMENT.mail())
