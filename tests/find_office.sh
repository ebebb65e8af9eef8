#!/bin/sh
# Prints the path of a LibreOffice for the test that calculates workbooks, and installs its spreadsheet (90 MB, without
# windows) where that is possible, with pdftotext for the test that reads reports. Prints nothing when there is none:
# then these tests are skipped, and say so.
set -eu

installed() {
    command -v soffice && command -v pdftotext >&2
}

if [ -n "${SOFFICE:-}" ]; then
    [ -x "$SOFFICE" ] || { echo "SOFFICE is $SOFFICE, which is no program" >&2; exit 1; }
    echo "$SOFFICE"
elif office=$(installed); then
    echo "$office"
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update >&2
    apt-get install -y --no-install-recommends libreoffice-calc-nogui poppler-utils >&2
    installed
fi
