package io.sockerless.engine.core.image;

/** Tells of what happened to an image, by the names that Docker's events have. */
@FunctionalInterface
interface ImageEvent {
    /**
     * @param id of the image, or the reference that a transfer was about
     * @param name the attribute of that name
     */
    void publish(String action, String id, String name);

    default void publish(String action, String id) {
        publish(action, id, id);
    }
}
