package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.BitSet;
import java.util.List;

/**
 * Which addresses of a subnet are taken. Addresses are given in sequence and reused only after the whole range was gone
 * through: neighbours' caches and tracked connections of an ended container then meet nobody. Thread-safe. Not durable:
 * the sandboxes' records are.
 */
final class AddressPool {
    private final Subnet subnet;
    private final int first;
    private final int last;
    private final BitSet taken = new BitSet();
    private int next;

    /**
     * @param range part of the subnet from which addresses are given that nobody asked for
     * @param reserved addresses of the subnet that nobody is to have
     */
    AddressPool(Subnet subnet, Subnet range, List<String> reserved) {
        this.subnet = subnet;
        this.first = range.base() - subnet.base();
        this.last = first + range.size() - 1;
        this.next = first;
        taken.set(0);
        taken.set(subnet.size() - 1);
        reserved.forEach(address -> taken.set(subnet.offset(address)));
    }

    /** Of a network: its gateway is reserved, too. */
    static AddressPool of(BridgeSettings settings) {
        Subnet range = settings.ipRange().isEmpty() ? settings.range() : Subnet.parse(settings.ipRange());
        AddressPool pool = new AddressPool(settings.range(), range, settings.reserved());
        pool.taken.set(settings.range().offset(settings.gateway()));
        return pool;
    }

    /** The next free address. */
    synchronized String allocate() {
        int free = taken.nextClearBit(next);
        if (free > last) {
            free = taken.nextClearBit(first);
        }
        if (free > last) {
            throw new EngineException(
                    ErrorKind.INTERNAL, "no available IPv4 addresses on this network's address pools: " + subnet);
        }
        next = free + 1;
        return take(free);
    }

    /** A certain address. */
    synchronized String claim(String address) {
        int offset = subnet.offset(address);
        if (taken.get(offset)) {
            throw new EngineException(ErrorKind.FORBIDDEN, "Address already in use");
        }
        return take(offset);
    }

    private String take(int offset) {
        taken.set(offset);
        return subnet.address(offset);
    }

    synchronized void release(String address) {
        taken.clear(subnet.offset(address));
    }
}
