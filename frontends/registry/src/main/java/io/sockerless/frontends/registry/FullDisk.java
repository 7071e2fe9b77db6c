package io.sockerless.frontends.registry;

/** Tells a full disk from other troubles, since only the client can be told to come again when there is room. */
final class FullDisk {
    static final String MESSAGE = "there is no space left on the registry's disk";

    private FullDisk() {}

    static boolean isBehind(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String message = String.valueOf(at.getMessage());
            if (message.contains("No space left on device")
                    || message.contains("Disk quota exceeded")
                    || message.contains("SQLITE_FULL")) {
                return true;
            }
        }
        return false;
    }
}
