package io.sockerless.drivers.linux.network;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.net.Inet4Address;

/** IPv4 addresses as numbers. */
final class Ipv4 {
    private Ipv4() {}

    /** Reads four decimal numbers; no names, no shorter forms. */
    static int parse(String text) {
        try {
            return toInt(Inet4Address.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            throw new EngineException(ErrorKind.INVALID, "invalid IPv4 address: " + text, e);
        }
    }

    static int toInt(byte[] address) {
        return (address[0] & 255) << 24 | (address[1] & 255) << 16 | (address[2] & 255) << 8 | address[3] & 255;
    }

    static String format(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    /** The hardware address that Docker derives from an address, so that caches of neighbours stay right. */
    static String hardwareAddress(String address) {
        int value = parse(address);
        return String.format(
                "02:42:%02x:%02x:%02x:%02x", value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
    }
}
