# One container is one replica. compose.yaml puts two behind nginx; docs/hosting.md explains the settings.
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes --requirement requirements.txt \
    && pip check
COPY . .
RUN python -m compileall -q app.py pages server simulator \
    && useradd --system --no-create-home cpo
USER cpo
ENV CPO_SECURITY_HEADERS=1 STREAMLIT_SERVER_HEADLESS=true STREAMLIT_SERVER_FILE_WATCHER_TYPE=none
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=3)"]
CMD ["streamlit", "run", "app.py"]
