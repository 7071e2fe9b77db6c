set -eu
fail() { echo "error: $*" >&2; exit 1; }
version=${VERSION:-1.2.3}
case "$(uname -s)" in Linux) os=linux;; *) fail "os";; esac
dest="${DESTDIR:-./root}/opt"
mkdir -p "$dest"
cat >"$dest/conf" <<EOF
version=$version
os=$os
EOF
while IFS='=' read -r k v; do printf '%s is %s\n' "$k" "$v"; done <"$dest/conf"
[ -d "$dest" ] || fail "no $dest"
for f in "$dest"/*; do echo "${f##*/}"; done
command -v nosuchtool >/dev/null 2>&1 || echo "no tool"
[ "${1:-}" = one ] && shift
echo "left $#"
fail "at the end"
