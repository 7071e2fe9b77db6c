package io.sockerless.features.differential;

import static io.sockerless.features.differential.Call.delete;
import static io.sockerless.features.differential.Call.get;
import static io.sockerless.features.differential.Call.post;
import static io.sockerless.features.differential.SystemCalls.filter;

import java.util.List;
import java.util.stream.Stream;

/** Networks, endpoints and published ports. */
final class NetworkCalls {
    private NetworkCalls() {}

    private static Call list(String key, String value) {
        return get("networks-by-" + key + "-" + value, "/networks?filters=" + filter(key, value))
                .exact("[].Name");
    }

    private static Call refused(String name, String body) {
        return post("network-create-" + name, "/networks/create", body);
    }

    private static Call pool(String name, String pool) {
        return refused(name, "{\"Name\":\"odd\",\"IPAM\":{\"Config\":[" + pool + "]}}");
    }

    private static Call option(String name, String value) {
        return refused(
                "bad-" + name,
                "{\"Name\":\"odd\",\"Options\":{\"com.docker.network." + name + "\":\"" + value + "\"}}");
    }

    private static Call connect(String name, String network, String container, String config) {
        return post(
                "network-connect-" + name,
                "/networks/" + network + "/connect",
                "{\"Container\":\"" + container + "\",\"EndpointConfig\":" + config + "}");
    }

    private static Call disconnect(String name, String network, String container) {
        return post(
                "network-disconnect-" + name,
                "/networks/" + network + "/disconnect",
                "{\"Container\":\"" + container + "\"}");
    }

    private static Call create(String name, String mode) {
        return post(
                "net-" + name + "-create",
                "/containers/create?name=" + name,
                "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"1000\"],\"StopSignal\":\"SIGKILL\","
                        + "\"HostConfig\":{\"NetworkMode\":\"" + mode + "\"}}");
    }

    private static Call start(String name) {
        return post("net-" + name + "-start", "/containers/" + name + "/start");
    }

    private static Call remove(String name) {
        return delete("net-" + name + "-remove", "/containers/" + name + "?force=1");
    }

    static List<Call> calls() {
        return Stream.of(networks(), refusals(), connections())
                .flatMap(List::stream)
                .toList();
    }

    /** What cannot be a network. */
    private static List<Call> refusals() {
        return List.of(
                pool("no-subnet", "{\"IPRange\":\"10.224.0.0/25\"}"),
                pool("aux-outside", "{\"Subnet\":\"10.225.0.0/24\",\"AuxiliaryAddresses\":{\"r\":\"10.9.0.5\"}}"),
                pool("two-subnets", "{\"Subnet\":\"10.226.0.0/24\"},{\"Subnet\":\"10.250.0.0/24\"}"),
                pool("tiny-subnet", "{\"Subnet\":\"10.227.0.0/31\"}"),
                pool("one-address", "{\"Subnet\":\"10.228.0.0/32\"}"),
                pool("nonsense-gateway", "{\"Subnet\":\"10.229.0.0/24\",\"Gateway\":\"nonsense\"}"),
                pool("gateway-is-network", "{\"Subnet\":\"10.230.0.0/24\",\"Gateway\":\"10.230.0.0\"}"),
                refused("bad-ipam-driver", "{\"Name\":\"odd\",\"IPAM\":{\"Driver\":\"odd\"}}"),
                refused("host-driver", "{\"Name\":\"odd\",\"Driver\":\"host\"}"),
                refused("null-driver", "{\"Name\":\"odd\",\"Driver\":\"null\"}"),
                refused("swarm-scope", "{\"Name\":\"odd\",\"Scope\":\"swarm\"}"),
                refused("global-scope", "{\"Name\":\"odd\",\"Scope\":\"global\"}"),
                refused("ingress", "{\"Name\":\"odd\",\"Ingress\":true}"),
                refused("default", "{\"Name\":\"default\"}"),
                refused("bad-label", "{\"Name\":\"odd\",\"Labels\":{\"a\":1}}"),
                option("driver.mtu", "odd"),
                option("bridge.enable_icc", "odd"),
                option("bridge.host_binding_ipv4", "odd"),
                option("bridge.name", "muchtoolonganame"),
                get("networks-list-after-refusals", "/networks").exact("[].Name"));
    }

