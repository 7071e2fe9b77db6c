package io.sockerless.simulators.aws.lambda;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Api;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Input;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Documents;
import io.sockerless.simulators.kernel.Pages;
import io.sockerless.simulators.kernel.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs of functions. They are paths of the simulator's own address, {@code /_lambda/url/ID/}, which needs no name server; a
 * request whose host begins with {@code ID.lambda-url.} is for the same function.
 */
final class FunctionUrls {
    private static final Pattern PATH = Pattern.compile("/_lambda/url/([a-z0-9]+)(/.*)?");
    private static final Pattern HOST = Pattern.compile("([a-z0-9]+)\\.lambda-url\\..*");
    private static final Set<String> FIELDS = Set.of("AuthType", "InvokeMode");
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final int DIGITS_OF_ID = 32;

    private final Functions functions;
    private final Documents<FunctionUrl> urls;
    private final UrlInvocations invocations;
    private final RandomGenerator random;
    private volatile String authority = "";

    FunctionUrls(Functions functions, Documents<FunctionUrl> urls, UrlInvocations invocations, RandomGenerator random) {
        this.functions = functions;
        this.urls = urls;
        this.invocations = invocations;
        this.random = random;
    }

    void served(String where) {
        authority = where;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "CreateFunctionUrlConfig", this::create,
                "GetFunctionUrlConfig", this::get,
                "UpdateFunctionUrlConfig", this::update,
                "DeleteFunctionUrlConfig", this::delete,
                "ListFunctionUrlConfigs", this::list);
    }

    /** What answers a request to the URL of a function; empty for other requests. */
    Optional<Api> api(Call head) {
        Matcher path = PATH.matcher(head.path());
        Matcher host = HOST.matcher(head.header("Host"));
        if (path.matches()) {
            String rest = path.group(2) == null ? "/" : path.group(2);
            return Optional.of(invocations.of(head, found(path.group(1)), rest));
        }
        return host.matches() ? Optional.of(invocations.of(head, found(host.group(1)), head.path())) : Optional.empty();
    }

    private Optional<FunctionUrl> found(String id) {
        return urls.all(url -> url.id().equals(id)).stream().findFirst();
    }

    private FunctionName named(Asked asked) {
        FunctionName name = asked.function();
        functions.version(name);
        if (name.qualifier().equals(FunctionVersion.LATEST) || name.qualifier().matches("\\d+")) {
            throw Asked.invalid(
                    "qualifier",
                    name.qualifier(),
                    "Member must satisfy regular expression pattern: a name of an alias");
        }
        return name;
    }

    private static void apply(Input input, ObjectNode document) {
        if (input.has("AuthType")) {
            String type = input.text("AuthType");
            if (!List.of("NONE", "AWS_IAM").contains(type)) {
                throw Asked.invalid("authType", type, "Member must satisfy enum value set: [NONE, AWS_IAM]");
            }
            document.put("AuthType", type);
        }
        if (input.has("InvokeMode")) {
            String mode = input.text("InvokeMode");
            if (!List.of(FunctionUrl.BUFFERED, FunctionUrl.STREAMED).contains(mode)) {
                throw Asked.invalid(
                        "invokeMode", mode, "Member must satisfy enum value set: [RESPONSE_STREAM, BUFFERED]");
            }
            document.put("InvokeMode", mode);
        } else if (!document.has("InvokeMode")) {
            document.put("InvokeMode", FunctionUrl.BUFFERED);
        }
    }

    private Response create(Asked asked) {
        Input input = asked.input(FIELDS);
        FunctionName name = named(asked);
        input.required("AuthType");
        ObjectNode document = Json.MAPPER
                .createObjectNode()
                .put("FunctionArn", name.qualified())
                .put("CreationTime", functions.now())
                .put("LastModifiedTime", functions.now());
        apply(input, document);
        StringBuilder id = new StringBuilder();
        random.ints(DIGITS_OF_ID, 0, DIGITS.length()).forEach(digit -> id.append(DIGITS.charAt(digit)));
        FunctionUrl made = new FunctionUrl(
                name.qualified(), name.caller(), name.name(), name.qualifier(), id.toString(), document);
        synchronized (urls) {
            if (urls.get(made.arn()).isPresent()) {
                throw new AwsException(
                        409,
                        "ResourceConflictException",
                        "Failed to create function url config for [functionArn = " + made.arn()
                                + "]. Error message:  FunctionUrlConfig exists for this Lambda function");
            }
            urls.put(made);
        }
        ObjectNode out = shown(made);
        out.remove("LastModifiedTime");
        return Asked.json(201, out);
    }

    private ObjectNode shown(FunctionUrl url) {
        return url.document().deepCopy().put("FunctionUrl", "http://" + authority + "/_lambda/url/" + url.id() + "/");
    }

    private static AwsException missing() {
        return new AwsException(404, "ResourceNotFoundException", "The resource you requested does not exist.");
    }

    private Response get(Asked asked) {
        return Asked.json(200, shown(urls.get(named(asked).qualified()).orElseThrow(FunctionUrls::missing)));
    }

    private Response update(Asked asked) {
        Input input = asked.input(FIELDS);
        FunctionUrl changed = urls.change(named(asked).qualified(), url -> {
                    ObjectNode document = url.document().deepCopy().put("LastModifiedTime", functions.now());
                    apply(input, document);
                    return new FunctionUrl(url.arn(), url.caller(), url.name(), url.qualifier(), url.id(), document);
                })
                .orElseThrow(FunctionUrls::missing);
        return Asked.json(200, shown(changed));
    }

    private Response delete(Asked asked) {
        String arn = named(asked).qualified();
        if (urls.get(arn).isEmpty()) {
            throw missing();
        }
        urls.delete(arn);
        return Asked.nothing();
    }

    private Response list(Asked asked) {
        String arn = asked.function().arn();
        functions.function(asked.function());
        List<FunctionUrl> all =
                urls.all(url -> url.arn().equals(arn) || url.arn().startsWith(arn + ":"));
        Pages<FunctionUrl> page = Functions.page(asked, all, FunctionUrl::arn);
        ObjectNode out = Json.MAPPER.createObjectNode();
        ArrayNode shown = out.putArray("FunctionUrlConfigs");
        page.items().forEach(url -> shown.add(shown(url)));
        page.next().ifPresent(token -> out.put("NextMarker", token));
        return Asked.json(200, out);
    }

    /** Of a function that is gone, and its aliases. */
    void forget(String arn) {
        urls.all(url -> url.arn().equals(arn) || url.arn().startsWith(arn + ":"))
                .forEach(url -> urls.delete(url.arn()));
    }
}
