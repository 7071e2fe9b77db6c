package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
    private static final Subnet SUBNET = Subnet.parse("192.168.16.0/20");
    private final AddressPool pool = new AddressPool(SUBNET, SUBNET, List.of("192.168.16.1"));

    @Test
    void goesThroughTheWholeRangeBeforeItReuses() {
        assertEquals("192.168.16.2", pool.allocate());
        assertEquals("192.168.16.3", pool.allocate());
        pool.release("192.168.16.2");
        Set<String> seen = new HashSet<>();
        for (int i = 4; i < 4095; i++) {
            seen.add(pool.allocate());
        }
        assertEquals(4091, seen.size());
        assertEquals("192.168.16.2", pool.allocate());
        EngineException full = assertThrows(EngineException.class, pool::allocate);
        assertEquals("no available IPv4 addresses on this network's address pools: 192.168.16.0/20", full.getMessage());
    }

    @Test
    void givesARequestedAddressOnce() {
        assertEquals("192.168.17.9", pool.claim("192.168.17.9"));
        assertEquals(ErrorKind.FORBIDDEN, kind("192.168.17.9"));
        assertEquals(ErrorKind.FORBIDDEN, kind("192.168.16.1"));
        assertEquals(ErrorKind.FORBIDDEN, kind("192.168.31.255"));
        assertEquals(ErrorKind.INTERNAL, kind("192.168.32.1"));
        assertEquals(ErrorKind.INVALID, kind("not.an.address"));
        pool.release("192.168.17.9");
        assertEquals("192.168.17.9", pool.claim("192.168.17.9"));
    }

    private ErrorKind kind(String address) {
        return assertThrows(EngineException.class, () -> pool.claim(address)).kind();
    }

    @Test
    void hardwareAddressesFollowAddresses() {
        assertEquals("02:42:ac:11:00:ff", Ipv4.hardwareAddress("172.17.0.255"));
    }

    @Test
    void subnetsAreChosenAsDockerDoes() {
        assertEquals("172.17.0.0/16", SubnetChoice.firstFree(List.of()).toString());
        List<Subnet> used = List.of(Subnet.parse("172.16.0.0/12"), Subnet.parse("192.168.5.0/24"));
        assertEquals("192.168.16.0/20", SubnetChoice.firstFree(used).toString());
        assertThrows(
                EngineException.class,
                () -> SubnetChoice.firstFree(List.of(Subnet.parse("0.0.0.0/1"), Subnet.parse("128.0.0.0/1"))));
    }
}
