package io.sockerless.simulators.kernel;

import java.util.Map;

/** What is answered, whole. */
public record Response(int status, String type, Map<String, String> headers, byte[] body) {}
