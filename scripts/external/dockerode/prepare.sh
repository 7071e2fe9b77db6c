# What is installed is what there was on that day. None of it builds anything.
version=5.0.1
command -v node >/dev/null && command -v npm >/dev/null || packages nodejs npm
if fresh dockerode "$version"; then
  quietly npm install --prefix "$target" --before=2026-11-20 --ignore-scripts --no-audit --no-fund \
    "dockerode@$version"
  made
fi
