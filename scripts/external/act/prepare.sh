# The actions for artifacts stand in for GitHub's, which come from no registry: they use the same client, in one file.
version=0.2.87
command -v node >/dev/null && command -v npm >/dev/null || packages nodejs npm
packages git rsync
if fresh act "$version"; then
  PATH=$PATH:/usr/local/go/bin GOBIN="$target" quietly go install "github.com/nektos/act@v$version"
  # A later client of Azure's store writes URLs in a way that act's artifact server does not take for its own.
  modules "$target/npm" @actions/artifact@2.1.4 @azure/storage-blob@12.15.0 esbuild@0.21.4
  for action in upload download; do
    mkdir -p "$target/actions/$action"
    cp "$here/act/$action.yml" "$target/actions/$action/action.yml"
    NODE_PATH=$target/npm/node_modules quietly "$target/npm/node_modules/.bin/esbuild" "$here/act/$action.js" \
      --bundle --keep-names --platform=node --log-level=error --outfile="$target/actions/$action/main.js"
  done
  rm -rf "$target/npm"
  "$here/runner-image" >"$target/runner.tar"
  made
fi
