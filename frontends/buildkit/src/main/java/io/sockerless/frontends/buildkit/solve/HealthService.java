package io.sockerless.frontends.buildkit.solve;

import io.grpc.stub.StreamObserver;
import io.sockerless.frontends.buildkit.transport.Failures;
import io.sockerless.frontends.buildkit.wire.health.HealthCheckRequest;
import io.sockerless.frontends.buildkit.wire.health.HealthCheckResponse;
import io.sockerless.frontends.buildkit.wire.health.HealthCheckResponse.ServingStatus;
import io.sockerless.frontends.buildkit.wire.health.HealthGrpc;

/** {@code grpc.health.v1.Health}: who can ask gets the answer. */
final class HealthService extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> caller) {
        Failures.answer(
                caller,
                () -> HealthCheckResponse.newBuilder()
                        .setStatus(ServingStatus.SERVING)
                        .build());
    }
}
