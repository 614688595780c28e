#!/bin/sh
# Runs a command against a PostgreSQL server of its own, and stops that server afterwards.
# The server listens on a socket in a new folder, nowhere else, and runs as an ordinary user.
# Where it is not installed, and the user is root on Debian, its package is installed.
set -eu

user=$(id -un)
binaries() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

if [ -z "$(binaries)" ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "PostgreSQL is not installed; install Debian's package: apt-get install postgresql" >&2
    exit 1
  fi
  echo "installing Debian's postgresql"
  # The package would start a server of its own.
  if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold postgresql >/dev/null
fi

as() { "$@"; }
if [ "$(id -u)" -eq 0 ]; then
  # PostgreSQL refuses to run as root.
  user=postgres
  as() { runuser -u postgres -- "$@"; }
fi

bin=$(binaries)
folder=$(mktemp -d)
stop() {
  as "$bin/pg_ctl" stop -s -m fast -D "$folder/data" || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM
chmod 755 "$folder"
[ "$(id -u)" -ne 0 ] || chown postgres "$folder"

as "$bin/initdb" --auth=trust --encoding=UTF8 --locale=C --no-sync -D "$folder/data" >/dev/null
as "$bin/pg_ctl" start -s -w -l "$folder/log" -D "$folder/data" \
  -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off"

SLACLOCK_POSTGRESQL="host=$folder user=$user dbname=postgres" "$@"
