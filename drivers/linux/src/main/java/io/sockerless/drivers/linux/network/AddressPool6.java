package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.HashSet;
import java.util.Set;

/** As {@link AddressPool}, for IPv6: there are always enough, and the gateway has the first. Thread-safe. */
final class AddressPool6 {
    private final Subnet6 subnet;
    private final Set<String> taken = new HashSet<>();
    private long next = 2;

    AddressPool6(Subnet6 subnet, String gateway) {
        this.subnet = subnet;
        taken.add(gateway);
    }

    synchronized String allocate() {
        for (long tries = 0; tries <= taken.size(); tries++) {
            if (!subnet.has(next)) {
                next = 1;
            }
            String address = subnet.address(next++);
            if (taken.add(address)) {
                return address;
            }
        }
        throw new EngineException(
                ErrorKind.INTERNAL, "no available IPv6 addresses on this network's address pools: " + subnet);
    }

    synchronized String claim(String address) {
        String canonical = subnet.checked(address);
        if (!taken.add(canonical)) {
            throw new EngineException(ErrorKind.FORBIDDEN, "Address already in use");
        }
        return canonical;
    }

    synchronized void release(String address) {
        taken.remove(address);
    }
}
