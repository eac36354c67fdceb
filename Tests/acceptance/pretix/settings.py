"""pretix as the tests run it: one process, SQLite, no broker, no mail."""
from pretix.settings import *  # noqa: F401,F403

EMAIL_BACKEND = EMAIL_CUSTOM_SMTP_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tasks run at once, in the thread that starts them; webhooks too.
HAS_CELERY = False
CELERY_TASK_ALWAYS_EAGER = True
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = None
# The tests' own listener is on loopback.
ALLOW_HTTP_TO_PRIVATE_NETWORKS = True
DATABASES["default"].setdefault("OPTIONS", {})["timeout"] = 60  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
