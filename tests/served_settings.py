"""Settings of the product that stories meet: its own, but for passwords that are checked in one quick round."""

from big.settings import *  # noqa: F403

# Every story signs somebody in, and half a second of work each time would prove nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
