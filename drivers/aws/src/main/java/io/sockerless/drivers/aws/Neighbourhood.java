package io.sockerless.drivers.aws;

import io.sockerless.drivers.agent.dial.DialedAgent;
import io.sockerless.drivers.agent.dial.NamedEndpoint;
import io.sockerless.drivers.spi.TaskSpec;
import io.sockerless.drivers.spi.TaskSpec.NetworkSpec;
import io.sockerless.engine.model.EngineException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which running containers are in which networks that somebody made. In the cloud all of them are in the same subnets; a
 * network is who finds whom by name. Each one's agent has a name server, which is told of every change.
 */
final class Neighbourhood {
    private static final System.Logger LOG = System.getLogger(Neighbourhood.class.getName());

    private final Map<String, Member> members = new HashMap<>();

    /** @param served whether its agent has been given a name server */
    private record Member(TaskSpec spec, String address, DialedAgent agent, boolean served) {
        List<NamedEndpoint> endpoints() {
            return spec.network() instanceof NetworkSpec.Bridge bridge
                    ? bridge.endpoints().stream()
                            .filter(endpoint -> !endpoint.names().isEmpty())
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

        Set<String> networks() {
            Set<String> ids = new HashSet<>();
            endpoints().forEach(endpoint -> ids.add(endpoint.network()));
            return ids;
        }

        boolean sharesOneOf(Set<String> networks) {
            return networks().stream().anyMatch(networks::contains);
        }
    }

    /**
     * A container runs at an address, or has been connected otherwise.
     *
     * @throws EngineException when its own agent cannot be told
     */
    synchronized void put(TaskSpec spec, String address, DialedAgent agent) {
        Optional<Member> before = Optional.ofNullable(members.get(spec.id()));
        Member now = new Member(spec, address, agent, false);
        boolean served = !now.endpoints().isEmpty()
                || before.filter(one -> one.agent() == agent)
                        .map(Member::served)
                        .orElse(false);
        now = new Member(spec, address, agent, served);
        Set<String> networks = new HashSet<>(now.networks());
        before.ifPresent(one -> networks.addAll(one.networks()));
        members.put(spec.id(), now);
        if (served) {
            tell(now);
        }
        tellOthers(spec.id(), networks);
    }

    /** It does not run any more, unless another run of it does. */
    synchronized void remove(String id, DialedAgent agent) {
        Member gone = members.get(id);
        if (gone != null && gone.agent() == agent) {
            members.remove(id);
            tellOthers(id, gone.networks());
        }
    }

    private void tellOthers(String id, Set<String> networks) {
        for (Member other : members.values()) {
            if (!other.spec().id().equals(id) && other.sharesOneOf(networks)) {
                try {
                    tell(other);
                } catch (EngineException e) {
                    // It is told everything when it is back.
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            "names for " + other.spec().id(),
                            e);
                }
            }
        }
    }

    private void tell(Member member) {
        Map<String, List<NamedEndpoint>> neighbours = new TreeMap<>();
        for (Member other : members.values()) {
            if (other != member && other.sharesOneOf(member.networks())) {
                neighbours.put(
                        other.spec().id(),
                        other.endpoints().stream()
                                .filter(endpoint -> member.networks().contains(endpoint.network()))
                                .toList());
            }
        }
        member.agent().names(member.endpoints(), neighbours);
    }
}
