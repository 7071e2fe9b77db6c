package io.sockerless.simulators.aws.efs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Call;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which method and path is which operation of API 2015-02-01. An id in a path may be an ARN, with a slash. */
final class Routes {
    private static final String VERSION = "/2015-02-01/";
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final Set<String> NUMBERS = Set.of("MaxItems", "MaxResults");

    /** @param member of the input that the path has; empty for none */
    private record Route(String method, Pattern path, String member, String operation, int status) {
        static Route of(String method, String path, String operation, int status) {
            Matcher member = PARAMETER.matcher(path);
            String name = member.find() ? member.group(1) : "";
            Pattern pattern = Pattern.compile(VERSION + PARAMETER.matcher(path).replaceAll("([^/]+|arn:[^/]+/[^/]+)"));
            return new Route(method, pattern, name, operation, status);
        }
    }

    /** The longer of two that both fit is first. */
    private static final List<Route> TABLE = List.of(
            Route.of("POST", "file-systems", "CreateFileSystem", 201),
            Route.of("GET", "file-systems", "DescribeFileSystems", 200),
            Route.of("PUT", "file-systems/{FileSystemId}/lifecycle-configuration", "PutLifecycleConfiguration", 200),
            Route.of(
                    "GET",
                    "file-systems/{FileSystemId}/lifecycle-configuration",
                    "DescribeLifecycleConfiguration",
                    200),
            Route.of("GET", "file-systems/{FileSystemId}/policy", "DescribeFileSystemPolicy", 200),
            Route.of("DELETE", "file-systems/{FileSystemId}/policy", "DeleteFileSystemPolicy", 200),
            Route.of("GET", "file-systems/{FileSystemId}/backup-policy", "DescribeBackupPolicy", 200),
            Route.of("DELETE", "file-systems/{FileSystemId}", "DeleteFileSystem", 204),
            Route.of("POST", "mount-targets", "CreateMountTarget", 200),
            Route.of("GET", "mount-targets", "DescribeMountTargets", 200),
            Route.of("GET", "mount-targets/{MountTargetId}/security-groups", "DescribeMountTargetSecurityGroups", 200),
            Route.of("PUT", "mount-targets/{MountTargetId}/security-groups", "ModifyMountTargetSecurityGroups", 204),
            Route.of("DELETE", "mount-targets/{MountTargetId}", "DeleteMountTarget", 204),
            Route.of("POST", "access-points", "CreateAccessPoint", 200),
            Route.of("GET", "access-points", "DescribeAccessPoints", 200),
            Route.of("DELETE", "access-points/{AccessPointId}", "DeleteAccessPoint", 204),
            Route.of("POST", "resource-tags/{ResourceId}", "TagResource", 200),
            Route.of("GET", "resource-tags/{ResourceId}", "ListTagsForResource", 200),
            Route.of("DELETE", "resource-tags/{ResourceId}", "UntagResource", 200),
            Route.of("POST", "create-tags/{FileSystemId}", "CreateTags", 204),
            Route.of("POST", "delete-tags/{FileSystemId}", "DeleteTags", 204),
            Route.of("GET", "tags/{FileSystemId}/?", "DescribeTags", 200));

    private Routes() {}

    /** Empty when it is none of these. */
    static String operation(Call call) {
        return route(call).map(Route::operation).orElse("");
    }

    static int status(Call call) {
        return route(call).map(Route::status).orElse(200);
    }

    private static Optional<Route> route(Call call) {
        return TABLE.stream()
                .filter(route -> route.method().equals(call.method())
                        && route.path().matcher(call.path()).matches())
                .findFirst();
    }

    /** The body, and in it what path and query say. */
    static Input input(Call call) {
        ObjectNode input = body(call);
        Query query = Query.parse(call.rawQuery());
        for (String name : query.names()) {
            if (name.equals("tagKeys")) {
                query.all(name).forEach(input.withArray("/TagKeys")::add);
            } else if (NUMBERS.contains(name)) {
                input.put(name, number(name, query.get(name)));
            } else {
                input.put(name, query.get(name));
            }
        }
        route(call).filter(route -> !route.member().isEmpty()).ifPresent(route -> {
            Matcher path = route.path().matcher(call.path());
            if (path.matches()) {
                input.put(route.member(), path.group(1));
            }
        });
        return new Input(input, "ValidationException");
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new AwsException("SerializationException", "'" + name + "' is not a number");
        }
    }

    private static ObjectNode body(Call call) {
        if (call.body().length == 0) {
            return Json.MAPPER.createObjectNode();
        }
        try {
            if (Json.MAPPER.readTree(call.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // The same as what is JSON but no object.
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        throw new AwsException("SerializationException", "The request is not a JSON object.");
    }
}