    /** Joining and leaving, and what is refused of it. */
    private static List<Call> connections() {
        return List.of(
                post(
                        "network-create-aux",
                        "/networks/create",
                        "{\"Name\":\"aux\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.222.0.0/24\","
                                + "\"AuxiliaryAddresses\":{\"r\":\"10.222.0.2\"}}]}}"),
                post("network-create-plain", "/networks/create", "{\"Name\":\"plain\",\"Options\":{\"foo\":\"bar\"}}"),
                get("network-inspect-aux", "/networks/aux").exact("IPAM", "Options"),
                create("joiner", "aux"),
                start("joiner"),
                get("inspect-net-joiner", "/containers/joiner/json")
                        .exact("NetworkSettings.Networks.aux.IPAddress", "NetworkSettings.Networks.aux.Gateway"),
                create("second", "aux"),
                connect("taken-address", "plain", "second", "{}"),
                start("second"),
                connect("address-in-use", "aux", "joiner", "{\"IPAMConfig\":{\"IPv4Address\":\"10.222.0.4\"}}"),
                connect("plain-address", "plain", "joiner", "{\"IPAMConfig\":{\"IPv4Address\":\"10.9.0.77\"}}"),
                connect("bridge-address", "bridge", "joiner", "{\"IPAMConfig\":{\"IPv4Address\":\"172.17.0.99\"}}"),
                connect("bridge-alias", "bridge", "joiner", "{\"Aliases\":[\"zz\"]}"),
                connect("none", "none", "joiner", "{}"),
                connect("no-container", "aux", "", "{}"),
                connect("bridge", "bridge", "joiner", "{}"),
                get("inspect-net-joined", "/containers/joiner/json"),
                disconnect("mode", "aux", "joiner"),
                get("inspect-net-left", "/containers/joiner/json"),
                disconnect("bridge", "bridge", "joiner"),
                get("inspect-net-nowhere", "/containers/joiner/json"),
                connect("again-after-all", "aux", "joiner", "{\"IPAMConfig\":{\"IPv4Address\":\"10.222.0.9\"}}"),
                get("inspect-net-back", "/containers/joiner/json")
                        .exact("NetworkSettings.Networks.aux.IPAddress", "NetworkSettings.Networks.aux.IPAMConfig"),
                disconnect("missing-container", "aux", "missing"),
                create("loner", "none"),
                start("loner"),
                connect("loner", "aux", "loner", "{}"),
                create("stopped", "plain"),
                connect("stopped", "aux", "stopped", "{\"Aliases\":[\"still\"]}"),
                connect("stopped-bad-address", "aux", "stopped", "{\"IPAMConfig\":{\"IPv4Address\":\"10.9.0.77\"}}"),
                get("inspect-net-stopped", "/containers/stopped/json"),
                start("stopped"),
                disconnect("stopped", "plain", "stopped"),
                disconnect("stopped-again", "plain", "stopped"),
                get("list-by-network-aux", "/containers/json?all=1&filters=" + filter("network", "aux"))
                        .exact("[].Names"),
                remove("joiner"),
                remove("second"),
                remove("loner"),
                remove("stopped"),
                delete("network-remove-aux", "/networks/aux"),
                delete("network-remove-plain", "/networks/plain"));
    }

