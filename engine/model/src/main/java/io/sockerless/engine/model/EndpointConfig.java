package io.sockerless.engine.model;

import static io.sockerless.engine.model.Schema.Type.Scalar.*;

import java.util.List;
import java.util.Map;

/** What a client asks of a container's place in one network: the settable half of Docker's {@code EndpointSettings}. */
public record EndpointConfig(Map<String, Object> fields) {
    /** Fields, types and order. */
    public static final Schema SCHEMA = Schema.of("EndpointSettings")
            .field("IPAMConfig", ANY)
            .field("Links", new Schema.Type.ListOf(STRING))
            .field("Aliases", new Schema.Type.ListOf(STRING))
            .field("MacAddress", STRING)
            .field("DriverOpts", new Schema.Type.MapOf(STRING))
            .optional("GwPriority", INTEGER);

    public EndpointConfig {
        fields = SCHEMA.decode(fields);
    }

    public List<String> aliases() {
        return Fields.strings(fields, "Aliases");
    }

    public String macAddress() {
        return Fields.string(fields, "MacAddress");
    }

    /** The IPv4 address asked for, or empty. */
    public String ipv4Address() {
        return Fields.string(Fields.object(fields, "IPAMConfig"), "IPv4Address");
    }

    /** The IPv6 address asked for, or empty. */
    public String ipv6Address() {
        return Fields.string(Fields.object(fields, "IPAMConfig"), "IPv6Address");
    }

    public List<String> linkLocal() {
        return Fields.strings(Fields.object(fields, "IPAMConfig"), "LinkLocalIPs");
    }

    /** {@code container:alias}. */
    public List<String> links() {
        return Fields.strings(fields, "Links");
    }

    /** The network with the highest priority has the default route. */
    public long gatewayPriority() {
        return fields.get("GwPriority") instanceof Number number ? number.longValue() : 0;
    }
}
