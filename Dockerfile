# Browser assets are built once and copied; npm is not in the image that runs.
FROM node:24-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SCHAKELBORD_MODE=production SCHAKELBORD_HOST=0.0.0.0
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
CMD ["uvicorn", "--factory", "app.main:create", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--no-access-log", "--no-server-header", "--proxy-headers"]
