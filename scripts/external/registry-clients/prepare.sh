# Other programs that speak to registries: skopeo and umoci of Debian, and crane.
crane=v0.20.8
packages skopeo umoci curl openssl
if fresh registry-clients "crane-$crane"; then
  go=$(command -v go || echo /usr/local/go/bin/go)
  GOBIN=$target CGO_ENABLED=0 quietly "$go" install "github.com/google/go-containerregistry/cmd/crane@$crane"
  made
fi
