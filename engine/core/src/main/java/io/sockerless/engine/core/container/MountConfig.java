package io.sockerless.engine.core.container;

import static io.sockerless.engine.core.container.ConfigValidation.require;

import io.sockerless.engine.model.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** One entry of {@code HostConfig.Mounts}. */
record MountConfig(Map<String, Object> fields) {
    static final Set<String> PROPAGATIONS = Set.of("private", "rprivate", "slave", "rslave", "shared", "rshared");

    String type() {
        return text(fields, "Type");
    }

    String source() {
        return text(fields, "Source");
    }

    String target() {
        return text(fields, "Target");
    }

    boolean readOnly() {
        return fields.get("ReadOnly") instanceof Boolean b && b;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> options(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    String propagation() {
        return text(options("BindOptions"), "Propagation");
    }

    static String text(Map<String, Object> map, String name) {
        return map.get(name) instanceof String s ? s : "";
    }

    /**
     * @param sourceExists whether a bind's source has to be there
     * @throws EngineException INVALID 'invalid mount config for type "x": …'
     */
    void check(boolean sourceExists) {
        String type = type();
        try {
            require(!target().isEmpty(), "field Target must not be empty");
            checkNotRoot(target());
            checkTarget(target());
            switch (type) {
                case "bind" -> checkBind(sourceExists);
                case "volume" -> {
                    absent("BindOptions");
                    require(
                            !source().isEmpty() || !readOnly(),
                            "must not set ReadOnly mode when using anonymous volumes");
                    // Passed over, it would give the whole volume where a part of it was asked for.
                    require(
                            text(options("VolumeOptions"), "Subpath").isEmpty(),
                            "VolumeOptions.Subpath is not supported");
                }
                case "tmpfs" -> {
                    absent("BindOptions");
                    require(source().isEmpty(), "field Source must not be specified");
                }
                default -> throw EngineException.invalid("mount type unknown");
            }
        } catch (EngineException e) {
            throw new EngineException(e.kind(), "invalid mount config for type \"" + type + "\": " + e.getMessage(), e);
        }
    }

    private void checkBind(boolean sourceExists) {
        require(!source().isEmpty(), "field Source must not be empty");
        require(
                propagation().isEmpty() || PROPAGATIONS.contains(propagation()),
                "invalid propagation mode: " + propagation());
        absent("VolumeOptions");
        require(source().startsWith("/"), "invalid mount path: '" + source() + "' mount path must be absolute");
        boolean makeIt = options("BindOptions").get("CreateMountpoint") instanceof Boolean b && b;
        require(
                !sourceExists || makeIt || Files.exists(Path.of(source())),
                "bind source path does not exist: " + source());
    }

    private void absent(String field) {
        require(fields.get(field) == null, "field " + field + " must not be specified");
    }

    private static void checkNotRoot(String target) {
        require(!MountPaths.clean(target).equals("/"), "invalid specification: destination can't be '/'");
    }

    static void checkTarget(String target) {
        require(target.startsWith("/"), "invalid mount path: '" + target + "' mount path must be absolute");
    }
}
