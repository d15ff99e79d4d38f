"""Settings for the tests: development without what only slows them down."""

import os

os.environ["DEVELOPMENT"] = "1"
os.environ["CONN_MAX_AGE"] = "0"  # a browser that stays connected must not keep the database busy

from config.settings import *  # noqa: F403, TID251 - the one place that builds on them
from config.settings import CACHES, MIDDLEWARE, TEMPLATES  # noqa: TID251

# WhiteNoise scans the static files each time a test client is built.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["debug"] = True  # coverage counts the lines of templates too
# Nothing is counted for a test that was counted in another, and queries are told as they are.
CACHES = {**CACHES, "counts": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
