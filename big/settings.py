"""Settings of the whole project. What differs between installations comes from the environment; nothing here is edited.

DEBUG           true on a developer's machine only (default false)
SECRET_KEY      unset means one made on the first start and kept in DATA_DIR/secret_key
ALLOWED_HOSTS   host names, separated by commas
DATABASE_URL    postgres://…; unset means one SQLite file in DATA_DIR
DATA_DIR        folder of the SQLite file and the key (default: data/ beside manage.py)
EMAIL_URL       submission://user:password@host:587, smtp://host:25 (default: smtp://localhost:25; DEBUG: printed)
EMAIL_FROM      the sender of all mail
SITE_URL        where the links in mail lead (default: https:// and the first of ALLOWED_HOSTS)
TRUSTED_PROXIES how many proxies of ours a request passes, so that limits count the visitor's address (default 0)
OIDC_SERVER_URL the municipality's identity provider; with OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and OIDC_NAME (what people
                call it) it becomes one more way to sign in. It sends people back to /extern-inloggning/oidc/svar/
SEAL_PKCS12     file with the organisation's certificate and key, and SEAL_PKCS12_PASSWORD; it seals finished documents.
                Or in a hardware module: SEAL_PKCS11_MODULE (its library), SEAL_PKCS11_TOKEN, SEAL_PKCS11_LABEL (of key
                and certificate) and SEAL_PKCS11_PIN. Unset means no seal, and documents say so
SEAL_TSA_URL    time-stamp service (RFC 3161), for seals that outlast their certificate (PAdES B-LTA); needs SEAL_TRUST
SEAL_TRUST      PEM file of the issuers whose certificates are trusted, in seals and in time stamps
VERIFY_OPEN_TO_ALL  true lets anybody check a document at /kontrollera/, without signing in (default false)
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from environs import Env

from big.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "data")
SECRET_KEY = env.str("SECRET_KEY", None) or kept_secret(DATA_DIR / "secret_key")

INSTALLED_APPS = [
    "big",
    "big.people",
    "big.documents",
    "big.letters",
    "reports",
    "minutes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_prose_editor",  # its bundle, among the static files
    "reversion",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "big.admin_site.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # "för två timmar sedan" in the list of sessions
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "big.static_files.StaticFiles",
    "django.forms",  # its widgets' templates, beside our own in templates/widgets/
]

MESSAGE_STORAGE = "big.people.unsaved.Messages"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "big.middleware.private_pages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "big.people.middleware.whole_pages_only",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page is for people who have signed in, unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "big.people.middleware.session_limits",
    "big.people.middleware.saved_forms",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "big.urls"
WSGI_APPLICATION = "big.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "big.context.navigation",
                "big.documents.context.letterhead",
            ],
        },
    },
]
# What the first page shows: functions that take the user and return tasks and template context (big/home.py).
HOME_PANELS = ["big.letters.home.panel", "reports.home.panel", "minutes.home.panel"]
# What happens by itself: functions that write the letters whose time has come (`manage.py timer`).
TIMED = ["reports.telling.remind_in_time", "reports.telling.send_digests"]
TIMED += ["minutes.calling.remind_in_time", "minutes.following_up.remind_of_assignments"]
TIMED += ["minutes.rounds.remind_in_time"]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Database ----------------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if env.str("DATABASE_URL", None):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True)}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
        # Every query of a page is short: calling in more processes takes ten times as long as counting a long list.
        # `options` in the address, for those who have other wishes, comes instead.
        DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c max_parallel_workers_per_gather=0")
else:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "big.sqlite3",
            # Development serves each request in a new thread, whose connection nobody would reuse.
            "CONN_MAX_AGE": 0 if DEBUG else 600,
            "OPTIONS": {
                # A transaction that reads before it writes fails at once in the default mode, however long it waits.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: the last commit survives a power cut. No mmap_size: it has made a known WAL fault worse.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;"
                    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
                    # INSERT OR REPLACE deletes too, and must meet the triggers that guard finished documents.
                    "PRAGMA recursive_triggers=ON;"
                ),
            },
        }
    }

# -- People ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Nobody registers: accounts come from invitations (big/people/invitations.py). Their addresses need no other proof than
# that the invitation was opened.
ACCOUNT_ADAPTER = "big.people.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "big.people.forms.SignInForm",
    "reauthenticate": "big.people.forms.ConfirmForm",
    "change_password": "big.people.forms.ChangePasswordForm",
    "reset_password": "big.people.forms.ForgottenPasswordForm",
    "reset_password_from_key": "big.people.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# A whole municipality may share one address, and all its staff sign in at eight.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "verify": "30/m/ip",  # ours: files to check, each of which costs up to a second
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The invitation has proved the address. allauth would ask for another proof, for which there is no page, as soon as
# anybody at all has asked for a new password to it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "big.people.forms.ConnectAppForm",
    "authenticate": "big.people.forms.CodeForm",
    "reauthenticate": "big.people.forms.ConfirmCodeForm",
    "add_webauthn": "big.people.forms.AddKeyForm",
    "edit_webauthn": "big.people.forms.EditKeyForm",
}
MFA_TOTP_ISSUER = "BIG"
MFA_TOTP_TOLERANCE = 1  # the code before and the one after count too: clocks differ (RFC 6238 §5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

SOCIALACCOUNT_ADAPTER = "big.people.adapters.SocialAccountAdapter"
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))] if OIDC_SERVER_URL else []
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "oidc",
            "name": env.str("OIDC_NAME", "kommunens inloggning"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_SERVER_URL},
        }
    )

# Database sessions: any process sees at once that one has ended. A working day, then sign in again: ASVS 5.0 §7.3 asks
# for both limits, and these are wide enough for a day with a long lunch.
SESSION_ABSOLUTE_AGE = 12 * 60 * 60
SESSION_IDLE_AGE = 8 * 60 * 60
# The ended session is remembered for so long: who saves on Monday what was typed on Friday finds it after signing in.
SESSION_COOKIE_AGE = 7 * 24 * 60 * 60

CSRF_FAILURE_VIEW = "big.people.unsaved_views.too_old"

# The limits on guessing are counted here, so that all processes count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# -- Mail --------------------------------------------------------------------------------------------------------------

_mail = env.dj_email_url("EMAIL_URL", "console:" if DEBUG else "smtp://localhost:25")
_smtp = {
    "host": _mail["EMAIL_HOST"],
    "port": _mail["EMAIL_PORT"],
    "username": _mail["EMAIL_HOST_USER"],
    "password": _mail["EMAIL_HOST_PASSWORD"],
    "use_tls": _mail["EMAIL_USE_TLS"],
    "use_ssl": _mail["EMAIL_USE_SSL"],
    "timeout": _mail["EMAIL_TIMEOUT"] or 10,
}
MAILERS = {
    "default": {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "OPTIONS": _smtp if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend") else {},
    }
}
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000" if DEBUG else f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
# A developer runs no timer (`manage.py timer`): there, mail leaves with the request that wrote it.
LETTERS_AT_ONCE = DEBUG
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "BIG <ingen-svarar@localhost>")

# -- Language and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True

# -- Static files ------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
# In development the files are served from where they are edited.
STATIC_ROOT = None if DEBUG else env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # finished files live in the database
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "big.static_files.HashedFiles"
    },
}

# -- Finished documents ------------------------------------------------------------------------------------------------

SEAL_PKCS12 = env.str("SEAL_PKCS12", "")
SEAL_PKCS12_PASSWORD = env.str("SEAL_PKCS12_PASSWORD", "")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", "")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", "")
SEAL_PKCS11_LABEL = env.str("SEAL_PKCS11_LABEL", "")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", "")
SEAL_TSA_URL = env.str("SEAL_TSA_URL", "")
SEAL_TRUST = env.str("SEAL_TRUST", "")
VERIFY_OPEN_TO_ALL = env.bool("VERIFY_OPEN_TO_ALL", False)

# -- Uploads -----------------------------------------------------------------------------------------------------------

# Into memory up to a limit, never to the disk; a proxy in front has to let 25 MB through.
FILE_UPLOAD_HANDLERS = ["big.documents.uploads.BoundedUploadHandler"]

# -- Safety ------------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    # Browsers apply it to where a form's answer redirects, and signing in goes by the identity provider.
    "form-action": [CSP.SELF, *OIDC_ORIGINS],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    # The container's own health check speaks plain HTTP to the server beside it.
    SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"

# -- Logging -----------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
