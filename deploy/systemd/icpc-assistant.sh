#!/bin/sh
# /usr/local/sbin/icpc-assistant: the command with the server's user, folders and settings.
set -eu
set -a
. /etc/icpc-assistant.env
cd /var/lib/icpc-assistant
umask 027
exec runuser -u icpc -- env HF_HUB_OFFLINE=1 PYTHONDONTWRITEBYTECODE=1 \
    ICPC_CORPUS=/var/lib/icpc-assistant/corpus \
    ICPC_INDEX=/var/lib/icpc-assistant/index \
    ICPC_FEEDBACK_FILE=/var/lib/icpc-assistant/feedback.sqlite3 \
    /opt/icpc-assistant/bin/icpc-assistant "$@"
