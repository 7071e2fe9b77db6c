package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.drivers.linux.network.SubnetClaims.Used;
import io.sockerless.drivers.spi.HasNetworks.NetworkRequest;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import io.sockerless.engine.model.network.IpamPool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    private static final String ID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Used NOTHING = new Used(List.of(), List.of());

    private static NetworkPlan plan(boolean ipv6, Map<String, String> options, IpamPool... pools) {
        return new NetworkPlan(new NetworkRequest(ID, "net", "bridge", false, ipv6, List.of(pools), options));
    }

    private static IpamPool pool(String subnet, String range, String gateway, Map<String, String> auxiliary) {
        return new IpamPool(subnet, range, gateway, auxiliary);
    }

    @Test
    void whatIsLeftOpenIsChosenBesideWhatOthersHave() {
        NetworkPlan plan = plan(false, Map.of());
        BridgeSettings settled =
                plan.settle(new Used(List.of(Subnet.parse("172.17.0.0/16")), List.of(Subnet.parse("172.18.5.0/24"))));
        assertEquals("br-0123456789ab", settled.bridge());
        assertEquals("172.19.0.0/16", settled.subnet());
        assertEquals("172.19.0.1", settled.gateway());
        assertEquals(List.of(pool("172.19.0.0/16", "", "172.19.0.1", Map.of())), plan.pools(settled));
    }

    /** The host's own routes keep nobody from naming a subnet; another network's subnet does. */
    @Test
    void aGivenSubnetMayNotOverlapAnotherNetwork() {
        NetworkPlan plan = plan(false, Map.of(), pool("10.9.0.0/16", "", "", Map.of()));
        Used host = new Used(List.of(), List.of(Subnet.parse("10.9.3.0/24")));
        assertEquals("10.9.0.0/16", plan.settle(host).subnet());
        EngineException overlap = assertThrows(
                EngineException.class, () -> plan.settle(new Used(List.of(Subnet.parse("10.9.3.0/24")), List.of())));
        assertEquals(ErrorKind.FORBIDDEN, overlap.kind());
        assertEquals("Pool overlaps with other one on this address space", overlap.getMessage());
    }

    @Test
    void theGatewayIsTheFirstFreeAddressOfTheRange() {
        NetworkPlan plan = plan(
                false,
                Map.of(),
                pool("10.9.0.0/24", "10.9.0.128/25", "", Map.of("router", "10.9.0.128", "printer", "10.9.0.129")));
        BridgeSettings settled = plan.settle(NOTHING);
        assertEquals("10.9.0.130", settled.gateway());
        AddressPool addresses = AddressPool.of(settled);
        assertEquals("10.9.0.131", addresses.allocate());
        assertEquals("10.9.0.7", addresses.claim("10.9.0.7"));
        assertEquals("10.9.0.132", addresses.allocate());
        assertThrows(EngineException.class, () -> addresses.claim("10.9.0.129"));
    }

    @Test
    void ipv6GetsALocalSubnetOfItsOwnUnlessOneIsGiven() {
        BridgeSettings own = plan(true, Map.of()).settle(NOTHING);
        assertEquals("fd01:2345:6789:abcd::/64", own.subnet6());
        assertEquals("fd01:2345:6789:abcd::1", own.gateway6());
        BridgeSettings given = plan(true, Map.of(), pool("fd00:77::/64", "", "fd00:77::99", Map.of()))
                .settle(NOTHING);
        assertEquals("fd00:77::/64", given.subnet6());
        assertEquals("fd00:77::99", given.gateway6());
        assertTrue(plan(false, Map.of(), pool("fd00:77::/64", "", "", Map.of()))
                .settle(NOTHING)
                .subnet6()
                .isEmpty());
    }

    @Test
    void twoNetworksDoNotShareABridge() {
        Map<String, String> named = Map.of("com.docker.network.bridge.name", "mine0");
        BridgeSettings first = plan(false, named).settle(NOTHING);
        EngineException refusal =
                assertThrows(EngineException.class, () -> plan(false, named).check(first));
        assertTrue(refusal.getMessage().endsWith("networks have same bridge name"), refusal.getMessage());
    }

    @Test
    void optionsTakeEffectOrAreRefused() {
        BridgeSettings settled = plan(
                        false,
                        Map.of(
                                "com.docker.network.driver.mtu", "1400",
                                "com.docker.network.bridge.enable_icc", "false",
                                "com.docker.network.bridge.enable_ip_masquerade", "0",
                                "com.docker.network.bridge.host_binding_ipv4", "127.0.0.1",
                                "com.docker.network.container_iface_prefix", "net",
                                "unknown", "kept"))
                .settle(NOTHING);
        assertEquals(1400, settled.mtu());
        assertTrue(settled.isolated());
        assertTrue(settled.unmasked());
        assertEquals("127.0.0.1", settled.hostBinding());
        assertEquals("net", settled.interfacePrefix());
        EngineException refusal = assertThrows(
                EngineException.class,
                () -> plan(false, Map.of("com.docker.network.bridge.gateway_mode_ipv4", "routed")));
        assertEquals(ErrorKind.NOT_IMPLEMENTED, refusal.kind());
    }
}