    private static List<Call> networks() {
        return List.of(
                post(
                                "network-create",
                                "/networks/create",
                                "{\"Name\":\"net\",\"Labels\":{\"k\":\"v\"},\"CheckDuplicate\":true}")
                        .saves("net", "/Id"),
                post("network-create-taken", "/networks/create", "{\"Name\":\"net\",\"CheckDuplicate\":true}"),
                post("network-create-subnet", "/networks/create", """
                    {"Name":"sub","Internal":true,"Attachable":true,"IPAM":{"Config":[{"Subnet":"10.214.0.0/24","Gateway":"10.214.0.254",
                     "IPRange":"10.214.0.128/25"}]},"Options":{"com.docker.network.driver.mtu":"1400"}}\
                    """),
                get("network-inspect", "/networks/sub")
                        .exact("Name", "Driver", "Scope", "Internal", "Options", "IPAM", "Attachable"),
                get("network-inspect-by-id", "/networks/${net}").exact("Name", "Labels"),
                get("network-inspect-bridge", "/networks/bridge").exact("Name", "Driver", "Options.com"),
                get("network-inspect-host", "/networks/host").exact("Name", "Driver"),
                get("network-inspect-none", "/networks/none").exact("Name", "Driver"),
                get("network-inspect-missing", "/networks/missing"),
                get("network-inspect-verbose-bad", "/networks/net?verbose=maybe"),
                post("network-create-no-body", "/networks/create"),
                post("network-create-bad-json", "/networks/create", "{"),
                post("network-create-no-name", "/networks/create", "{}"),
                post("network-create-host", "/networks/create", "{\"Name\":\"host\"}"),
                post("network-create-bad-name", "/networks/create", "{\"Name\":\"a/b\"}")
                        .saves("odd-name", "/Id"),
                post("network-create-bad-driver", "/networks/create", "{\"Name\":\"odd\",\"Driver\":\"nodriver\"}"),
                post(
                        "network-create-overlap",
                        "/networks/create",
                        "{\"Name\":\"over\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.214.0.0/16\"}]}}"),
                post(
                        "network-create-bad-subnet",
                        "/networks/create",
                        "{\"Name\":\"odd\",\"IPAM\":{\"Config\":[{\"Subnet\":\"nonsense\"}]}}"),
                post(
                        "network-create-bad-gateway",
                        "/networks/create",
                        "{\"Name\":\"odd\",\"IPAM\":{\"Config\":[{\"Subnet\":\"10.219.0.0/24\",\"Gateway\":\"10.1.1.1\"}]}}"),
                post("network-create-overlay", "/networks/create", "{\"Name\":\"odd\",\"Driver\":\"overlay\"}"),
                get("networks-list", "/networks"),
                list("name", "ne"),
                list("driver", "bridge"),
                list("type", "custom"),
                list("type", "builtin"),
                list("type", "odd"),
                list("label", "k"),
                list("scope", "local"),
                list("dangling", "true"),
                list("nothing", "x"),
                post("net-user-create", "/containers/create?name=netuser", """
                    {"Image":"busybox","Cmd":["sleep","1000"],"StopSignal":"SIGKILL","ExposedPorts":{"80/tcp":{},"81/tcp":{},"53/udp":{}},
                     "HostConfig":{"NetworkMode":"net","PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18480"}],"53/udp":[{"HostPort":""}]}},
                     "NetworkingConfig":{"EndpointsConfig":{"net":{"Aliases":["web"]}}}}\
                    """),
                get("inspect-net-created", "/containers/netuser/json"),
                post("net-user-start", "/containers/netuser/start"),
                get("inspect-net-running", "/containers/netuser/json")
                        .exact("HostConfig.PortBindings", "NetworkSettings.Networks.net.Aliases"),
                get("list-ports", "/containers/json?filters=" + filter("name", "netuser"))
                        .exact("[].Ports[].PrivatePort", "[].Ports[].Type"),
                get("network-inspect-used", "/networks/net").exact("Containers"),
                post(
                        "network-connect",
                        "/networks/sub/connect",
                        "{\"Container\":\"netuser\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"10.214.0.200\"}}}"),
                get("inspect-connected", "/containers/netuser/json").exact("NetworkSettings.Networks.sub.IPAddress"),
                post("network-connect-again", "/networks/sub/connect", "{\"Container\":\"netuser\"}"),
                post("network-connect-missing", "/networks/missing/connect", "{\"Container\":\"netuser\"}"),
                post("network-connect-missing-container", "/networks/net/connect", "{\"Container\":\"missing\"}"),
                post("network-connect-no-body", "/networks/net/connect"),
                post("network-connect-host", "/networks/host/connect", "{\"Container\":\"netuser\"}"),
                post(
                        "network-connect-bad-address",
                        "/networks/net/connect",
                        "{\"Container\":\"dozer\",\"EndpointConfig\":{\"IPAMConfig\":{\"IPv4Address\":\"10.9.9.9\"}}}"),
                delete("network-remove-used", "/networks/net"),
                post("network-disconnect", "/networks/sub/disconnect", "{\"Container\":\"netuser\"}"),
                post("network-disconnect-again", "/networks/sub/disconnect", "{\"Container\":\"netuser\"}"),
                post("network-disconnect-missing", "/networks/missing/disconnect", "{\"Container\":\"netuser\"}"),
                post("port-taken-create", "/containers/create?name=porttaken", """
                    {"Image":"busybox","Cmd":["true"],"ExposedPorts":{"80/tcp":{}},"HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"18480"}]}}}\
                    """),
                post("port-taken-start", "/containers/porttaken/start"),
                get("inspect-port-taken", "/containers/porttaken/json").exact("State.Status", "State.ExitCode"),
                delete("port-taken-remove", "/containers/porttaken?force=1"),
                post(
                        "net-missing-create",
                        "/containers/create?name=nonet",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":{\"NetworkMode\":\"absent\"}}"),
                post("net-missing-start", "/containers/nonet/start"),
                delete("net-missing-remove", "/containers/nonet"),
                post(
                        "net-host-create",
                        "/containers/create?name=nethost",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":{\"NetworkMode\":\"host\"}}"),
                get("inspect-net-host", "/containers/nethost/json").exact("HostConfig.NetworkMode"),
                post(
                        "net-container-create",
                        "/containers/create?name=netjoin",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":{\"NetworkMode\":\"container:netuser\"}}"),
                get("inspect-net-container", "/containers/netjoin/json").exact("HostConfig.NetworkMode"),
                post(
                        "net-none-create",
                        "/containers/create?name=netnone",
                        "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":{\"NetworkMode\":\"none\"}}"),
                post("net-none-start", "/containers/netnone/start"),
                get("inspect-net-none", "/containers/netnone/json").exact("HostConfig.NetworkMode"),
                delete("net-host-remove", "/containers/nethost"),
                delete("net-container-remove", "/containers/netjoin"),
                delete("net-none-remove", "/containers/netnone?force=1"),
                delete("net-user-remove", "/containers/netuser?force=1"),
                delete("network-remove-bridge", "/networks/bridge"),
                delete("network-remove", "/networks/net"),
                delete("network-remove-sub", "/networks/sub"),
                delete("network-remove-odd-name", "/networks/${odd-name}"),
                delete("network-remove-again", "/networks/net"));
    }
}
