package io.sockerless.drivers.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sockerless.drivers.agent.dial.GatewayIdentity;
import io.sockerless.drivers.aws.PublishedPorts.Published;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.image.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.ecs.model.Tag;
import software.amazon.awssdk.services.ecs.model.Task;

/**
 * What a task's tags say: which container it is a run of, whose it is, and all that another daemon needs to have it. That
 * is sealed, for it has the container's environment in it, and everybody may read tags.
 *
 * @param daemon this one's name
 * @param gateway tells gateways' keys apart
 */
record TaskTags(String daemon, String gateway, Seal seal) {
    static final String CONTAINER = "io.sockerless.container";
    static final String DAEMON = "io.sockerless.daemon";

    static final String NAME = "io.sockerless.name";
    private static final String GATEWAY = "io.sockerless.gateway";
    /** How many parts the description has; those after them are left of an earlier one. */
    private static final String PARTS = "io.sockerless.description";

    /** And a number, from 0. */
    private static final String PART = "io.sockerless.description.";

    private static final String TOO_LONG = "too long";
    /** Of the fifty that a task may have, those above and the mark are six; the rest is for people. */
    private static final int MOST_PARTS = 40;

    private static final int PART_LENGTH = 256;
    private static final int GATEWAY_DIGITS = 32;
    private static final JsonMapper JSON = new JsonMapper();
    private static final System.Logger LOG = System.getLogger(TaskTags.class.getName());

    /**
     * What goes with a run.
     *
     * @param image by digest
     * @param url where its agent dials
     * @param description the engine's
     */
    record Carried(String image, String url, List<Published> ports, String description) {
        Carried {
            ports = List.copyOf(ports);
        }
    }

    static TaskTags of(String daemon, GatewayIdentity identity) {
        return new TaskTags(
                daemon,
                Digest.sha256(identity.certificatePem().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .hex()
                        .substring(0, GATEWAY_DIGITS),
                new Seal(identity.secret("descriptions of containers")));
    }

    /** For a new run. */
    List<Tag> of(String id, String name, String run, Carried carried) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(Definition.MARK, "container");
        tags.put(CONTAINER, id);
        tags.put(NAME, name.substring(0, Math.min(name.length(), PART_LENGTH)));
        tags.put(DAEMON, daemon);
        tags.put(GATEWAY, gateway);
        String text = seal.closed(json(carried), context(id, run));
        int parts = Math.ceilDiv(text.length(), PART_LENGTH);
        if (parts > MOST_PARTS) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "driver ecs: the description of container {0} is too long for its task''s tags: no other daemon can"
                            + " take it over",
                    id);
            tags.put(PARTS, TOO_LONG);
        } else {
            tags.put(PARTS, Integer.toString(parts));
            for (int i = 0; i < parts; i++) {
                tags.put(PART + i, text.substring(i * PART_LENGTH, Math.min(text.length(), (i + 1) * PART_LENGTH)));
            }
        }
        return tags.entrySet().stream()
                .map(tag -> tag(tag.getKey(), tag.getValue()))
                .toList();
    }

    /** For a task that waits for its container. */
    List<Tag> waiting() {
        return List.of(tag(Definition.MARK, "waiting"), tag(DAEMON, daemon), tag(GATEWAY, gateway));
    }

    private static String context(String id, String run) {
        return id + "." + run;
    }

    private static String json(Carried carried) {
        try {
            return JSON.writeValueAsString(carried);
        } catch (JsonProcessingException e) {
            throw EngineException.internal("driver ecs: describing a container: " + e.getMessage(), e);
        }
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Map<String, String> tags(Task task) {
        Map<String, String> tags = new TreeMap<>();
        task.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    /** Which container's run it is; empty for a task that is none. */
    static String container(Task task) {
        return tags(task).getOrDefault(CONTAINER, "");
    }

    /** Whether its agent knows the gateway's key. */
    boolean isOfThisGateway(Task task) {
        return gateway.equals(tags(task).get(GATEWAY));
    }

    /** The name of another daemon that has the task; empty for our own, and where no tags were asked for. */
    String otherDaemon(Task task) {
        String now = tags(task).getOrDefault(DAEMON, "");
        return now.equals(daemon) ? "" : now;
    }

    /** @throws EngineException INVALID when its tags do not say it */
    Carried carried(Task task) {
        Map<String, String> tags = tags(task);
        String parts = tags.getOrDefault(PARTS, "");
        if (parts.equals(TOO_LONG)) {
            throw EngineException.invalid("its description is too long for tags, and only its own daemon has it");
        }
        if (!parts.matches("[0-9]{1,2}")) {
            throw EngineException.invalid("its task has no description");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Integer.parseInt(parts); i++) {
            text.append(tags.getOrDefault(PART + i, ""));
        }
        String json;
        try {
            json = seal.opened(text.toString(), context(container(task), task.startedBy()));
        } catch (EngineException e) {
            throw EngineException.invalid("its description cannot be read: " + e.getMessage());
        }
        try {
            return JSON.readValue(json, Carried.class);
        } catch (JsonProcessingException e) {
            throw EngineException.invalid("its description cannot be read: " + e.getOriginalMessage());
        }
    }
}
