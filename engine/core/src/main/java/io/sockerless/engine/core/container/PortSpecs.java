package io.sockerless.engine.core.container;

import io.sockerless.drivers.spi.TaskSpec.PortRequest;
import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.HostBinding;
import io.sockerless.engine.model.NetworkStatus;
import io.sockerless.engine.model.Port;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Docker's port texts: {@code 80/tcp} in a container, {@code 8080} or {@code 8000-8010} on the host. */
final class PortSpecs {
    private PortSpecs() {}

    /** @throws EngineException INVALID 'invalid port specification: "x"' */
    static void check(String port, List<Map<String, Object>> bindings) {
        containerPort(port);
        bindings.forEach(binding -> hostRange(text(binding, "HostPort")));
    }

    private static Port containerPort(String text) {
        int slash = text.indexOf('/');
        int[] range = hostRange(slash < 0 ? text : text.substring(0, slash));
        return new Port(range[0], slash < 0 ? "tcp" : text.substring(slash + 1));
    }

    private static int[] hostRange(String given) {
        String text = given.contains("/") ? given.substring(0, given.indexOf('/')) : given;
        if (text.isEmpty()) {
            return new int[] {0, 0};
        }
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash), given);
        int last = dash < 0 ? first : number(text.substring(dash + 1), given);
        if (last < first) {
            throw bad(given);
        }
        return new int[] {first, last};
    }

    private static int number(String text, String whole) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(Character::isDigit)) {
            throw bad(whole);
        }
        int number = Integer.parseInt(text);
        if (number > 65535) {
            throw bad(whole);
        }
        return number;
    }

    private static EngineException bad(String text) {
        return EngineException.invalid("invalid port specification: \"" + text + "\"");
    }

    private static String text(Map<String, Object> binding, String name) {
        return binding.get(name) instanceof String s ? s : "";
    }

    /** What a container asks to be published, with {@code PublishAllPorts} each exposed port that has no binding. */
    static List<PortRequest> requests(Container container) {
        List<PortRequest> requests = new ArrayList<>();
        Set<Port> bound = new LinkedHashSet<>();
        container.host().portBindings().forEach((text, bindings) -> {
            Port port = containerPort(text);
            for (Map<String, Object> binding : bindings) {
                int[] range = hostRange(text(binding, "HostPort"));
                requests.add(new PortRequest(port, text(binding, "HostIp"), range[0], range[1]));
                bound.add(port);
            }
        });
        if (container.host().bool("PublishAllPorts")) {
            exposed(container).stream()
                    .filter(port -> !bound.contains(port))
                    .forEach(port -> requests.add(new PortRequest(port, "", 0, 0)));
        }
        return requests;
    }

    /** In a bridge network the ports that are exposed and not published are told, too. */
    static NetworkStatus exposed(Container container, NetworkStatus status) {
        if (status.endpoints().isEmpty()) {
            return status;
        }
        Map<Port, List<HostBinding>> ports = new HashMap<>(status.ports());
        exposed(container).forEach(port -> ports.putIfAbsent(port, List.of()));
        return new NetworkStatus(status.sandboxId(), status.sandboxKey(), status.endpoints(), ports);
    }

    /** The ports that a container's config exposes; what is no port is passed over, as dockerd does. */
    static List<Port> exposed(Container container) {
        List<Port> ports = new ArrayList<>();
        for (String text : container.config().exposedPorts().keySet()) {
            int slash = text.indexOf('/');
            String number = slash < 0 ? text : text.substring(0, slash);
            if (number.matches("\\d{1,5}(-\\d{1,5})?")) {
                int[] range = hostRange(number);
                for (int i = range[0]; i <= range[1]; i++) {
                    ports.add(new Port(i, slash < 0 ? "tcp" : text.substring(slash + 1)));
                }
            }
        }
        return ports;
    }
}
