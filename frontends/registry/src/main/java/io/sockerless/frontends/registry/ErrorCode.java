package io.sockerless.frontends.registry;

/** The codes of errors (distribution spec, "Error Codes") and the only place that knows their status. */
enum ErrorCode {
    BLOB_UNKNOWN(404),
    BLOB_UPLOAD_INVALID(400),
    BLOB_UPLOAD_UNKNOWN(404),
    DENIED(403),
    DIGEST_INVALID(400),
    DISK_FULL(507),
    MANIFEST_BLOB_UNKNOWN(404),
    MANIFEST_INVALID(400),
    MANIFEST_TOO_LARGE(413),
    ENDPOINT_UNKNOWN(404),
    MANIFEST_UNKNOWN(404),
    NAME_INVALID(400),
    NAME_UNKNOWN(404),
    PAGINATION_NUMBER_INVALID(400),
    RANGE_INVALID(416),
    SIZE_INVALID(400),
    TAG_INVALID(400),
    TOOMANYREQUESTS(429),
    UNAUTHORIZED(401),
    UNAVAILABLE(503),
    UNKNOWN(500),
    UNSUPPORTED(405);

    private final int status;

    ErrorCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    /** What clients are told: the codes that the spec does not have are only finer statuses of some that it has. */
    String wire() {
        return switch (this) {
            case MANIFEST_TOO_LARGE -> MANIFEST_INVALID.name();
            case ENDPOINT_UNKNOWN -> UNSUPPORTED.name();
            case RANGE_INVALID -> BLOB_UPLOAD_INVALID.name();
            case DISK_FULL -> UNKNOWN.name();
            default -> name();
        };
    }
}
