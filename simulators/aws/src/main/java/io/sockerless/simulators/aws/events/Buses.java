package io.sockerless.simulators.aws.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.aws.wire.Service.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lives of event buses. */
record Buses(Registry registry) {
    private static final String[] WITHOUT_EFFECT = {
        "EventSourceName", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"
    };

    Map<String, Operation> operations() {
        return Map.of(
                "CreateEventBus", this::create,
                "DescribeEventBus", this::describe,
                "ListEventBuses", this::list,
                "UpdateEventBus", this::update,
                "DeleteEventBus", this::delete);
    }

    private ObjectNode create(Caller caller, Input input) {
        String name = Checks.name(input, "Name", 256, Checks.BUS_NAME);
        Checks.refuse(input, WITHOUT_EFFECT);
        if (name.contains("/")) {
            throw Checks.invalid("Event bus name must not contain '/'.");
        }
        String description = Checks.text(input, "Description", 512);
        Map<String, String> tags = Registry.tags(input);
        Bus bus = new Bus(caller, name, description, registry.now(), registry.now(), tags);
        synchronized (registry.rules()) {
            if (registry.find(caller, name).isPresent()) {
                throw new AwsException("ResourceAlreadyExistsException", "Event bus " + name + " already exists.");
            }
            registry.buses().put(bus);
        }
        ObjectNode out = Registry.nothing().put("EventBusArn", bus.arn());
        return description.isEmpty() ? out : out.put("Description", description);
    }

    private static ObjectNode shown(Bus bus) {
        ObjectNode out = Registry.nothing().put("Name", bus.name()).put("Arn", bus.arn());
        if (!bus.description().isEmpty()) {
            out.put("Description", bus.description());
        }
        // Nobody made the default one.
        if (bus.created() > 0) {
            out.put("CreationTime", bus.created() / 1000.0).put("LastModifiedTime", bus.changed() / 1000.0);
        }
        return out;
    }

    private ObjectNode describe(Caller caller, Input input) {
        return shown(registry.bus(caller, Checks.text(input, "Name", 1600)));
    }

    private ObjectNode list(Caller caller, Input input) {
        String prefix = Checks.text(input, "NamePrefix", 256);
        List<Bus> all = new ArrayList<>(registry.buses().all(bus -> bus.key().equals(Bus.key(caller, bus.name()))));
        if (all.stream().noneMatch(bus -> bus.name().equals(Bus.DEFAULT))) {
            all.add(Bus.defaultOf(caller, Map.of()));
        }
        List<Bus> wanted = all.stream()
                .filter(bus -> bus.name().startsWith(prefix))
                .sorted(java.util.Comparator.comparing(Bus::name))
                .toList();
        return Registry.page(input, "EventBuses", wanted, Bus::name, (list, bus) -> list.add(shown(bus)));
    }

    private ObjectNode update(Caller caller, Input input) {
        Checks.refuse(input, WITHOUT_EFFECT);
        String description = Checks.text(input, "Description", 512);
        synchronized (registry.rules()) {
            Bus bus = registry.bus(caller, Checks.text(input, "Name", 256)).described(description, registry.now());
            registry.buses().put(bus);
            ObjectNode out = Registry.nothing().put("Arn", bus.arn()).put("Name", bus.name());
            return description.isEmpty() ? out : out.put("Description", description);
        }
    }

    /** One that is not there is deleted already. */
    private ObjectNode delete(Caller caller, Input input) {
        String name = Checks.name(input, "Name", 256, Checks.BUS_NAME);
        if (name.equals(Bus.DEFAULT)) {
            throw Checks.invalid("Cannot delete event bus default.");
        }
        synchronized (registry.rules()) {
            if (!registry.rules(caller, name).isEmpty()) {
                throw Checks.invalid("Event bus " + name + " cannot be deleted since it has rules.");
            }
            registry.buses().delete(Bus.key(caller, name));
        }
        return Registry.nothing();
    }
}
