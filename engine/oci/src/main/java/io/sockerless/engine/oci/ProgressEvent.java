package io.sockerless.engine.oci;

import java.util.Map;

/** One line of a transfer's progress, in dockerd's words. */
public sealed interface ProgressEvent {
    /**
     * A remark; shown without progress details.
     *
     * @param id what it is about; empty for the whole
     */
    record Message(String id, String text) implements ProgressEvent {}

    /**
     * What is being done to a layer; shown with progress details, which are empty while {@code current} and
     * {@code total} are 0.
     *
     * @param id the layer's short digest
     * @param current bytes done
     * @param total bytes to do; 0 if unknown
     */
    record Step(String id, String action, long current, long total) implements ProgressEvent {
        public Step(String id, String action) {
            this(id, action, 0, 0);
        }
    }

    /** A result for programs. */
    record Aux(Map<String, Object> value) implements ProgressEvent {}
}
