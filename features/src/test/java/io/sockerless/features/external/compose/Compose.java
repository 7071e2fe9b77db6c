package io.sockerless.features.external.compose;

import java.nio.file.Path;

/** The generations of docker compose. */
public enum Compose {
    /** Debian's, in Python. */
    V1("1.29.2", Path.of("/usr/bin/docker-compose"), "_"),
    /** The last of its line, in Go. */
    V2("v2.40.3", Path.of("target/external/compose/docker-compose").toAbsolutePath(), "-");

    private final String version;
    private final Path program;
    private final String separator;

    Compose(String version, Path program, String separator) {
        this.version = version;
        this.program = program;
        this.separator = separator;
    }

    public String version() {
        return version;
    }

    Path program() {
        return program;
    }

    /** Stands between project, service and number in a container's name. */
    String separator() {
        return separator;
    }

    /** Selects the scenarios that it can pass. */
    public String tags() {
        return this == V1 ? "not @v2" : "not @v1";
    }
}
