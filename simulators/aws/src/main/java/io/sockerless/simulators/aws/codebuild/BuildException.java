package io.sockerless.simulators.aws.codebuild;

/** Why a phase of a build failed, as its context tells. */
final class BuildException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code as in {@code YAML_FILE_ERROR} */
    BuildException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
