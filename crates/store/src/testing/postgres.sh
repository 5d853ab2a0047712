# A PostgreSQL cluster for the tests of one process: in a temporary folder, on a socket in it that
# nobody else can reach. Says one line ("ready FOLDER" or why not) and lives until its input ends,
# which it does however the process ends.
set -eu

bin=
for found in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/bin /usr/bin; do
  if [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ]; then bin=$found; fi
done
if [ -z "$bin" ]; then echo 'no PostgreSQL server is installed here'; exit; fi

# The server refuses to run as root, so root lends it to somebody else.
user=
if [ "$(id -u)" = 0 ]; then
  for name in postgres nobody; do
    if [ -z "$user" ] && id -u "$name" >/dev/null 2>&1; then user=$name; fi
  done
  if [ -z "$user" ]; then echo 'PostgreSQL does not run as root, and nobody else is here'; exit; fi
fi
as() {
  if [ -z "$user" ]; then "$@"
  elif command -v setpriv >/dev/null; then
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
  elif command -v runuser >/dev/null; then runuser -u "$user" -- "$@"
  else su -s /bin/sh "$user" -c '"$0" "$@"' -- "$@"
  fi
}

# The path of a socket has to be short, so no other temporary folder will do.
folder=$(mktemp -d /tmp/countersign-postgres.XXXXXX)
end() {
  as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap end EXIT
if [ -n "$user" ]; then chown "$user" "$folder"; fi
cd "$folder"
log=$folder/log

# Power is not lost while tests run, so nothing has to wait for the disk. Names are sorted as people
# in a country do where the server can, since our tables must not depend on it.
make() {
  as "$bin/initdb" -D "$folder/data" -U countersign -A trust -E UTF8 --locale=C --no-sync "$@" \
    >"$log" 2>&1
}
if { make --locale-provider=icu --icu-locale=en-US || make; } &&
  as "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/data/log" start >>"$log" 2>&1 \
    -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=500
      -c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c logging_collector=off"; then
  echo "ready $folder"
else
  echo "PostgreSQL did not start: $(tail -n 3 "$log" | tr '\n' ' ')"
  exit
fi
while read -r _; do :; done
