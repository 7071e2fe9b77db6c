# Amazon's plugin of the AWS CLI for sessions; its repository has no go.mod, so that ours says with what it is built.
if fresh session-manager-plugin 20260401; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  (cd "$here/session-manager-plugin" && CGO_ENABLED=0 GOFLAGS=-mod=readonly quietly "$go" build \
    -o "$target/session-manager-plugin" github.com/aws/session-manager-plugin/src/sessionmanagerplugin-main)
  made
fi
