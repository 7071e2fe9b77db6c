package io.sockerless.engine.build;

import io.sockerless.engine.core.ImageBuilding;
import io.sockerless.engine.core.ImageBuilding.LayerTar;
import io.sockerless.engine.model.ContainerConfig;
import io.sockerless.engine.model.image.Platform;
import io.sockerless.engine.oci.CommitOptions;
import io.sockerless.engine.oci.OciJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The results of steps, each an image with the one before as its parent. A step is known if its parent has a child that
 * was made with the same settings: the rule of docker's classic builder, whose cache is its images.
 */
final class Steps {
    private static final Map<String, Object> EMPTY = empty();

    /** How a command begins that other things than its words are part of. */
    static final String SURROUNDINGS = "|mounts:";

    private final ImageBuilding images;
    private final BuildLog log;
    private final Platform platform;
    private final Optional<CacheSources> sources;
    private final StepsUnderWay underWay;
    private String begun = "";
    private boolean fresh;

    /**
     * @param sources the only images whose steps count; empty for all that there are
     * @param underWay those of all stages
     * @param fresh whether all steps are done again
     */
    Steps(
            ImageBuilding images,
            BuildLog log,
            Platform platform,
            Optional<CacheSources> sources,
            StepsUnderWay underWay,
            boolean fresh) {
        this.underWay = underWay;
        this.sources = sources;
        this.images = images;
        this.log = log;
        this.platform = platform;
        this.fresh = fresh;
    }

    /** Makes a step that changes no files, or finds it. */
    void setting(StageState stage, String remark) {
        List<String> shell = stage.shell();
        List<String> command = new java.util.ArrayList<>(shell);
        command.add("#(nop) ");
        command.add(remark);
        if (!known(stage, command)) {
            made(stage, images.step(stage.image(), Optional.empty(), options(stage, command, "", command)));
        }
    }

    /**
     * Uses the result of a step if it is known.
     *
     * @param command what the step is, for the comparison and for the record
     */
    boolean known(StageState stage, List<String> command) {
        String step = stage.image() + new String(OciJson.bytes(record(stage, command)), StandardCharsets.UTF_8);
        if (fresh) {
            begin(step);
            return false;
        }
        Optional<String> found = find(stage, command);
        while (found.isEmpty() && !begin(step)) {
            underWay.await(step);
            found = find(stage, command);
        }
        if (found.isEmpty()) {
            found = find(stage, command); // it may have been made just before this stage began it
        }
        if (found.isEmpty()) {
            fresh = true; // what follows one that is not known is made of something new
            return false;
        }
        log.cached();
        made(stage, found.get());
        return true;
    }

    private boolean begin(String step) {
        boolean first = underWay.begin(step);
        begun = first ? step : "";
        return first;
    }

    /** Ends what was begun, done or not. */
    void close() {
        underWay.end(begun);
        begun = "";
    }

    private Optional<String> find(StageState stage, List<String> command) {
        return sources.isPresent()
                ? sources.get().find(stage.image(), local(stage, command), options(stage, command, "", told(command)))
                : local(stage, command).findFirst();
    }

    /** What steps like that made of this parent here. */
    private Stream<String> local(StageState stage, List<String> command) {
        byte[] wanted = OciJson.bytes(record(stage, command));
        return images.children(stage.image()).stream()
                .filter(child -> Arrays.equals(OciJson.bytes(child.config().containerConfig()), wanted))
                .filter(child -> child.platform().runs(platform))
                .map(child -> child.id().toString());
    }

    /**
     * Makes a step with a layer.
     *
     * @param command as {@link #known} had it
     * @param createdBy the words that the history tells
     */
    void layer(
            StageState stage, List<String> command, String container, List<String> createdBy, Optional<LayerTar> tar) {
        made(stage, make(stage, command, container, createdBy, tar));
    }

    /** As {@link #layer}, but the stage has not come there yet: {@link #made} follows. */
    String make(
            StageState stage, List<String> command, String container, List<String> createdBy, Optional<LayerTar> tar) {
        return images.step(stage.image(), tar, options(stage, command, container, createdBy));
    }

    /** The stage has come to that image. */
    void made(StageState stage, String id) {
        close();
        stage.image(id);
        log.image(id);
    }

    private CommitOptions options(StageState stage, List<String> command, String container, List<String> createdBy) {
        return new CommitOptions(
                complete(stage.config()),
                record(stage, command),
                container,
                String.join(" ", createdBy),
                stage.author(),
                surroundings(command),
                platform);
    }

    /** A step with mounts or a network of its own begins with what these are: history tells it as a remark. */
    private static String surroundings(List<String> command) {
        return command.getFirst().startsWith(SURROUNDINGS) ? command.getFirst().substring(1) : "";
    }

    private static List<String> told(List<String> command) {
        return surroundings(command).isEmpty() ? command : command.subList(1, command.size());
    }

    private static Map<String, Object> record(StageState stage, List<String> command) {
        Map<String, Object> config = new LinkedHashMap<>(stage.config());
        config.put("Cmd", command);
        return complete(config);
    }

    /** All that docker's own builder writes into a configuration. */
    private static Map<String, Object> empty() {
        Map<String, Object> config = new LinkedHashMap<>();
        List.of("Hostname", "Domainname", "User").forEach(field -> config.put(field, ""));
        List.of("AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce")
                .forEach(field -> config.put(field, false));
        List.of("Env", "Cmd").forEach(field -> config.put(field, null));
        config.put("Image", "");
        config.put("Volumes", null);
        config.put("WorkingDir", "");
        List.of("Entrypoint", "OnBuild", "Labels").forEach(field -> config.put(field, null));
        return config;
    }

    private static Map<String, Object> complete(Map<String, Object> config) {
        Map<String, Object> all = new LinkedHashMap<>(EMPTY);
        all.putAll(ContainerConfig.SCHEMA.complete(new ContainerConfig(config).fields()));
        return all;
    }
}
