package io.sockerless.features.crash;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a container is made to be. A lasting one repeats what it reads until it is told to end; the others print a word on
 * either output and end.
 *
 * @param nonce in its names and in everything it prints
 * @param network empty for the default bridge
 * @param code how it ends, by itself or when it is asked to
 */
record Shape(
        String nonce,
        int code,
        boolean lasting,
        boolean autoRemove,
        boolean published,
        boolean anonymousVolume,
        Optional<String> volume,
        Optional<String> network) {

    static Shape random(RandomGenerator random, String nonce, Optional<String> volume, Optional<String> network) {
        boolean lasting = random.nextInt(3) > 0;
        return new Shape(
                nonce,
                1 + random.nextInt(120),
                lasting,
                random.nextInt(4) == 0,
                lasting && random.nextInt(3) == 0,
                random.nextInt(3) == 0,
                volume,
                network);
    }

    /** The body of a create. */
    String json(String cgroupParent) {
        var ports = published ? "\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"\"}]}," : "";
        var binds = volume.map(name -> "\"Binds\":[\"" + name + ":/named\"],").orElse("");
        var mode = network.map(name -> "\"NetworkMode\":\"" + name + "\",").orElse("");
        var anonymous = anonymousVolume ? "\"Volumes\":{\"/anonymous\":{}}," : "";
        return """
            {"Image":"busybox","Cmd":["sh","-c","%s"],"OpenStdin":%s,%s
            "HostConfig":{%s%s%s"AutoRemove":%s,"CgroupParent":"%s"}}""".formatted(script(), lasting, anonymous, ports, binds, mode, autoRemove, cgroupParent);
    }

    private String script() {
        if (!lasting) {
            return "echo %s-out; echo %s-err >&2; exit %d".formatted(nonce, nonce, code);
        }
        var serve = published ? "echo " + nonce + " > /tmp/index.html; httpd -p 80 -h /tmp; " : "";
        return "trap 'exit %d' TERM; %secho %s; while read word code; do if [ $word = end ]; then exit $code; fi; echo got-$word; done; exit 125"
                .formatted(code, serve, up());
    }

    /** What a lasting one prints when it is ready. */
    String up() {
        return nonce + "-up";
    }
}
