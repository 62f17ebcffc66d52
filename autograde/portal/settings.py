"""Django's settings. All that differs between a laptop and a server comes from the environment.

=====================  ======================================================================
``PORTAL_DATA``        folder of the database, the secret and what workers make (portal_data)
``PORTAL_SECRET``      the secret, where it shall not stand in a file there
``PORTAL_URL``         the address that students type (that of the last `serve`)
``PORTAL_PROXY``       address of the HTTPS proxy in front, whose headers are believed; none
``PORTAL_COURSE``      folder with solutions/ and course.toml (this checkout)
``PORTAL_SITE``        folder of the built site, shown under /course/ (none)
``PORTAL_DAILY``       examinations of one chapter for one group in a day (30)
``DATABASE_URL``       PostgreSQL, postgresql://…; without it, SQLite in the folder
=====================  ======================================================================
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from autograde.kit.files import CHECKOUT
from autograde.portal import addresses, keys

PORTAL_DATA = Path(os.environ.get("PORTAL_DATA") or CHECKOUT / "portal_data").resolve()
PORTAL_COURSE = Path(os.environ.get("PORTAL_COURSE") or CHECKOUT).resolve()
PORTAL_URL = addresses.url(PORTAL_DATA)
PORTAL_SITE = os.environ.get("PORTAL_SITE") and Path(os.environ["PORTAL_SITE"]).resolve()
PORTAL_DAILY = int(os.environ.get("PORTAL_DAILY") or 30)
_SECRET = keys.secret(PORTAL_DATA)
SECRET_KEY = keys.derived(_SECRET, "django").hex()
RECEIPT_KEY = keys.derived(_SECRET, "receipts")

DEBUG = False
_ADDRESS = urlsplit(PORTAL_URL)
ALLOWED_HOSTS = [_ADDRESS.hostname or "127.0.0.1"]
if ALLOWED_HOSTS == ["127.0.0.1"]:
    ALLOWED_HOSTS.append("localhost")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
IS_HTTPS = _ADDRESS.scheme == "https"
if IS_HTTPS:
    # The server takes these headers from the proxy's address only, see `server`.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 7 * 86_400  # [s] a term's worth of hand-ins on one's own machine

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "autograde.portal.apps.PortalConfig",
]
MIDDLEWARE = [
    "autograde.portal.middleware.first_byte",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "autograde.portal.middleware.refuse_large",  # before anything reads the body
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "autograde.portal.middleware.who",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "autograde.portal.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "autograde.portal.serving_the_site.site",
            ]
        },
    }
]
CSRF_FAILURE_VIEW = "autograde.portal.refusals.csrf"

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60,
                                                  conn_health_checks=True)}  # fmt: skip
    # As long as SQLite waits below: then the page says so, rather than wait for ever.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=30s")
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(PORTAL_DATA / "portal.sqlite3"),
            "OPTIONS": {
                "timeout": 30,  # [s] a writer waits for another
                # Who begins to read and then writes would fail at once beside another writer.
                "transaction_mode": "IMMEDIATE",
                # FULL: what a receipt promises has reached the disk.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]  # fmt: skip
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# By name and address together: a whole class may sit behind one address.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # [h]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "autograde.portal.refusals.locked_out"
LOGIN_URL = "instructors_sign_in"
LOGIN_REDIRECT_URL = "overview"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # files lie in the package; nothing has to be collected
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 25_000_000  # a hand-in stays in memory: it has no path anywhere
DATA_UPLOAD_MAX_NUMBER_FILES = 10

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "portal": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
