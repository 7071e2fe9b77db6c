package io.sockerless.simulators.aws.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Elements and texts, which is all that the services write. */
public final class Xml {
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> opened = new ArrayDeque<>();

    public Xml open(String name) {
        out.append('<').append(name).append('>');
        opened.push(name);
        return this;
    }

    public Xml open(String name, String namespace) {
        out.append('<').append(name).append(" xmlns=\"");
        escape(namespace);
        out.append("\">");
        opened.push(name);
        return this;
    }

    /** With an attribute that is of a namespace of its own. */
    public Xml open(String name, String namespace, String prefix, String attribute, String value) {
        out.append('<').append(name).append(" xmlns:").append(prefix).append("=\"");
        escape(namespace);
        out.append("\" ").append(attribute).append("=\"");
        escape(value);
        out.append("\">");
        opened.push(name);
        return this;
    }

    public Xml text(String text) {
        escape(text);
        return this;
    }

    public Xml leaf(String name, String text) {
        open(name);
        escape(text);
        return close();
    }

    /**
     * An object's fields as elements, a list's items as elements of the name {@code member}; a map is an object with one
     * list, {@code entry}, of objects with {@code key} and {@code value}.
     */
    public Xml members(JsonNode value) {
        return members(value, "member");
    }

    /** @param item the name of the elements that are a list's items */
    public Xml members(JsonNode value, String item) {
        return members(value, item, Set.of());
    }

    /** @param maps the names of fields that are maps, written as {@code entry} with {@code key} and {@code value} */
    Xml members(JsonNode value, String item, Set<String> maps) {
        if (value.isObject()) {
            value.properties().forEach(field -> {
                if (maps.contains(field.getKey()) && field.getValue().isObject()) {
                    open(field.getKey());
                    field.getValue().properties().forEach(entry -> {
                        open("entry").leaf("key", entry.getKey()).open("value");
                        members(entry.getValue(), item, maps).close().close();
                    });
                    close();
                    return;
                }
                boolean entries =
                        field.getKey().equals("entry") && field.getValue().isArray();
                for (JsonNode one : entries ? field.getValue() : List.of(field.getValue())) {
                    open(field.getKey());
                    members(one, item, maps);
                    close();
                }
            });
        } else if (value.isArray()) {
            value.forEach(one -> {
                open(item);
                members(one, item, maps);
                close();
            });
        } else {
            escape(value.asText());
        }
        return this;
    }

    public Xml close() {
        out.append("</").append(opened.pop()).append('>');
        return this;
    }

    private void escape(String text) {
        for (char c : text.toCharArray()) {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\t', '\n' -> out.append(c);
                // XML 1.0 has no other control characters, not even escaped.
                default -> out.append(c < ' ' ? '\uFFFD' : c);
            }
        }
    }

    public byte[] bytes() {
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
