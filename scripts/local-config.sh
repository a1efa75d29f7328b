#!/usr/bin/env bash
# Writes a configuration for a trial below the repository: Config/rmad.yaml with other places, so that nothing of
# the system is touched. `make run` and `make demo` use it; edit Config/rmad.yaml, not the file that is written.
#
# Usage: scripts/local-config.sh FOLDER [PORT]
#   FOLDER   drop, receipts, labels, ledger and secrets go there, and the configuration as FOLDER/rmad.yaml
#   PORT     webhooks may go to http://127.0.0.1:PORT; without it they go where Config/rmad.yaml lets them

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

folder=${1:?usage: scripts/local-config.sh FOLDER [PORT]}
port=${2:-}
if [[ -n $port && ! $port =~ ^[0-9]+$ ]]; then fail "'$port' is no port."; fi
mkdir -p -- "$folder"
config=$(realpath --relative-to="$folder" -- "$ROOT/Config")

# Every key is replaced exactly once, or the script fails: a renamed key must not leave a trial on /var.
CONFIG=$config PORT=$port awk '
    function put(key, value) {
        match($0, /^ */)
        print substr($0, 1, RLENGTH) key ": " value
        seen[key]++
        replaced = 1
    }
    function quoted(text) { gsub(/["\\]/, "\\\\&", text); return "\"" text "\"" }
    /^[a-z_]+:/ { section = $1 }
    {
        replaced = 0
        if (section == "spool:" && /^  directory:/) put("directory", ".")
        else if (section == "ledger:" && /^  file:/) put("file", "ledger.sqlite3")
        else if (/^secrets_directory:/) put("secrets_directory", "secrets")
        else if (/^policy:/) put("policy", quoted(ENVIRON["CONFIG"] "/policy.yaml"))
        else if (/^messages:/) put("messages", quoted(ENVIRON["CONFIG"] "/messages"))
        else if (ENVIRON["PORT"] != "" && section == "webhooks:") {
            if (/^  allow_http:/) put("allow_http", "true")
            else if (/^  allow_ranges:/) put("allow_ranges", "[127.0.0.0/8]")
            else if (/^  ports:/) put("ports", "[80, " ENVIRON["PORT"] "]")
        }
        if (!replaced) print
    }
    END {
        wanted = "directory file secrets_directory policy messages"
        if (ENVIRON["PORT"] != "") wanted = wanted " allow_http allow_ranges ports"
        count = split(wanted, keys, " ")
        for (i = 1; i <= count; i++)
            if (seen[keys[i]] != 1) {
                print "error: Config/rmad.yaml has the key " keys[i] " " seen[keys[i]] + 0 " times" >"/dev/stderr"
                exit 1
            }
    }
' Config/rmad.yaml >"$folder/rmad.yaml.part" ||
    fail "cannot make $folder/rmad.yaml from Config/rmad.yaml." "Give every key its own line, as it was shipped."
mv -- "$folder/rmad.yaml.part" "$folder/rmad.yaml"
