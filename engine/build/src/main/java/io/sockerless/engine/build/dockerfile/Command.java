package io.sockerless.engine.build.dockerfile;

import java.util.List;

/**
 * A command of {@code RUN}, {@code CMD}, {@code ENTRYPOINT} or {@code HEALTHCHECK}.
 *
 * @param shell whether it is the shell form, of one word: the line for the shell
 */
public record Command(boolean shell, List<String> words) {}
