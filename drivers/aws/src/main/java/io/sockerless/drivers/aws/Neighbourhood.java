package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.agent.dial.NamedEndpoint;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.engine.model.EngineException;
import io.sockerless.engine.model.ErrorKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Which running containers are in which networks that somebody made. In the cloud all of them are in the same subnets; a
 * network is who finds whom by name. Each one's agent has a name server, which is told of every change by a thread of its
 * own: one that does not answer keeps nobody else waiting for long.
 */
final class Neighbourhood implements AutoCloseable {
    private static final int OWN_SECONDS = 30;
    private static final int OTHERS_SECONDS = 2;
    private static final int SETTLED_SECONDS = 30;

    private final Map<String, Neighbour> members = new HashMap<>();
    /** Containers of before whose places are not known yet; until then nobody of before is told of less than it knows. */
    private final Set<String> awaited;

    private boolean closed;

    Neighbourhood(Set<String> awaited) {
        this.awaited = new HashSet<>(awaited);
        Thread.ofVirtual().name("ecs-settling").start(this::settleAtLast);
    }

    private void settleAtLast() {
        try {
            TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
            synchronized (this) {
                if (!awaited.isEmpty()) {
                    awaited.clear();
                    tellAll();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A container runs at an address, or has been connected otherwise.
     *
     * @throws EngineException when its own agent cannot be told
     */
    void put(TaskSpec spec, String address, DialedAgent agent) {
        CompletableFuture<Void> own;
        CompletableFuture<Void> others;
        synchronized (this) {
            if (closed) {
                return;
            }
            Set<String> networks = new HashSet<>();
            Neighbour member = placed(spec, address, agent, networks);
            own = member.isServed() ? tell(member) : CompletableFuture.completedFuture(null);
            others = awaited.isEmpty() ? tellOthers(member, networks) : CompletableFuture.completedFuture(null);
        }
        awaitOwn(own, spec);
        try {
            others.get(OTHERS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // Each has a thread that goes on until it has been told.
        }
    }

    private static void awaitOwn(CompletableFuture<Void> own, TaskSpec spec) {
        String what = "driver ecs: the names for container " + spec.id() + ": ";
        try {
            own.get(OWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorKind.UNAVAILABLE, what + "interrupted", e);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, what + "its agent does not answer", e);
        } catch (ExecutionException e) {
            throw new EngineException(ErrorKind.UNAVAILABLE, what + e.getCause().getMessage(), e);
        }
    }

    /** A container of before is at an address; it is told, like all others, once all of them are known. */
    synchronized void rejoin(TaskSpec spec, String address, DialedAgent agent) {
        if (!closed) {
            placed(spec, address, agent, new HashSet<>());
            settle(spec.id());
        }
    }

    /** A container has been found that will be told of. */
    synchronized void await(String id) {
        awaited.add(id);
    }

    /** Nothing more is to be awaited of a container of before. */
    synchronized void settle(String id) {
        if (awaited.remove(id) && awaited.isEmpty()) {
            tellAll();
        }
    }

    private void tellAll() {
        if (!closed) {
            members.values().stream().filter(Neighbour::isServed).forEach(this::tell);
        }
    }

    private Neighbour placed(TaskSpec spec, String address, DialedAgent agent, Set<String> networks) {
        Neighbour before = members.get(spec.id());
        if (before != null) {
            networks.addAll(before.networks());
        }
        Neighbour member = before != null && before.agent() == agent ? before : new Neighbour(agent);
        member.at(spec, address);
        members.put(spec.id(), member);
        networks.addAll(member.networks());
        return member;
    }

    /** It does not run any more, unless another run of it does. */
    synchronized void remove(String id, DialedAgent agent) {
        settle(id);
        Neighbour gone = members.get(id);
        if (gone != null && gone.agent() == agent) {
            members.remove(id);
            gone.close();
            if (!closed && awaited.isEmpty()) {
                tellOthers(gone, gone.networks());
            }
        }
    }

    private CompletableFuture<Void> tellOthers(Neighbour member, Set<String> networks) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Neighbour other : members.values()) {
            if (other != member && other.isServed() && other.sharesOneOf(networks)) {
                all.add(tell(other));
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> tell(Neighbour member) {
        return member.tell(() -> neighbours(member));
    }

    /** Empty when the member is not one any more. */
    private synchronized Map<String, List<NamedEndpoint>> neighbours(Neighbour member) {
        Map<String, List<NamedEndpoint>> neighbours = new TreeMap<>();
        Set<String> networks = member.networks();
        for (Neighbour other : members.values()) {
            if (other != member && other.sharesOneOf(networks)) {
                neighbours.put(
                        other.id(),
                        other.named().stream()
                                .filter(endpoint -> networks.contains(endpoint.network()))
                                .toList());
            }
        }
        return neighbours;
    }

    /** Nobody is told anything any more: the containers go on, and with them what they know. */
    @Override
    public synchronized void close() {
        closed = true;
        members.values().forEach(Neighbour::close);
    }
}
