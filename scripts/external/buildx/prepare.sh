# Docker's client for BuildKit, as docker and compose find their plugins; and htpasswd, for the registries it pushes to.
version=v0.36.1
packages apache2-utils
if fresh buildx "$version"; then
  PATH=$PATH:/usr/local/go/bin GOBIN="$target" quietly go install \
    -ldflags "-X github.com/docker/buildx/version.Version=$version" "github.com/docker/buildx/cmd/buildx@$version"
  mkdir "$target/cli-plugins"
  ln "$target/buildx" "$target/cli-plugins/docker-buildx"
  made
fi
