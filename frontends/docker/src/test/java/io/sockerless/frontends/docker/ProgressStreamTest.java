package io.sockerless.frontends.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressStreamTest {
    /** As dockerd writes the field {@code progress}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
        0|0|      0B
        1500|0|   1.5kB
        0|100|[>                                                  ]       0B/100B
        50|100|[=========================>                         ]      50B/100B
        99|100|[=================================================> ]      99B/100B
        100|100|[==================================================>]     100B/100B
        1048576|3145728|[================>                                  ]  1.049MB/3.146MB
        200|100|[==================================================>]     200B
        """)
    void bar(long current, long total, String bar) {
        assertEquals(bar, ProgressStream.bar(current, total));
    }
}
