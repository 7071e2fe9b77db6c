# Later versions want a later Node.js than Debian's.
version=4.61.1
command -v node >/dev/null && command -v npm >/dev/null || packages nodejs npm
packages git rsync
if fresh gitlab-ci-local "$version"; then
  modules "$target" "gitlab-ci-local@$version"
  "$here/runner-image" >"$target/runner.tar"
  made
fi
