package io.sockerless.engine.build;

import io.sockerless.engine.oci.OciJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A healthcheck in a history: as Go prints one with all its values quoted. */
final class GoHealth {
    private GoHealth() {}

    static String text(Map<String, Object> health) {
        List<String> test = OciJson.strings(health, "Test");
        return "&{" + test.stream().map(GoHealth::quoted).collect(Collectors.joining(" ", "[", "]"))
                + " \"" + duration(health, "Interval") + "\" \"" + duration(health, "Timeout") + "\" \""
                + duration(health, "StartPeriod") + "\" "
                + rune(OciJson.integer(health, "Retries").orElse(0L)) + "}";
    }

    static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }

    private static String rune(long number) {
        if (number >= ' ' && number < 127) {
            return number == '\'' || number == '\\' ? "'\\" + (char) number + "'" : "'" + (char) number + "'";
        }
        return switch ((int) number) {
            case 7 -> "'\\a'";
            case 8 -> "'\\b'";
            case 9 -> "'\\t'";
            case 10 -> "'\\n'";
            case 11 -> "'\\v'";
            case 12 -> "'\\f'";
            case 13 -> "'\\r'";
            default -> String.format(number < 256 ? "'\\x%02x'" : "'\\u%04x'", number);
        };
    }

    private static String duration(Map<String, Object> health, String key) {
        long nanos = OciJson.integer(health, key).orElse(0L);
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000_000_000L) {
            return plain(nanos / 1e6) + "ms";
        }
        long minutes = nanos / 60_000_000_000L;
        String seconds = plain(nanos % 60_000_000_000L / 1e9) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
    }

    private static String plain(double value) {
        return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
