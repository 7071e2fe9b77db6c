version=5.0.1
command -v node >/dev/null && command -v npm >/dev/null || packages nodejs npm
if fresh dockerode "$version"; then
  modules "$target" "dockerode@$version"
  made
fi
