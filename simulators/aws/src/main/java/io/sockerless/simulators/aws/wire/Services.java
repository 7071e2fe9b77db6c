package io.sockerless.simulators.aws.wire;

import io.sockerless.frontends.http.MalformedRequestException;
import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import io.sockerless.simulators.kernel.Claim;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Whom a request is for, told from what it has: a protocol's header, a target, an action, the scope of its signature. */
public final class Services {
    private final List<Service> services;
    private final List<RestService> rest;
    private final Signatures signatures;

    public Services(List<Service> services, List<RestService> rest, Signatures signatures) {
        this.services = List.copyOf(services);
        this.rest = List.copyOf(rest);
        this.signatures = signatures;
    }

    /** Whether it is for a service that has its own limit of bodies, or none. */
    public boolean streams(Call head) {
        try {
            return forRest(head).isPresent();
        } catch (MalformedRequestException _) {
            return false;
        }
    }

    /** What is presigned in the old way is for the one that speaks XML. */
    private Optional<RestService> forRest(Call head) {
        String name = Scope.of(head).service();
        boolean nobodys = name.isEmpty() && head.header("Authorization").isEmpty() && !Presigned.old(head);
        return rest.stream()
                .filter(service -> service.name().equals(name)
                        || (!service.json() && Presigned.old(head))
                        || (nobodys && service.open(head)))
                .findFirst();
    }

    public Claim claim(Call call) {
        try {
            return claimed(call);
        } catch (MalformedRequestException _) {
            return new AwsClaim(call, call, Scope.of(call), Protocol.REST_XML, "", "", Optional.empty(), signatures);
        }
    }

    private Claim claimed(Call call) {
        Scope scope = Scope.of(call);
        Optional<RestService> asked = forRest(call);
        if (asked.isPresent()) {
            RestService service = asked.get();
            Call plain = service.json() ? call : Presigned.plain(call);
            return new RestClaim(call, plain, scope, service, service.operation(plain), signatures);
        }
        Call plain = Unzipped.of(call);
        if (call.header("smithy-protocol").equals("rpc-v2-cbor")) {
            String operation = call.path().replaceFirst("^.*/operation/", "");
            String asks = call.path().replaceFirst("^/service/([^/]*)/operation/.*$", "$1");
            Optional<Service> service =
                    find(one -> !one.shapes().none() && one.target().equals(asks));
            String name = service.map(Service::name).orElse(scope.service());
            return new AwsClaim(call, plain, scope, Protocol.CBOR, name, operation, service, signatures);
        }
        String target = call.header("X-Amz-Target");
        if (!target.isEmpty()) {
            int dot = target.lastIndexOf('.');
            String prefix = target.substring(0, Math.max(dot, 0));
            Optional<Service> service =
                    find(one -> !one.target().isEmpty() && one.target().equals(prefix));
            String name = service.map(Service::name).orElse(scope.service());
            boolean old = call.header("Content-Type").startsWith("application/x-amz-json-1.0");
            Protocol protocol = old ? Protocol.JSON_1_0 : Protocol.JSON_1_1;
            return new AwsClaim(call, plain, scope, protocol, name, target.substring(dot + 1), service, signatures);
        }
        boolean form = call.header("Content-Type").startsWith("application/x-www-form-urlencoded");
        Query query = Query.parse(form ? plain.text() : call.rawQuery());
        if (query.has("Action")) {
            // Without a signature, the version says which service is meant.
            Optional<Service> service = find(one -> !one.version().isEmpty()
                    && (scope.service().isEmpty()
                            ? one.version().equals(query.get("Version"))
                            : one.name().equals(scope.service())));
            String name = service.map(Service::name).orElse(scope.service());
            Protocol protocol = service.filter(Service::ec2).isPresent() ? Protocol.EC2 : Protocol.QUERY;
            return new AwsClaim(call, plain, scope, protocol, name, query.get("Action"), service, signatures);
        }
        boolean xml = scope.service().isEmpty()
                || List.of("s3", "route53", "cloudfront").contains(scope.service());
        Protocol protocol = xml ? Protocol.REST_XML : Protocol.REST_JSON;
        return new AwsClaim(call, plain, scope, protocol, scope.service(), "", Optional.empty(), signatures);
    }

    private Optional<Service> find(Predicate<Service> wanted) {
        return services.stream().filter(wanted).findFirst();
    }
}
