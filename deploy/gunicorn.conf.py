"""gunicorn behind a proxy that speaks https: `gunicorn --config deploy/gunicorn.conf.py app:app`."""

import multiprocessing

bind = "127.0.0.1:8000"
workers = multiprocessing.cpu_count()  # with SQLite one will do; two serve a crowd sooner
worker_class = "gthread"
threads = 4
keepalive = 30
timeout = 60
max_requests = 20_000
max_requests_jitter = 2_000
preload_app = False  # a forked connection to the database is a broken one
forwarded_allow_ips = "127.0.0.1"
