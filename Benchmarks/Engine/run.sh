#!/bin/sh
# Deliveries a second to nginx on loopback: the engine, the C floor and Python's requests in one run.
#
# Usage: Benchmarks/Engine/run.sh [share]     share of the full numbers of deliveries, in percent (100)
#
# PYTHON names an interpreter that has `requests`; PORT the first of three free ports.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
share=${1:-100}
port=${PORT:-18099}
window=64
if [ -z "${PYTHON:-}" ]; then
    PYTHON=$root/.build/bench/venv/bin/python
    [ -x "$PYTHON" ] || PYTHON=$root/.build/venv/bin/python
fi
place=$(mktemp -d)
nginx=
trap '[ -z "$nginx" ] || { kill "$nginx"; wait "$nginx" 2>/dev/null || true; }; rm -rf "$place"' EXIT
trap 'exit 130' INT TERM

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout "$place/key.pem" \
    -out "$place/cert.pem" -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>/dev/null
cat > "$place/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $place/nginx.pid;
error_log $place/error.log;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path $place/body;
    proxy_temp_path $place/proxy;
    fastcgi_temp_path $place/fastcgi;
    uwsgi_temp_path $place/uwsgi;
    scgi_temp_path $place/scgi;
    keepalive_requests 100000000;
    keepalive_timeout 60s;
    ssl_certificate $place/cert.pem;
    ssl_certificate_key $place/key.pem;
    ssl_session_cache off;
    ssl_session_tickets off;
    server { listen 127.0.0.1:$port backlog=4096; location / { return 200 "ok"; } }
    server { listen 127.0.0.1:$((port + 1)) ssl backlog=4096; location / { return 200 "ok"; } }
    server { listen 127.0.0.1:$((port + 2)) ssl backlog=4096; keepalive_timeout 0; location / { return 200 "ok"; } }
}
CONF

swift build --package-path "$root" -c release --product engine-bench
cc -O2 -Wall -Wextra -Werror -o "$place/floor" "$root/Benchmarks/Engine/floor.c" -lcurl -lcrypto
/usr/sbin/nginx -p "$place" -e "$place/error.log" -c "$place/nginx.conf" &
nginx=$!
tries=0
until [ -s "$place/nginx.pid" ]; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cat "$place/error.log"; exit 1; }
    sleep 0.05
done

field() { printf '%s\n' "$2" | sed -n "s/.*\b$1=\([^ ]*\).*/\1/p"; }
scaled() { echo $(($1 * share / 100)); }
engine() {
    "$root/.build/release/engine-bench" url="$1" count="$2" window=$window authorities="$3" hung="$4"
}

# name, URL, deliveries of engine and floor, deliveries of Python, authorities
compare() {
    floor=$("$place/floor" "$2" "$3" $window "$5")
    ours=$(engine "$2" "$3" "$5" 0)
    python=$("$PYTHON" "$root/Benchmarks/Engine/baseline_session.py" "$2" "$4" "$5")
    awk -v name="$1" -v ours="$(field rate "$ours")" -v p50="$(field p50_ms "$ours")" -v p99="$(field p99_ms "$ours")" \
        -v floor="$(field rate "$floor")" -v python="$(field rate "$python")" 'BEGIN {
        printf "| %s | %d | %s ms | %s ms | %d (%.2f) | %d (%.1f) |\n", name, ours, p50, p99, floor, ours / floor,
            python, ours / python }'
    delivered=$(field delivered "$ours")
    [ "$delivered" -eq "$3" ] || { echo "only $delivered of $3 were delivered: $ours" >&2; exit 1; }
}

echo "$(nproc) processors, nginx among them; $window deliveries under way, 1 KB each, signed"
echo
echo "| case | engine, deliveries/s | p50 | p99 | C floor (engine / floor) | requests.Session (engine / it) |"
echo "|---|---|---|---|---|---|"
compare "HTTP, kept connections" "http://127.0.0.1:$port/" "$(scaled 80000)" "$(scaled 3000)" ""
compare "TLS, kept connections" "https://127.0.0.1:$((port + 1))/" "$(scaled 60000)" "$(scaled 3000)" "$place/cert.pem"
compare "TLS, a new verified handshake each" "https://127.0.0.1:$((port + 2))/" "$(scaled 5000)" "$(scaled 1000)" \
    "$place/cert.pem"
echo
echo "| HTTP, kept, beside | deliveries/s | p50 | p99 | processor time for each | longest turn | bytes per hung one |"
echo "|---|---|---|---|---|---|---|"
for hung in 0 2000 0 2000 0 2000; do
    ours=$(engine "http://127.0.0.1:$port/" "$(scaled 80000)" "" $hung)
    echo "| $hung hung endpoints | $(field rate "$ours") | $(field p50_ms "$ours") ms | $(field p99_ms "$ours") ms" \
        "| $(field cpu_us "$ours") µs | $(field longest_turn_ms "$ours") ms | $(field bytes_per_hung "$ours") |"
done
