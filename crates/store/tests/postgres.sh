# Starts a PostgreSQL server, in memory where there is a folder for that, says where, and stops it
# when its input ends: when the test process is gone, however it went. Its programs lie in $0.
base=/dev/shm
[ -w "$base" ] || base=${TMPDIR:-/tmp}
folder=$(mktemp -d "$base/keyferry-store-XXXXXX") || exit 1
"$0/initdb" -D "$folder/data" -U keyferry -A trust -E UTF8 --no-sync >"$folder/log" 2>&1 &&
"$0/pg_ctl" -D "$folder/data" -l "$folder/log" -w -s -o "-k '$folder' -h '' -F -N 400" start >&2 &&
echo "$folder" || cat "$folder/log" >&2
read -r _
"$0/pg_ctl" -D "$folder/data" -m immediate -s stop >&2
rm -rf "$folder"
