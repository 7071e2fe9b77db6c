# docker compose as Debian has it (1.29.2, /usr/bin/docker-compose) and the last of version 2, and the images of the sample.
version=v2.40.3
packages docker-compose busybox-static
if fresh compose "$version"; then
  quietly "$here/compose/build" "$version" "$target/docker-compose"
  quietly "$here/image" "$target/postgres.tar" postgresql-15 postgresql-client-15
  quietly "$here/image" "$target/redis.tar" redis-server redis-tools
  made
fi
