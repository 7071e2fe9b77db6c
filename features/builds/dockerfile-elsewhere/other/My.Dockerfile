FROM busybox
COPY other /o
