package io.sockerless.simulators.aws.servicediscovery;

import io.sockerless.simulators.aws.wire.Caller;
import io.sockerless.simulators.aws.wire.Service;
import io.sockerless.simulators.aws.wire.Service.Operation;
import io.sockerless.simulators.kernel.State;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/** Cloud Map. The tasks of ECS services are registered in it, and resolved in the VPC of their namespace. */
public final class ServiceDiscovery {
    private final Registry registry;
    private final Instances instances;
    private final BiPredicate<Caller, String> isVpc;

    /** @param isVpc whether there is such a VPC */
    public ServiceDiscovery(State state, Clock clock, RandomGenerator random, BiPredicate<Caller, String> isVpc) {
        this.registry = Registry.of(state, clock, random);
        this.instances = new Instances(registry);
        this.isVpc = isVpc;
    }

    public Service service() {
        Map<String, Operation> table = new HashMap<>();
        table.putAll(new Namespaces(registry, isVpc).operations());
        table.putAll(new Services(registry).operations());
        table.putAll(instances.operations());
        table.putAll(new Tags(registry).operations());
        return Service.json("servicediscovery", "Route53AutoNaming_v20170314", table);
    }

    private Optional<Named> service(Caller caller, String arn) {
        return registry.services()
                .get(Registry.id(arn))
                .filter(one -> one.of(caller) && one.text("Arn").equals(arn));
    }

    /** Whether there is such a service. @param arn of it */
    public boolean has(Caller caller, String arn) {
        return service(caller, arn).isPresent();
    }

    /** What its instances are called in the VPC; empty where they are not. @param arn of a service */
    public Optional<String> name(Caller caller, String arn, String vpc) {
        return service(caller, arn)
                .filter(service -> service.document().has("DnsConfig"))
                .flatMap(service -> registry.namespaces()
                        .get(service.parent())
                        .filter(namespace -> namespace.extra("vpc").equals(vpc))
                        .map(namespace -> service.text("Name") + "." + namespace.text("Name")));
    }

    /** Durable when it returns; nothing when the service is gone. @param arn of the service */
    public void register(Caller caller, String arn, String id, Map<String, String> attributes) {
        service(caller, arn).ifPresent(service -> instances.register(caller, service, id, attributes));
    }

    /** From whatever services it is registered in. */
    public void deregister(Caller caller, String id) {
        synchronized (registry.namespaces()) {
            registry.instances()
                    .all(one -> one.of(caller) && one.text("Id").equals(id))
                    .forEach(one -> registry.services()
                            .get(one.parent())
                            .ifPresent(service -> instances.remove(caller, service, one)));
        }
    }
}
