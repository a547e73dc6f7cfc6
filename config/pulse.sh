#!/bin/sh
# Pulse's commands as the worker's user with the worker's settings. Copy to /usr/local/bin/pulse; then: pulse doctor
set -eu
set -a
. /etc/pulse/secrets.env
. /etc/pulse/worker.env
PULSE_CONFIG=/etc/pulse/pulse.toml
set +a
umask 0007
cd /opt/pulse
exec setpriv --reuid=pulse-worker --regid=pulse --init-groups /opt/pulse/.venv/bin/python -m pulse "$@"
