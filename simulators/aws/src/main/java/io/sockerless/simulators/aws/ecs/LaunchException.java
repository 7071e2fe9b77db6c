package io.sockerless.simulators.aws.ecs;

/** A task that cannot be started; its message is the task's reason to stop. */
final class LaunchException extends Exception {
    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }
}
