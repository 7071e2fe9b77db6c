package io.sockerless.frontends.docker;

import java.io.IOException;

/** Answers one operation. */
@FunctionalInterface
public interface Handler {
    void handle(Call call) throws IOException, InterruptedException;
}
