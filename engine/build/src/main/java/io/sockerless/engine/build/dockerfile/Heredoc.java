package io.sockerless.engine.build.dockerfile;

/**
 * A here-document.
 *
 * @param name its delimiter, which is the file's name for {@code COPY} and {@code ADD}
 * @param expand whether variables in it are expanded: its delimiter was not quoted
 * @param content with tabs already removed for the {@code <<-} form
 */
public record Heredoc(String name, boolean expand, String content) {}
