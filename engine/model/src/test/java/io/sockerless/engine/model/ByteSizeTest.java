package io.sockerless.engine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @Test
    void filesCountInThousandsAndMemoryIn1024() {
        assertEquals(10_000, ByteSize.decimal("10k"));
        assertEquals(10_240, ByteSize.binary("10K"));
        assertEquals(1_500_000, ByteSize.decimal("1.5 MB"));
        assertEquals(20L << 30, ByteSize.binary("20GiB"));
        assertEquals(7, ByteSize.binary("7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "abc", "1q", "k", "1..2m"})
    void whatIsNoSizeIsToldSo(String text) {
        EngineException e = assertThrows(EngineException.class, () -> ByteSize.binary(text));
        assertEquals("invalid size: '" + text + "'", e.getMessage());
    }
}
