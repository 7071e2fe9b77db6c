package io.sockerless.engine.model.image;

import io.sockerless.engine.model.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an image runs on (OCI image-spec, image-index.md#image-index-property-descriptions). Always normalised: Go's
 * names, lower case, and no variant where it is the architecture's default ({@code arm64/v8} is {@code arm64},
 * {@code amd64/v1} is {@code amd64}, {@code arm} is {@code arm/v7}).
 *
 * @param os for example {@code linux}; empty when the image does not say
 * @param variant for example {@code v7}; empty for none
 */
public record Platform(String os, String architecture, String variant) {
    private static final Pattern COMPONENT = Pattern.compile("^[A-Za-z0-9_.-]+$");
    private static final List<String> SYSTEMS = List.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "hurd",
            "illumos",
            "ios",
            "js",
            "linux",
            "nacl",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "wasip1",
            "wasip2",
            "windows",
            "zos");
    private static final List<String> ARCHITECTURES = List.of(
            "386",
            "amd64",
            "amd64p32",
            "arm",
            "armbe",
            "arm64",
            "arm64be",
            "loong64",
            "mips",
            "mipsle",
            "mips64",
            "mips64le",
            "ppc",
            "ppc64",
            "ppc64le",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    public Platform {
        os = os.toLowerCase(Locale.ROOT);
        if (os.equals("macos")) {
            os = "darwin";
        }
        variant = variant.toLowerCase(Locale.ROOT);
        architecture = architecture.toLowerCase(Locale.ROOT);
        switch (architecture) {
            case "i386" -> {
                architecture = "386";
                variant = "";
            }
            case "x86_64", "x86-64", "amd64" -> {
                architecture = "amd64";
                variant = variant.equals("v1") ? "" : variant;
            }
            case "aarch64", "arm64" -> {
                architecture = "arm64";
                variant = variant.equals("8") || variant.equals("v8") ? "" : variant;
            }
            case "armhf" -> {
                architecture = "arm";
                variant = "v7";
            }
            case "armel" -> {
                architecture = "arm";
                variant = "v6";
            }
            case "arm" ->
                variant = switch (variant) {
                    case "", "7" -> "v7";
                    case "5", "6", "8" -> "v" + variant;
                    default -> variant;
                };
            default -> {
                // other architectures have no synonyms
            }
        }
    }

    public Platform(String os, String architecture) {
        this(os, architecture, "");
    }

    /** The platform of this machine. */
    public static Platform host() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return new Platform(os.startsWith("mac") ? "darwin" : os, System.getProperty("os.arch"));
    }

    /**
     * Reads a {@code --platform} argument: {@code os}, {@code arch}, {@code os/arch} or {@code os/arch/variant}; what is
     * left out is taken from {@link #host()}.
     *
     * @throws EngineException INVALID in dockerd's words
     */
    public static Platform parse(String text) {
        if (text.contains("*")) {
            throw EngineException.invalid(quote(text) + ": wildcards not yet supported: invalid argument");
        }
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (!COMPONENT.matcher(part).matches()) {
                throw EngineException.invalid(quote(part) + " is an invalid component of " + quote(text)
                        + ": platform specifier component must match " + quote(COMPONENT.pattern())
                        + ": invalid argument");
            }
        }
        return switch (parts.length) {
            case 1 -> parseSingle(text, new Platform(text, text));
            case 2 -> new Platform(parts[0], parts[1]);
            case 3 -> new Platform(parts[0], parts[1], parts[2]);
            default ->
                throw EngineException.invalid(quote(text) + ": cannot parse platform specifier: invalid argument");
        };
    }

    private static Platform parseSingle(String text, Platform guess) {
        Platform host = host();
        if (SYSTEMS.contains(guess.os)) {
            return new Platform(guess.os, host.architecture, host.variant);
        }
        if (ARCHITECTURES.contains(guess.architecture)) {
            return new Platform(host.os, guess.architecture, guess.variant);
        }
        throw EngineException.invalid(quote(text) + ": unknown operating system or architecture: invalid argument");
    }

    /**
     * The platforms whose images run on this one, the best first: a variant also runs the smaller ones, arm64 runs 32-bit
     * arm and amd64 runs 386.
     */
    public List<Platform> runnable() {
        List<Platform> out = new ArrayList<>();
        out.add(this);
        switch (architecture) {
            case "amd64" -> {
                addSmaller(out, architecture, variant.isEmpty() ? 1 : number(), 1);
                out.add(new Platform(os, "386"));
            }
            case "arm" -> addSmaller(out, architecture, number(), 5);
            case "arm64" -> {
                if (!variant.isEmpty()) {
                    out.add(new Platform(os, architecture));
                }
                out.add(new Platform(os, "arm", "v8"));
                addSmaller(out, "arm", 8, 5);
            }
            default -> {
                // nothing else runs there
            }
        }
        return List.copyOf(out);
    }

    private void addSmaller(List<Platform> out, String arch, int from, int least) {
        for (int v = from - 1; v >= least; v--) {
            out.add(new Platform(os, arch, "v" + v));
        }
    }

    private int number() {
        return variant.matches("v[1-9]") ? variant.charAt(1) - '0' : 0;
    }

    /** Whether an image made for {@code image} runs on this platform. */
    public boolean runs(Platform image) {
        return rank(image) < Integer.MAX_VALUE;
    }

    /** How well {@code image} suits this platform: 0 is exact, more is worse, {@link Integer#MAX_VALUE} does not run. */
    public int rank(Platform image) {
        int at = runnable().indexOf(image);
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    private static String quote(String text) {
        return '"' + text + '"';
    }

    /** {@code os/arch} or {@code os/arch/variant} */
    @Override
    public String toString() {
        return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    }
}
