package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import java.util.BitSet;

/**
 * Which addresses of a subnet are taken. Addresses are given in sequence and reused only after the whole range was gone
 * through: neighbours' caches and tracked connections of an ended container then meet nobody. Thread-safe. Not durable:
 * the sandboxes' records are.
 */
final class AddressPool {
    private final Subnet subnet;
    private final BitSet taken = new BitSet();
    private int next = 2;

    AddressPool(Subnet subnet) {
        this.subnet = subnet;
        taken.set(0);
        taken.set(1); // the gateway
        taken.set(subnet.size() - 1);
    }

    /** The next free address. */
    synchronized String allocate() {
        int free = taken.nextClearBit(next);
        if (free >= subnet.size()) {
            free = taken.nextClearBit(0);
        }
        if (free >= subnet.size()) {
            throw EngineException.conflict("no available IPv4 addresses on this network's address pools");
        }
        return take(free);
    }

    /** A certain address. */
    synchronized String claim(String address) {
        int offset = subnet.offset(address);
        if (taken.get(offset)) {
            throw EngineException.conflict("Address already in use");
        }
        return take(offset);
    }

    private String take(int offset) {
        taken.set(offset);
        next = offset + 1;
        return subnet.address(offset);
    }

    synchronized void release(String address) {
        taken.clear(subnet.offset(address));
    }
}
