package io.sockerless.drivers.linux.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Subnet6Test {
    @ParameterizedTest
    @CsvSource({
        "fd00:77::/64, fd00:77::/64",
        "FD00:0077:0:0:1:2:3:4/64, fd00:77::/64",
        "2001:db8:0:1:0:0:0:0/80, 2001:db8:0:1::/80",
        "::/0, ::/0",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"
    })
    void isWrittenAsRfc5952Says(String given, String canonical) {
        assertEquals(canonical, Subnet6.parse(given).toString());
    }

    @Test
    void countsAndContains() {
        Subnet6 subnet = Subnet6.parse("fd00:77::/126");
        assertEquals("fd00:77::2", subnet.address(2));
        assertTrue(subnet.has(3));
        assertFalse(subnet.has(4));
        assertEquals("fd00:77::3", subnet.checked("FD00:77:0::3"));
        assertThrows(EngineException.class, () -> subnet.checked("fd00:77::4"));
        assertTrue(subnet.overlaps(Subnet6.parse("fd00:77::/32")));
        assertFalse(subnet.overlaps(Subnet6.parse("fd00:78::/32")));
        assertThrows(IllegalArgumentException.class, () -> Subnet6.parse("nonsense"));
    }

    @Test
    void givesEachAddressOnce() {
        AddressPool6 pool = new AddressPool6(Subnet6.parse("fd00:77::/126"), "fd00:77::1");
        assertEquals("fd00:77::2", pool.allocate());
        assertEquals("fd00:77::3", pool.allocate());
        assertThrows(EngineException.class, pool::allocate);
        pool.release("fd00:77::2");
        assertEquals("fd00:77::2", pool.allocate());
        assertThrows(EngineException.class, () -> pool.claim("fd00:77::1"));
    }
}
