package io.sockerless.frontends.docker;

import io.sockerless.engine.core.Events;
import io.sockerless.engine.core.Images;
import io.sockerless.frontends.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The engine as a whole. */
final class SystemHandlers {
    private final Services services;

    SystemHandlers(Services services) {
        this.services = services;
    }

    void ping(Call call) throws IOException {
        call.exchange()
                .header("Cache-Control", "no-cache, no-store, must-revalidate")
                .header("Pragma", "no-cache")
                .header("Builder-Version", "2")
                .header("Swarm", "inactive")
                .send(200, "text/plain; charset=utf-8", new byte[] {'O', 'K'});
    }

    void version(Call call) throws IOException {
        call.json(200, SystemViews.version(services.system()));
    }

    void info(Call call) throws IOException {
        call.json(
                200,
                SystemViews.info(
                        services.system(), services.daemon(), services.events().listeners(), call.version()));
    }

    void plugins(Call call) throws IOException {
        call.json(200, List.of());
    }

    void auth(Call call) throws IOException {
        Images.Credentials credentials = Credentials.of(Bodies.AUTH.decode(call.body()));
        Images.AuthResult result = services.images().login(credentials);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", result.status());
        json.put("IdentityToken", result.identityToken());
        call.json(200, json);
    }

    void events(Call call) throws IOException, InterruptedException {
        Events.Query query =
                new Events.Query(Times.parse(call.query("since")), Times.parse(call.query("until")), call.filters());
        try (Events.Subscription subscription = services.events().subscribe(query)) {
            call.exchange().header("Content-Type", "application/json");
            OutputStream out = call.exchange().stream(200);
            call.exchange().onLeave(subscription::close);
            for (var event = subscription.next(); event.isPresent(); event = subscription.next()) {
                out.write(Json.line(view(event.get())));
            }
            if (!call.exchange().gone()) {
                out.close();
            }
        }
    }

    private static Map<String, Object> view(Events.Event event) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (event.type().equals("container") || event.type().equals("image")) {
            json.put("status", event.action());
            json.put("id", event.actorId());
            if (event.type().equals("container")) {
                json.put("from", event.attributes().getOrDefault("image", ""));
            }
        }
        Map<String, Object> actor = new LinkedHashMap<>();
        actor.put("ID", event.actorId());
        actor.put("Attributes", event.attributes());
        json.put("Type", event.type());
        json.put("Action", event.action());
        json.put("Actor", actor);
        json.put("scope", "local");
        Instant time = event.time();
        json.put("time", time.getEpochSecond());
        json.put("timeNano", time.getEpochSecond() * 1_000_000_000L + time.getNano());
        return json;
    }
}
