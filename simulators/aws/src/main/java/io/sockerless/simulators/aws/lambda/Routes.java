package io.sockerless.simulators.aws.lambda;

import io.sockerless.frontends.http.Query;
import io.sockerless.simulators.kernel.Call;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which operation a request asks for: all that the service has, so that those which are not here are refused by their names.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html">AWS</a>
 */
final class Routes {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final List<Route> ALL =
            """
            AddLayerVersionPermission POST /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy
            AddPermission POST /2015-03-31/functions/{FunctionName}/policy
            CheckpointDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint
            CreateAlias POST /2015-03-31/functions/{FunctionName}/aliases
            CreateCapacityProvider POST /2025-11-30/capacity-providers
            CreateCodeSigningConfig POST /2020-04-22/code-signing-configs
            CreateEventSourceMapping POST /2015-03-31/event-source-mappings
            CreateFunction POST /2015-03-31/functions
            CreateFunctionUrlConfig POST /2021-10-31/functions/{FunctionName}/url
            DeleteAlias DELETE /2015-03-31/functions/{FunctionName}/aliases/{Name}
            DeleteCapacityProvider DELETE /2025-11-30/capacity-providers/{CapacityProviderName}
            DeleteCodeSigningConfig DELETE /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
            DeleteEventSourceMapping DELETE /2015-03-31/event-source-mappings/{UUID}
            DeleteFunction DELETE /2015-03-31/functions/{FunctionName}
            DeleteFunctionCodeSigningConfig DELETE /2020-06-30/functions/{FunctionName}/code-signing-config
            DeleteFunctionConcurrency DELETE /2017-10-31/functions/{FunctionName}/concurrency
            DeleteFunctionEventInvokeConfig DELETE /2019-09-25/functions/{FunctionName}/event-invoke-config
            DeleteFunctionUrlConfig DELETE /2021-10-31/functions/{FunctionName}/url
            DeleteLayerVersion DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}
            DeleteProvisionedConcurrencyConfig DELETE /2019-09-30/functions/{FunctionName}/provisioned-concurrency
            GetAccountSettings GET /2016-08-19/account-settings
            GetAlias GET /2015-03-31/functions/{FunctionName}/aliases/{Name}
            GetCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}
            GetCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
            GetDurableExecution GET /2025-12-01/durable-executions/{DurableExecutionArn}
            GetDurableExecutionHistory GET /2025-12-01/durable-executions/{DurableExecutionArn}/history
            GetDurableExecutionState GET /2025-12-01/durable-executions/{DurableExecutionArn}/state
            GetEventSourceMapping GET /2015-03-31/event-source-mappings/{UUID}
            GetFunction GET /2015-03-31/functions/{FunctionName}
            GetFunctionCodeSigningConfig GET /2020-06-30/functions/{FunctionName}/code-signing-config
            GetFunctionConcurrency GET /2019-09-30/functions/{FunctionName}/concurrency
            GetFunctionConfiguration GET /2015-03-31/functions/{FunctionName}/configuration
            GetFunctionEventInvokeConfig GET /2019-09-25/functions/{FunctionName}/event-invoke-config
            GetFunctionRecursionConfig GET /2024-08-31/functions/{FunctionName}/recursion-config
            GetFunctionScalingConfig GET /2025-11-30/functions/{FunctionName}/function-scaling-config
            GetFunctionUrlConfig GET /2021-10-31/functions/{FunctionName}/url
            GetLayerVersion GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}
            GetLayerVersionByArn GET /2018-10-31/layers?find=LayerVersion
            GetLayerVersionPolicy GET /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy
            GetPolicy GET /2015-03-31/functions/{FunctionName}/policy
            GetProvisionedConcurrencyConfig GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency
            GetRuntimeManagementConfig GET /2021-07-20/functions/{FunctionName}/runtime-management-config
            Invoke POST /2015-03-31/functions/{FunctionName}/invocations
            InvokeAsync POST /2014-11-13/functions/{FunctionName}/invoke-async
            InvokeWithResponseStream POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations
            ListAliases GET /2015-03-31/functions/{FunctionName}/aliases
            ListCapacityProviders GET /2025-11-30/capacity-providers
            ListCodeSigningConfigs GET /2020-04-22/code-signing-configs
            ListDurableExecutionsByFunction GET /2025-12-01/functions/{FunctionName}/durable-executions
            ListEventSourceMappings GET /2015-03-31/event-source-mappings
            ListFunctionEventInvokeConfigs GET /2019-09-25/functions/{FunctionName}/event-invoke-config/list
            ListFunctionUrlConfigs GET /2021-10-31/functions/{FunctionName}/urls
            ListFunctionVersionsByCapacityProvider GET /2025-11-30/capacity-providers/{CapacityProviderName}/function-versions
            ListFunctions GET /2015-03-31/functions
            ListFunctionsByCodeSigningConfig GET /2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions
            ListLayerVersions GET /2018-10-31/layers/{LayerName}/versions
            ListLayers GET /2018-10-31/layers
            ListProvisionedConcurrencyConfigs GET /2019-09-30/functions/{FunctionName}/provisioned-concurrency?List=ALL
            ListTags GET /2017-03-31/tags/{Resource}
            ListVersionsByFunction GET /2015-03-31/functions/{FunctionName}/versions
            PublishLayerVersion POST /2018-10-31/layers/{LayerName}/versions
            PublishVersion POST /2015-03-31/functions/{FunctionName}/versions
            PutFunctionCodeSigningConfig PUT /2020-06-30/functions/{FunctionName}/code-signing-config
            PutFunctionConcurrency PUT /2017-10-31/functions/{FunctionName}/concurrency
            PutFunctionEventInvokeConfig PUT /2019-09-25/functions/{FunctionName}/event-invoke-config
            PutFunctionRecursionConfig PUT /2024-08-31/functions/{FunctionName}/recursion-config
            PutFunctionScalingConfig PUT /2025-11-30/functions/{FunctionName}/function-scaling-config
            PutProvisionedConcurrencyConfig PUT /2019-09-30/functions/{FunctionName}/provisioned-concurrency
            PutRuntimeManagementConfig PUT /2021-07-20/functions/{FunctionName}/runtime-management-config
            RemoveLayerVersionPermission DELETE /2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}
            RemovePermission DELETE /2015-03-31/functions/{FunctionName}/policy/{StatementId}
            SendDurableExecutionCallbackFailure POST /2025-12-01/durable-execution-callbacks/{CallbackId}/fail
            SendDurableExecutionCallbackHeartbeat POST /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat
            SendDurableExecutionCallbackSuccess POST /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed
            StopDurableExecution POST /2025-12-01/durable-executions/{DurableExecutionArn}/stop
            TagResource POST /2017-03-31/tags/{Resource}
            UntagResource DELETE /2017-03-31/tags/{Resource}
            UpdateAlias PUT /2015-03-31/functions/{FunctionName}/aliases/{Name}
            UpdateCapacityProvider PUT /2025-11-30/capacity-providers/{CapacityProviderName}
            UpdateCodeSigningConfig PUT /2020-04-22/code-signing-configs/{CodeSigningConfigArn}
            UpdateEventSourceMapping PUT /2015-03-31/event-source-mappings/{UUID}
            UpdateFunctionCode PUT /2015-03-31/functions/{FunctionName}/code
            UpdateFunctionConfiguration PUT /2015-03-31/functions/{FunctionName}/configuration
            UpdateFunctionEventInvokeConfig POST /2019-09-25/functions/{FunctionName}/event-invoke-config
            UpdateFunctionUrlConfig PUT /2021-10-31/functions/{FunctionName}/url
            """.lines().map(String::strip).map(Route::parse).toList();

