"""How gunicorn runs the product: gunicorn --config config/gunicorn.py config.wsgi"""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "2"))
timeout = 60
# Making many different PDF files fills a process with cached glyphs; a new one begins small.
max_requests = 2000
max_requests_jitter = 200
# One copy of the code for all workers, kept out of the collector's way.
preload_app = True


def when_ready(server: object) -> None:
    """Freeze what is loaded before the workers are forked."""
    gc.freeze()
