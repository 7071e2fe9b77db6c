package io.sockerless.engine.core.container;

import io.sockerless.engine.core.Containers.ListQuery;
import io.sockerless.engine.core.container.ImageSource.ResolvedImage;
import io.sockerless.engine.core.filter.LabelFilter;
import io.sockerless.engine.core.filter.NamePattern;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.ContainerState;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.ExitStatus;
import io.sockerless.engine.model.MountPoint;
import io.sockerless.engine.model.Port;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Docker's filters of the container list: values of one name are alternatives, except labels, which must all match. */
final class ListFilter {
    private static final Set<String> ACCEPTED = Set.of(
            "ancestor",
            "before",
            "exited",
            "expose",
            "health",
            "id",
            "isolation",
            "is-task",
            "label",
            "name",
            "network",
            "publish",
            "since",
            "status",
            "volume");
    private static final Set<String> STATES =
            Set.of("paused", "restarting", "removing", "running", "dead", "created", "exited");
    private static final Set<String> HEALTH = Set.of("starting", "healthy", "unhealthy", "none");
    private static final Comparator<Container> NEWEST_FIRST =
            Comparator.comparing(Container::created).reversed().thenComparing(Container::id);

    private final ContainerIndex index;
    private final ImageSource images;
    private final NetworkSource networks;

    ListFilter(ContainerIndex index, ImageSource images, NetworkSource networks) {
        this.index = index;
        this.images = images;
        this.networks = networks;
    }

    List<Container> select(ListQuery query) {
        List<Predicate<ContainerLife>> conditions = new ArrayList<>();
        query.filters().forEach((name, values) -> conditions.add(condition(name, values)));
        boolean onlyRunning =
                !query.all() && query.limit() <= 0 && !query.filters().containsKey("status");
        // Values are read once, so that the conditions and the order see the same ones.
        Stream<Container> found = index.all().stream()
                .filter(life -> !onlyRunning || life.busy())
                .filter(life -> conditions.stream().allMatch(condition -> condition.test(life)))
                .map(ContainerLife::container)
                .sorted(NEWEST_FIRST);
        return (query.limit() > 0 ? found.limit(query.limit()) : found).toList();
    }

    private Predicate<ContainerLife> condition(String name, List<String> values) {
        if (!ACCEPTED.contains(name)) {
            throw EngineException.invalid("Invalid filter '" + name + "'");
        }
        if (name.equals("ancestor")) {
            return ancestors(values);
        }
        Predicate<Container> plain = plain(name, values);
        return life -> plain.test(life.container());
    }

    private Predicate<Container> plain(String name, List<String> values) {
        return switch (name) {
            case "before" -> before(values);
            case "since" -> since(values);
            case "exited" -> exited(values);
            // As in dockerd: the ports that a running container has, published or not.
            case "expose" -> ports(name, values, c -> c.network().ports().keySet().stream());
            case "publish" -> ports(name, values, ListFilter::published);
            case "health" -> health(values);
            case "id" -> c -> values.stream().anyMatch(c.id()::startsWith);
            // On Linux there is but one, and dockerd does not look.
            case "isolation" -> _ -> true;
            case "is-task" -> task(values);
            case "label" -> c -> LabelFilter.hasAll(c.config().labels(), values);
            case "name" -> name(values);
            case "network" -> network(values);
            case "status" -> status(values);
            case "volume" -> c -> c.mounts().stream().anyMatch(mount -> isMount(mount, values));
            default -> throw EngineException.invalid("Invalid filter '" + name + "'");
        };
    }

    private Predicate<Container> before(List<String> refs) {
        Instant earliest =
                refs.stream().map(this::created).min(Comparator.naturalOrder()).orElse(Instant.MAX);
        return c -> c.created().isBefore(earliest);
    }

    private Predicate<Container> since(List<String> refs) {
        Instant latest =
                refs.stream().map(this::created).max(Comparator.naturalOrder()).orElse(Instant.MIN);
        return c -> c.created().isAfter(latest);
    }

    private Instant created(String ref) {
        return index.find(ref)
                .orElseThrow(() -> EngineException.notFound("no such container " + ref))
                .container()
                .created();
    }

