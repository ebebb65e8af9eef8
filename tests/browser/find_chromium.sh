#!/bin/sh
# Prints the path of a Chromium for the browser tests, and installs one when there is none.
# Prints nothing when the browser is one that Playwright keeps and finds itself. $1: the playwright command.
# The same Chromium without windows comes first: what it draws and runs is the same, for 10 to 20 % less of work.
set -eu

installed() {
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ] || { echo "CHROMIUM is $CHROMIUM, which is no program" >&2; exit 1; }
    echo "$CHROMIUM"
elif installed; then
    :
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update >&2
    apt-get install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core >&2 ||
        apt-get install -y --no-install-recommends chromium fonts-dejavu-core >&2
    installed
else
    "${1:-playwright}" install chromium >&2
fi
