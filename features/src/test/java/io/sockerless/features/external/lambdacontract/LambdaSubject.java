package io.sockerless.features.external.lambdacontract;

import io.sockerless.drivers.aws.LambdaConfig;
import io.sockerless.drivers.aws.LambdaDriver;
import io.sockerless.drivers.spi.Driver;
import io.sockerless.features.external.CloudSubject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** The driver lambda. Functions have no other place than their account; they are told apart by their containers' ids. */
public final class LambdaSubject extends CloudSubject {
    private static final int ID = 40;

    @Override
    public Driver open(String place) {
        return LambdaDriver.open(LambdaConfig.of(state(place), settings()));
    }

    @Override
    protected List<String> inTheCloud(String place, Set<String> containerIds) {
        var own = containerIds.stream()
                .map(id -> "sockerless-" + id.substring(0, ID))
                .collect(Collectors.toSet());
        try (var lambda = LambdaClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            return lambda.listFunctionsPaginator().functions().stream()
                    .map(function -> function.functionName())
                    .filter(own::contains)
                    .map(name -> "function " + name)
                    .toList();
        }
    }
}
