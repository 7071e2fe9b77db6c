package io.sockerless.drivers.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    @Test
    void theBytesAreTheProtocols() {
        ByteBuffer out = ByteBuffer.allocate(FrameCodec.HEADER);
        FrameCodec.encode(out, FrameType.DATA, 0xfedcba98, 0x10203);
        assertEquals("0001020305000000fedcba98", HexFormat.of().formatHex(out.array()));
    }

    @ParameterizedTest
    @EnumSource(FrameType.class)
    void everyTypeComesBack(FrameType type) throws ProtocolException {
        ByteBuffer buffer = ByteBuffer.allocate(FrameCodec.HEADER);
        FrameCodec.encode(buffer, type, 7, 4);
        assertEquals(new FrameCodec.Header(type, 7, 4), FrameCodec.decode(buffer.flip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000400010500000000000001", // one byte too long
                "ffffffff0500000000000001",
                "000000000000000000000001", // type 0
                "000000000900000000000001", // type 9
                "000000000501000000000001", // flags
                "000000000500000100000001", // reserved
                "000000050800000000000001" // credit of five bytes
            })
    void whatTheProtocolForbidsIsRefused(String frame) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(frame));
        assertThrows(ProtocolException.class, () -> FrameCodec.decode(in));
    }
}
