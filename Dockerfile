# Browser assets are built once and copied; npm is not in the image that runs.
FROM node:24-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SCHAKELBORD_MODE=production SCHAKELBORD_HOST=0.0.0.0 PORT=8000
# NumPy works on small arrays here: more threads only take processors from others.
ENV OPENBLAS_NUM_THREADS=1
# In a container whoever connects is a proxy of the same network. Narrow it where others can reach this one.
ENV SCHAKELBORD_TRUSTED_PROXIES=10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fd00::/8
WORKDIR /srv/schakelbord
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY alembic.ini pyproject.toml ./
COPY migrations migrations
COPY scripts scripts
COPY static static
COPY templates templates
COPY app app
COPY --from=assets /build/node_modules node_modules
RUN python scripts/build_assets.py && rm -rf node_modules && pybabel -q compile -d app/locale \
    && useradd --system --no-create-home schakelbord
USER schakelbord
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/gezond')"]
# Migrate first (`python -m app.cli migrate`), then this and one `python -m app.cli worker` beside it.
CMD ["python", "-m", "app.cli", "web", "--workers", "2"]
