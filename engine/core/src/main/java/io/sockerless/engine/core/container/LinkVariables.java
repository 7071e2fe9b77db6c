package io.sockerless.engine.core.container;

import io.sockerless.engine.model.Container;
import io.sockerless.engine.model.Port;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The environment variables that tell a container of one that it is linked to. */
final class LinkVariables {
    private static final Comparator<Port> TCP_FIRST = Comparator.comparingInt(Port::number)
            .thenComparing(port -> port.protocol().equals("tcp") ? 0 : 1);

    private LinkVariables() {}

    /** @param link {@code /owner/alias} */
    static List<String> of(Container other, String link, String address) {
        String prefix = link.substring(link.lastIndexOf('/') + 1)
                .toUpperCase(Locale.ROOT)
                .replace('-', '_');
        List<Port> ports = other.config().exposedPorts().keySet().stream()
                .map(Port::parse)
                .sorted(TCP_FIRST)
                .toList();
        List<String> variables = new ArrayList<>();
        if (!ports.isEmpty()) {
            variables.add(prefix + "_PORT=" + url(ports.getFirst(), address));
        }
        ranges(variables, prefix, ports, address);
        for (Port port : ports) {
            String name = name(prefix, port, port);
            variables.add(name + "=" + url(port, address));
            variables.add(name + "_ADDR=" + address);
            variables.add(name + "_PORT=" + port.number());
            variables.add(name + "_PROTO=" + port.protocol());
        }
        variables.add(prefix + "_NAME=" + link);
        for (String entry : other.config().env()) {
            boolean own = entry.startsWith("HOME=") || entry.startsWith("PATH=") || entry.indexOf('=') < 0;
            if (!own) {
                variables.add(prefix + "_ENV_" + entry);
            }
        }
        return variables;
    }

    /** Neighbouring ports are told as a range too. */
    private static void ranges(List<String> variables, String prefix, List<Port> ports, String address) {
        for (int i = 0; i < ports.size(); ) {
            int last = i;
            while (last + 1 < ports.size()
                    && ports.get(last + 1).number() <= ports.get(i).number() + last - i + 1) {
                last++;
            }
            if (last > i + 1) {
                Port first = ports.get(i);
                Port end = ports.get(last);
                String from = name(prefix, first, first);
                variables.add(from + "_START=" + url(first, address));
                variables.add(from + "_ADDR=" + address);
                variables.add(from + "_PROTO=" + first.protocol());
                variables.add(from + "_PORT_START=" + first.number());
                String to = name(prefix, first, end);
                variables.add(to + "_END=" + url(end, address));
                variables.add(to + "_PORT_END=" + end.number());
                i = last + 1;
            } else {
                i++;
            }
        }
    }

    private static String name(String prefix, Port number, Port protocol) {
        return prefix + "_PORT_" + number.number() + "_" + protocol.protocol().toUpperCase(Locale.ROOT);
    }

    private static String url(Port port, String address) {
        return port.protocol() + "://" + address + ":" + port.number();
    }
}