    private static Predicate<Container> exited(List<String> values) {
        Set<Integer> codes = new HashSet<>();
        for (String value : values) {
            if (!value.matches("[+-]?\\d{1,9}")) {
                throw EngineException.invalid("strconv.Atoi: parsing \"" + value + "\": invalid syntax");
            }
            codes.add(Integer.valueOf(value));
        }
        return c ->
                c.state().ended().map(ExitStatus::code).filter(codes::contains).isPresent();
    }

    private static Predicate<Container> ports(
            String name, List<String> values, java.util.function.Function<Container, Stream<Port>> of) {
        Set<Port> wanted = new HashSet<>();
        for (String value : values) {
            int slash = value.indexOf('/');
            String numbers = slash < 0 ? value : value.substring(0, slash);
            String protocol = slash < 0 ? "tcp" : value.substring(slash + 1);
            int dash = numbers.indexOf('-');
            int first = port(name, value, dash < 0 ? numbers : numbers.substring(0, dash));
            int last = dash < 0 ? first : port(name, value, numbers.substring(dash + 1));
            for (int i = first; i <= last; i++) {
                wanted.add(new Port(i, protocol));
            }
        }
        return c -> of.apply(c).anyMatch(wanted::contains);
    }

    private static int port(String filter, String whole, String number) {
        if (!number.matches("\\d{1,5}") || Integer.parseInt(number) > 65535) {
            throw EngineException.invalid("error while looking up for " + filter + " " + whole
                    + ": strconv.ParseUint: parsing \"" + number + "\": invalid syntax");
        }
        return Integer.parseInt(number);
    }

    private static Stream<Port> published(Container c) {
        return c.network().ports().entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey);
    }

    private static Predicate<Container> health(List<String> values) {
        for (String value : values) {
            if (!HEALTH.contains(value)) {
                throw EngineException.invalid("Unrecognised filter value for health: " + value);
            }
        }
        return c -> values.contains(c.health().status().toString());
    }

    /** Tasks are Swarm's; there are none. */
    private static Predicate<Container> task(List<String> values) {
        boolean yes = values.contains("true");
        if (values.size() != 1 || !(yes || values.contains("false"))) {
            throw EngineException.invalid("Invalid filter 'is-task=[" + String.join(" ", values) + "]'");
        }
        return _ -> !yes;
    }

    private static Predicate<Container> name(List<String> values) {
        List<Predicate<String>> patterns = values.stream().map(NamePattern::of).toList();
        return c -> patterns.stream().anyMatch(p -> p.test(c.name()) || p.test("/" + c.name()));
    }

    private Predicate<Container> network(List<String> values) {
        Set<String> names = new HashSet<>(values);
        values.forEach(value -> networks.find(value).ifPresent(network -> names.add(network.name())));
        return c -> Memberships.of(c).keySet().stream().anyMatch(names::contains);
    }

    private static Predicate<Container> status(List<String> values) {
        for (String value : values) {
            if (!STATES.contains(value)) {
                throw EngineException.invalid("Invalid filter 'status=" + value + "'");
            }
        }
        return c -> values.contains(c.state().status());
    }

    private static boolean isMount(MountPoint mount, List<String> values) {
        return values.stream()
                .anyMatch(value -> (!mount.name().isEmpty() && mount.name().equals(value))
                        || mount.source().equals(value)
                        || mount.destination().equals(value));
    }

    /** Containers of an image, or of one that was built on it: its layers begin with the other's. */
    private Predicate<ContainerLife> ancestors(List<String> refs) {
        List<ResolvedImage> found = new ArrayList<>();
        for (String ref : refs) {
            try {
                found.add(images.resolve(ref, ""));
            } catch (EngineException e) {
                if (e.kind() != ErrorKind.NOT_FOUND && e.kind() != ErrorKind.INVALID) {
                    throw e;
                }
            }
        }
        return life -> found.stream().anyMatch(image -> descends(life, image));
    }

    private static boolean descends(ContainerLife life, ResolvedImage image) {
        if (life.container().imageId().equals(image.id())) {
            return true;
        }
        List<Provision.Layer> layers = life.provision.layers();
        int depth = image.layers().size();
        return depth > 0
                && layers.size() > depth
                && layers.get(depth - 1)
                        .chainId()
                        .equals(image.layers().getLast().chainId());
    }

    static boolean stopped(Container container) {
        return !container.state().alive() && !(container.state() instanceof ContainerState.Restarting);
    }
}
