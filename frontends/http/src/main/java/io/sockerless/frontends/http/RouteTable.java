package io.sockerless.frontends.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what belongs to a method and path. A path may have one parameter such as {@code /images/{name}/json}, which also
 * takes slashes; a path without parameters is preferred, then the order of adding decides.
 */
public final class RouteTable<T> {
    private record Route<T>(String prefix, String suffix, T target) {
        boolean matches(String path) {
            return path.length() > prefix.length() + suffix.length()
                    && path.startsWith(prefix)
                    && path.endsWith(suffix);
        }
    }

    /** @param parameter the value of the path's parameter, empty if it has none */
    public record Match<T>(T target, String parameter) {}

    private final Map<String, Map<String, T>> exact = new HashMap<>();
    private final Map<String, List<Route<T>>> open = new HashMap<>();

    public RouteTable<T> add(String method, String path, T target) {
        int brace = path.indexOf('{');
        if (brace < 0) {
            exact.computeIfAbsent(method, _ -> new HashMap<>()).put(path, target);
        } else {
            String suffix = path.substring(path.indexOf('}') + 1);
            open.computeIfAbsent(method, _ -> new ArrayList<>())
                    .add(new Route<>(path.substring(0, brace), suffix, target));
        }
        return this;
    }

    /** @param path decoded */
    public Optional<Match<T>> find(String method, String path) {
        T target = exact.getOrDefault(method, Map.of()).get(path);
        if (target != null) {
            return Optional.of(new Match<>(target, ""));
        }
        for (Route<T> route : open.getOrDefault(method, List.of())) {
            if (route.matches(path)) {
                String parameter = path.substring(
                        route.prefix().length(), path.length() - route.suffix().length());
                return Optional.of(new Match<>(route.target(), parameter));
            }
        }
        return Optional.empty();
    }
}
