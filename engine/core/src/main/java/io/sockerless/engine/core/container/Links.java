package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostConfig;
import io.sockerless.engine.model.NetworkStatus.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Legacy links between containers of the default bridge. A container keeps them as inspect shows them,
 * {@code /other:/own-name/alias}; names change with those of the two containers.
 */
final class Links {
    /** @param other name of the container that is linked to, without its slash */
    record Link(String other, String alias) {
        static Link parse(String text) {
            if (text.isEmpty()) {
                throw EngineException.internal("empty string specified for links", null);
            }
            String[] parts = text.split(":", -1);
            if (parts.length > 2) {
                throw EngineException.internal("bad format for links: " + text, null);
            }
            String other = parts[0].startsWith("/") ? parts[0].substring(1) : parts[0];
            // A link that was shown is understood too.
            String alias = parts.length == 1 ? other : parts[1].substring(parts[1].lastIndexOf('/') + 1);
            return new Link(other, alias);
        }

        String shown(String owner) {
            return "/" + other + ":/" + owner + "/" + alias;
        }
    }

    private final ContainerIndex index;

    Links(ContainerIndex index) {
        this.index = index;
    }

    /** In networks of one's own the links of endpoints count instead. */
    private static boolean legacy(HostConfig host) {
        return Memberships.networkName(host).equals("bridge");
    }

    static List<Link> of(Container container) {
        if (!legacy(container.host())) {
            return List.of();
        }
        return container.host().strings("Links").stream().map(Link::parse).toList();
    }

    /** For a new container: its host config with links that lead somewhere. */
    HostConfig settled(HostConfig host, String owner) {
        List<String> given = host.strings("Links");
        if (given.isEmpty() || !legacy(host)) {
            return host;
        }
        List<String> links = new ArrayList<>();
        for (Link link : given.stream().map(Link::parse).toList()) {
            Container other = target(link.other());
            ConfigValidation.require(
                    !other.host().networkMode().equals("host"),
                    "conflicting options: host type networking can't be used with links. This would result in undefined"
                            + " behavior");
            links.add(new Link(other.name(), link.alias().equals(link.other()) ? other.name() : link.alias())
                    .shown(owner));
        }
        return host.with(Map.of("Links", links));
    }

    private Container target(String ref) {
        ConfigValidation.require(!ref.isEmpty(), "could not get container for : invalid name or ID supplied: \"\"");
        return index.find(ref)
                .orElseThrow(() ->
                        EngineException.invalid("could not get container for " + ref + ": No such container: " + ref))
                .container();
    }

    /** What {@code owner/alias} means. */
    static Optional<String> otherOf(Container owner, String alias) {
        return of(owner).stream()
                .filter(link -> link.alias().equals(alias))
                .map(Link::other)
                .findFirst();
    }

    static Container without(Container owner, String alias) {
        List<String> left = of(owner).stream()
                .filter(link -> !link.alias().equals(alias))
                .map(link -> link.shown(owner.name()))
                .toList();
        return owner.withHost(owner.host().with(Map.of("Links", left)));
    }

    /** The names that containers have by the links of others, as lists show them, by the containers' own names. */
    Map<String, List<String>> names() {
        Map<String, List<String>> names = new HashMap<>();
        for (ContainerLife life : index.all()) {
            Container owner = life.container();
            if (owner.host().has("Links")) {
                for (Link link : of(owner)) {
                    names.computeIfAbsent(link.other(), _ -> new ArrayList<>())
                            .add("/" + owner.name() + "/" + link.alias());
                }
            }
        }
        names.values().forEach(Collections::sort);
        return names;
    }

    /** A container under the new name of itself or of one that it is linked to; unchanged when that is nothing to it. */
    static Container renamed(Container container, String before, String after) {
        List<Link> links = of(container);
        boolean touched = container.name().equals(after)
                || links.stream().anyMatch(link -> link.other().equals(before));
        if (links.isEmpty() || !touched) {
            return container;
        }
        List<String> next = links.stream()
                .map(link -> link.other().equals(before) ? new Link(after, link.alias()) : link)
                .map(link -> link.shown(container.name()))
                .toList();
        return container.withHost(container.host().with(Map.of("Links", next)));
    }

    /**
     * A container as it starts: with the variables and host names that its links bring.
     *
     * @throws EngineException INTERNAL when one that it is linked to does not run
     */
    Container atStart(Container container) {
        List<Link> links = of(container);
        if (links.isEmpty()) {
            return container;
        }
        List<String> hosts = new ArrayList<>(container.host().strings("ExtraHosts"));
        List<String> environment = new ArrayList<>();
        for (Link link : links) {
            Container other = running(link, container);
            String address = Optional.ofNullable(other.network().endpoints().get("bridge"))
                    .map(Endpoint::ipAddress)
                    .orElseThrow(() -> EngineException.internal(
                            "Cannot link to /" + other.name() + ", as it does not belong to the default network",
                            null));
            String hostname = other.config().hostname();
            hosts.add(link.alias() + " " + hostname + (link.alias().equals(other.name()) ? "" : " " + other.name())
                    + ":" + address);
            environment.addAll(LinkVariables.of(other, "/" + container.name() + "/" + link.alias(), address));
        }
        environment.addAll(container.config().env());
        return container
                .withHost(container.host().with(Map.of("ExtraHosts", hosts)))
                .withConfig(container.config().with("Env", environment));
    }

    private Container running(Link link, Container owner) {
        return index.find(link.other())
                .map(ContainerLife::container)
                .filter(other -> other.state().alive())
                .orElseThrow(() -> EngineException.internal(
                        "Cannot link to a non running container: /" + link.other() + " AS /" + owner.name() + "/"
                                + link.alias(),
                        null));
    }
}
