package io.sockerless.drivers.shell;

/** Text that a shell reads back as it was. */
final class Quoting {
    private Quoting() {}

    static String always(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        StringBuilder quoted = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int quote = text.indexOf('\'', at);
            int end = quote < 0 ? text.length() : quote;
            if (end > at) {
                quoted.append('\'').append(text, at, end).append('\'');
            }
            at = end;
            int quotes = at;
            while (quotes < text.length() && text.charAt(quotes) == '\'') {
                quotes++;
            }
            if (quotes > at) {
                quoted.append('"').append(text, at, quotes).append('"');
            }
            at = quotes;
        }
        return quoted.toString();
    }

    static String ifNeeded(String text) {
        return text.matches("[A-Za-z0-9_@%+=:,./^-]+") ? text : always(text);
    }
}
