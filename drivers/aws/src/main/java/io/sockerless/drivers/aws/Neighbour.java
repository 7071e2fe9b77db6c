package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.agent.dial.NamedEndpoint;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A running container in its networks, and what its agent is still to be told. Its place changes under the neighbourhood's lock. */
final class Neighbour {
    private static final System.Logger LOG = System.getLogger(Neighbour.class.getName());
    private static final Duration WHILE_CUT = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DialedAgent agent;
    private volatile TaskSpec spec;
    private volatile String address = "";
    private volatile boolean served;
    private List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private Thread teller; // while there is something to tell
    private boolean closed;

    Neighbour(DialedAgent agent) {
        this.agent = agent;
    }

    DialedAgent agent() {
        return agent;
    }

    String id() {
        return spec.id();
    }

    void at(TaskSpec now, String where) {
        spec = now;
        address = where;
        served |= !named().isEmpty();
    }

    /** Whether its agent has been given a name server, or is to get one. */
    boolean isServed() {
        return served;
    }

    /** Also where it has no name: there it asks elsewhere. */
    private List<NamedEndpoint> endpoints() {
        return spec.network() instanceof NetworkSpec.Bridge bridge
                ? bridge.endpoints().stream()
                        .map(endpoint -> new NamedEndpoint(
                                endpoint.networkId(),
                                endpoint.networkName(),
                                false,
                                List.of(address),
                                endpoint.names(),
                                endpoint.links()))
                        .toList()
                : List.of();
    }

    List<NamedEndpoint> named() {
        return endpoints().stream()
                .filter(endpoint -> !endpoint.names().isEmpty())
                .toList();
    }

    Set<String> networks() {
        Set<String> ids = new HashSet<>();
        named().forEach(endpoint -> ids.add(endpoint.network()));
        return ids;
    }

    boolean sharesOneOf(Set<String> networks) {
        return networks().stream().anyMatch(networks::contains);
    }

    /** Tells the agent what holds by then; several changes at once are told as one. */
    CompletableFuture<Void> tell(Supplier<Map<String, List<NamedEndpoint>>> neighbours) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(told);
            if (teller == null && !closed) {
                teller = Thread.ofVirtual().name("ecs-names").start(() -> tellAll(neighbours));
            }
        }
        return told;
    }

    private void tellAll(Supplier<Map<String, List<NamedEndpoint>>> neighbours) {
        boolean again = false;
        while (true) {
            List<CompletableFuture<Void>> these;
            synchronized (this) {
                if (closed || waiting.isEmpty() && !again) {
                    teller = null;
                    return;
                }
                these = waiting;
                waiting = new ArrayList<>();
            }
            again = false;
            try {
                agent.names(endpoints(), neighbours.get());
                these.forEach(one -> one.complete(null));
            } catch (EngineException e) {
                these.forEach(one -> one.completeExceptionally(e));
                again = e.kind() == ErrorKind.UNAVAILABLE && isBack();
                if (!again) {
                    LOG.log(System.Logger.Level.WARNING, "names for {0}: {1}", id(), e.getMessage());
                }
            }
        }
    }

    /** Waits for an agent whose connection was lost; false when it is not wanted any more. */
    private boolean isBack() {
        try {
            Thread.sleep(PAUSE);
            return agent.awaitConnected(WHILE_CUT);
        } catch (InterruptedException _) {
            return false;
        }
    }

    synchronized void close() {
        closed = true;
        if (teller != null) {
            teller.interrupt();
        }
    }
}
