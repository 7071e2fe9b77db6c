package io.sockerless.drivers.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmTest {
    private static Warm of(String... pairs) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            settings.put(pairs[i], pairs[i + 1]);
        }
        return Warm.of(settings);
    }

    @Test
    void nothingWaitsUnlessSaid() {
        assertEquals(0, of().hourly());
        assertTrue(of().of("busybox").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    busybox=1                    | 0.0123
                    busybox=2,a/b:1=1/0.5/1024   | 0.0494
                    localhost:5000/x:v=10/2/8192 | 1.1652
                    """)
    void costsWhatTheSizesOfFargateCost(String warm, String price) {
        assertEquals(price, of("warm", warm, "warm-price", "2").price());
    }

    @Test
    void costsWhatItIsSaidToCost() {
        assertEquals(
                "1.2500",
                of("warm", "a=1/0.5/1024", "warm-price", "2", "warm-prices", "2/0.25")
                        .price());
    }

    @Test
    void imagesAreKnownByAnyOfTheirNames() {
        Warm warm = of("warm", "busybox=1,example.com/a:2=3", "warm-price", "1");
        for (String name : new String[] {"busybox", "busybox:latest", "docker.io/library/busybox:latest"}) {
            assertEquals(1, warm.of(name).orElseThrow().count(), name);
        }
        assertEquals(3, warm.of("example.com/a:2").orElseThrow().count());
        for (String name : new String[] {"example.com/a", "busybox:1", "sha256:" + "0".repeat(64), "0".repeat(64)}) {
            assertTrue(warm.of(name).isEmpty(), name);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    busybox        | 1    |         | is IMAGE=COUNT
                    busybox=0      | 1    |         | is IMAGE=COUNT
                    busybox=1/2    | 1    |         | is IMAGE=COUNT
                    busybox=1/64/1 | 9    |         | Fargate has no size
                    Busy=1         | 1    |         | must be lowercase
                    busybox=1      |      |         | needs --ecs warm-price=USD, what it may cost an hour; the tasks that wait cost 0.0123
                    busybox=1      | much |         | needs --ecs warm-price=USD
                    busybox=1      | 0.01 |         | cost 0.0123 USD an hour, more than --ecs warm-price=0.01
                    busybox=1      | 1    | 0.04    | warm-prices is what a processor
                    """)
    void whatCannotBeIsRefused(String warm, String price, String prices, String why) {
        Map<String, String> settings = new HashMap<>(Map.of("warm", warm));
        if (price != null) {
            settings.put("warm-price", price);
        }
        if (prices != null) {
            settings.put("warm-prices", prices);
        }
        var refused = assertThrows(EngineException.class, () -> Warm.of(settings));
        assertEquals(ErrorKind.INVALID, refused.kind());
        assertTrue(refused.getMessage().contains(why), refused::getMessage);
    }
}
