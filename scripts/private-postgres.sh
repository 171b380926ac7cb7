#!/bin/sh
# A private PostgreSQL server for tests: an empty cluster in a temporary folder, reachable on the loopback address only.
#
#   sh scripts/private-postgres.sh start    prints the folder and, on a second line, the server's address
#   sh scripts/private-postgres.sh stop FOLDER
#
# Needs the server programs of PostgreSQL (Debian: postgresql). The server refuses to run as root, so root runs it as
# the user postgres, whom the package makes.
set -eu

programs() {
  if command -v pg_ctl >/dev/null; then dirname "$(command -v pg_ctl)"; else ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; fi
}

as_server() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

bin=$(programs)
[ -n "$bin" ] && [ -x "$bin/initdb" ] || { echo "PostgreSQL's server programs are missing (Debian: postgresql)" >&2; exit 1; }

case "${1:-}" in
  start)
    folder=$(mktemp -d)
    chmod 755 "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cd "$folder"
    as_server "$bin/initdb" --pgdata "$folder/cluster" --username argos --auth trust --encoding UTF8 --no-sync > "$folder/initdb.log" 2>&1 \
      || { cat "$folder/initdb.log" >&2; exit 1; }
    # Durability is tested on the product's own database files; here only speed counts.
    as_server "$bin/pg_ctl" --pgdata "$folder/cluster" --wait --log "$folder/cluster/server.log" \
      --options "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200" start > "$folder/start.log" 2>&1 \
      || { cat "$folder/start.log" >&2; exit 1; }
    printf '%s\n%s\n' "$folder" "postgres://argos@127.0.0.1:$port"
    ;;
  stop)
    folder=$2
    cd "$folder"
    as_server "$bin/pg_ctl" --pgdata "$folder/cluster" --mode immediate stop >/dev/null 2>&1 || true
    cd /
    rm -rf "$folder"
    ;;
  *)
    echo "usage: sh scripts/private-postgres.sh start | stop FOLDER" >&2
    exit 2
    ;;
esac
