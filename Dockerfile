# Alur in a container: no root, nothing to write but /data, nothing to build in it.
#
#     docker build -t alur .
#     docker run --read-only --tmpfs /tmp -v ./bot.yaml:/config/bot.yaml:ro \
#         -v alur:/data -p 127.0.0.1:8080:8080 alur
#
# With a gateway beside it: deploy/gowa and deploy/waha.

ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /build
# The libraries have a layer of their own: they change less often than the bot.
COPY requirements.lock ./
RUN /venv/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY flows ./flows
COPY locales ./locales
COPY storage ./storage
RUN /venv/bin/pip install --no-deps --no-build-isolation . \
    && /venv/bin/python -m compileall -q /venv/lib

FROM ${PYTHON}
RUN groupadd --gid 10001 alur \
    && useradd --uid 10001 --gid alur --no-create-home --home-dir /data alur \
    && install -d -o alur -g alur -m 0700 /data \
    && install -d /config
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BOT_CONFIG=/config/bot.yaml \
    BOT_DATA=/data \
    BOT_HOST=0.0.0.0 \
    BOT_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['BOT_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["alur"]
CMD ["run"]
