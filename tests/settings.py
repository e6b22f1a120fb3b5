"""Settings of the test runs. DATABASE_URL chooses the database; unset means SQLite."""

import os
import tempfile

os.environ["DEBUG"] = "true"
os.environ.setdefault("DATA_DIR", tempfile.gettempdir())

from big.settings import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only-for-tests"
# One quick round: what is tested is who may sign in, not how slow guessing is.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "[[UNDEFINED %s]]"  # noqa: F405
