package io.sockerless.frontends.docker;

import static io.sockerless.engine.model.Schema.Type.Scalar.BOOL;
import static io.sockerless.engine.model.Schema.Type.Scalar.STRING;

import io.sockerless.engine.model.EndpointConfig;
import io.sockerless.engine.model.Schema;

/** The bodies of requests about networks. */
final class NetworkBodies {
    private static final Schema.Type STRINGS = new Schema.Type.MapOf(STRING);
    private static final Schema POOL = Schema.of("IPAMConfig")
            .field("Subnet", STRING)
            .field("IPRange", STRING)
            .field("Gateway", STRING)
            .field("AuxiliaryAddresses", STRINGS);
    private static final Schema IPAM = Schema.of("IPAM")
            .field("Driver", STRING)
            .field("Options", STRINGS)
            .field("Config", new Schema.Type.ListOf(new Schema.Type.Struct(POOL)));
    static final Schema CREATE = Schema.of("NetworkCreateRequest")
            .field("CheckDuplicate", BOOL)
            .field("Driver", STRING)
            .field("Scope", STRING)
            .field("EnableIPv6", BOOL)
            .field("EnableIPv4", BOOL)
            .field("IPAM", new Schema.Type.Struct(IPAM))
            .field("Internal", BOOL)
            .field("Attachable", BOOL)
            .field("Ingress", BOOL)
            .field("ConfigOnly", BOOL)
            .field(
                    "ConfigFrom",
                    new Schema.Type.Struct(Schema.of("ConfigReference").field("Network", STRING)))
            .field("Options", STRINGS)
            .field("Labels", STRINGS)
            .field("Name", STRING);
    static final Schema CONNECT = Schema.of("NetworkConnect")
            .field("Container", STRING)
            .field("EndpointConfig", new Schema.Type.Struct(EndpointConfig.SCHEMA));
    static final Schema DISCONNECT =
            Schema.of("NetworkDisconnect").field("Container", STRING).field("Force", BOOL);

    private NetworkBodies() {}
}
