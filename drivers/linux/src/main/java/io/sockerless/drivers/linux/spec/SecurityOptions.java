package io.sockerless.drivers.linux.spec;

import io.sockerless.engine.model.EngineException;
import java.util.List;

/**
 * HostConfig.SecurityOpt.
 *
 * @param seccomp empty for the default profile, {@code unconfined}, or a profile as JSON
 */
record SecurityOptions(boolean noNewPrivileges, String seccomp) {
    static final String UNCONFINED = "unconfined";

    /**
     * @throws EngineException INVALID in dockerd's words for what is unknown; NOT_IMPLEMENTED for what this host cannot
     *     enforce
     */
    static SecurityOptions parse(List<String> options) {
        boolean noNewPrivileges = false;
        String seccomp = "";
        for (String option : options) {
            if (option.equals("no-new-privileges")) {
                noNewPrivileges = true;
                continue;
            }
            if (option.equals("disable")) {
                continue; // of SELinux labels, which there are none of
            }
            int split = option.indexOf('=') >= 0 ? option.indexOf('=') : option.indexOf(':');
            if (split < 0) {
                throw EngineException.invalid("invalid --security-opt 1: \"" + option + "\"");
            }
            String value = option.substring(split + 1);
            switch (option.substring(0, split)) {
                case "no-new-privileges" -> noNewPrivileges = bool(option, value);
                case "seccomp" -> seccomp = value.equals("builtin") ? "" : value;
                case "apparmor" -> requireUnconfined("AppArmor", value);
                case "label" -> requireLabelOff(value);
                case "writable-cgroups" -> {
                    if (bool(option, value)) {
                        throw EngineException.notImplemented("driver linux: SecurityOpt writable-cgroups");
                    }
                }
                default -> throw EngineException.invalid("invalid --security-opt 2: \"" + option + "\"");
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp);
    }

    private static boolean bool(String option, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw EngineException.invalid("invalid --security-opt 2: \"" + option + "\"");
        };
    }

    private static void requireUnconfined(String what, String value) {
        if (!value.equals(UNCONFINED) && !value.isEmpty()) {
            throw EngineException.invalid(
                    what + " is not supported on this host, but the profile '" + value + "' is specified");
        }
    }

    private static void requireLabelOff(String value) {
        if (!value.equals("disable")) {
            throw EngineException.notImplemented("driver linux: SecurityOpt label=" + value + " (no SELinux)");
        }
    }
}
