#!/bin/sh
# Prints the path of an nginx for the test of two replicas, and installs one where that is possible, without starting
# it as a service. Prints nothing when there is none: then that test is skipped, and says so.
set -eu

installed() {
    # Debian has it where only root looks for programs.
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx
}

if [ -n "${NGINX:-}" ]; then
    [ -x "$NGINX" ] || { echo "NGINX is $NGINX, which is no program" >&2; exit 1; }
    echo "$NGINX"
elif installed; then
    :
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d    # what it refuses is not started: port 80 may be somebody else's
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod +x "$policy"
    fi
    apt-get update >&2
    apt-get install -y --no-install-recommends nginx >&2
    installed
fi
