# Pantau with exactly what requirements.txt locks. Not apache/airflow: that image brings a hundred providers at versions of its own.
# The digest is the index of all platforms; `make pin-images` writes the newest of the tag.
FROM python:3.12-slim-bookworm@sha256:54c85f3c47607a77f32adec749d3c81d1348bf25833671f512b26a9b6d778cb3

ENV AIRFLOW_HOME=/opt/airflow \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONPATH=/opt/pantau/include \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1

WORKDIR /opt/pantau

# The lock first: a change of code or seeds does not install 190 packages again.
COPY requirements.txt ./
# Nothing is installed whose hash is not in it, uv included.
RUN awk '/^uv==/ {found = 1} found {print} found && !/\\$/ {exit}' requirements.txt > /tmp/uv.txt \
 && pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/uv.txt \
 && uv pip install --system --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY include/ include/
COPY plugins/ plugins/
COPY seeds/ seeds/
COPY dags/ dags/
COPY deploy/init.sh deploy/api-server.sh deploy/ui_passwords.py deploy/

# Nothing runs as root. The folders of the named volumes belong to the user before a volume is first mounted on them.
RUN uv pip install --system --no-deps --no-build-isolation -e . \
 && useradd --uid 50000 --gid 0 --home-dir /opt/airflow --no-create-home --shell /usr/sbin/nologin pantau \
 && mkdir -p /opt/airflow/logs /var/lib/pantau \
 && chown -R 50000:0 /opt/airflow /var/lib/pantau

USER 50000:0
CMD ["airflow", "version"]