    private record Route(String operation, String method, Pattern path, List<String> names, String marker) {
        /** @param line operation, method, and path with what must be in the query */
        static Route parse(String line) {
            String[] words = line.split(" ");
            String[] where = words[2].split("\\?");
            List<String> names = PARAMETER
                    .matcher(where[0])
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            // No other character of these paths means anything in a pattern.
            Pattern path = Pattern.compile(PARAMETER.matcher(where[0]).replaceAll("([^/]+)") + "/?");
            return new Route(words[0], words[1], path, names, where.length > 1 ? where[1] : "");
        }

        Optional<Route.Found> find(Call call) {
            Matcher matcher = path.matcher(call.path());
            if (!method.equals(call.method()) || !marked(call) || !matcher.matches()) {
                return Optional.empty();
            }
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                values.put(names.get(i), matcher.group(i + 1));
            }
            return Optional.of(new Found(operation, values));
        }

        private boolean marked(Call call) {
            int equals = marker.indexOf('=');
            return marker.isEmpty()
                    || Query.parse(call.rawQuery())
                            .get(marker.substring(0, equals))
                            .equals(marker.substring(equals + 1));
        }

        record Found(String operation, Map<String, String> values) {}
    }

    private Routes() {}

    /** Empty when there is no such operation. */
    static String operation(Call call) {
        return find(call).map(Route.Found::operation).orElse("");
    }

    /** What stands in the path for the parameters. */
    static Map<String, String> values(Call call) {
        return find(call).map(Route.Found::values).orElse(Map.of());
    }

    private static Optional<Route.Found> find(Call call) {
        return ALL.stream().flatMap(route -> route.find(call).stream()).findFirst();
    }
}
