# One image for every process: the web server by default; `python manage.py migrate` and, beside the server,
# `python manage.py timer --every 60`, which sends the mail, as other commands.
# Needs SECRET_KEY, ALLOWED_HOSTS and, beyond one group on one machine, DATABASE_URL; see big/settings.py.
# In production, pin the base image by digest (python@sha256:…): a tag can change under you.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
COPY big/locks/runtime.txt big/locks/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r big/locks/runtime.txt
COPY . .
RUN SECRET_KEY=build DATA_DIR=/tmp /venv/bin/python manage.py collectstatic --no-input
RUN /venv/bin/python -m compileall -q .

FROM python:3.13-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --no-create-home big && install -d -o big -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
# A number, so that an orchestrator can see that it is not root.
USER 10001
VOLUME /data
EXPOSE 8000
# The server answers only to the names it is told; the first of them will do.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/halsa/', headers={'Host': os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0].lstrip('.')}), timeout=4)"]
CMD ["gunicorn", "big.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
