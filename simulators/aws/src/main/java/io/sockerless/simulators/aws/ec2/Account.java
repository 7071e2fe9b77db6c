package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.engine.store.Batch;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.State;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** What an account has in a region, for one request: its changes are seen at once, and durable together at the end. */
final class Account {
    private final Caller caller;
    private final Documents<Resource> stored;
    private final RandomGenerator random;
    private final Instant now;
    private final Map<String, Optional<Resource>> changes = new LinkedHashMap<>();

    Account(Caller caller, Documents<Resource> stored, RandomGenerator random, Instant now) {
        this.caller = caller;
        this.stored = stored;
        this.random = random;
        this.now = now;
    }

    Caller caller() {
        return caller;
    }

    /** As answers have it. */
    String now() {
        return now.toString();
    }

    private String key(String id) {
        return caller.account() + "/" + caller.region() + "/" + id;
    }

    Optional<Resource> find(Kind kind, String id) {
        if (!id.startsWith(kind.prefix + "-")) {
            return Optional.empty();
        }
        Optional<Resource> changed = changes.get(id);
        return changed == null ? stored.get(key(id)) : changed;
    }

    Resource get(Kind kind, String id) {
        return find(kind, id).orElseThrow(() -> kind.missing(id));
    }

    /** In the order of their ids. */
    List<Resource> all(Kind kind) {
        String prefix = key(kind.prefix + "-");
        Map<String, Resource> found = new TreeMap<>();
        stored.from(prefix, prefix).forEach(one -> found.put(one.id(), one));
        changes.forEach((id, change) -> {
            if (id.startsWith(kind.prefix + "-")) {
                found.remove(id);
                change.ifPresent(one -> found.put(id, one));
            }
        });
        return List.copyOf(found.values());
    }

    List<Resource> all(Kind kind, String field, String value) {
        return all(kind).stream().filter(one -> one.text(field).equals(value)).toList();
    }

    Resource make(Kind kind, ObjectNode document, Map<String, String> tags) {
        return make(kind, fresh(kind.prefix), document, tags);
    }

    /** Its id is the first of its fields. */
    Resource make(Kind kind, String id, ObjectNode document, Map<String, String> tags) {
        ObjectNode whole = Json.MAPPER.createObjectNode().put(kind.field, id).setAll(document);
        Resource made = new Resource(caller.account(), caller.region(), id, whole, tags);
        put(made);
        return made;
    }

    void put(Resource changed) {
        changes.put(changed.id(), Optional.of(changed));
    }

    void delete(Resource unwanted) {
        changes.put(unwanted.id(), Optional.empty());
    }

    String fresh(String prefix) {
        byte[] bytes = new byte[9];
        random.nextBytes(bytes);
        return prefix + "-" + HexFormat.of().formatHex(bytes).substring(1);
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    /** @param more that is to be durable with it */
    void commit(State state, Consumer<Batch> more) {
        state.write(batch -> {
            changes.forEach((id, change) ->
                    change.ifPresentOrElse(one -> stored.put(batch, one), () -> stored.delete(batch, key(id))));
            more.accept(batch);
        });
    }

    boolean changed() {
        return !changes.isEmpty();
    }
}
