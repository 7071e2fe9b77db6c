"""Asks a simulated CloudWatch in CBOR, through botocore's own client, and in JSON, whose answers it compares with botocore's
model. Prints what it found as one line of JSON.

Arguments: endpoint, namespace, time (of the simulator), value.
"""

import datetime
import json
import sys
import urllib.request

import botocore.session
from botocore.exceptions import ClientError

sys.path.insert(0, sys.argv[5])
import shapes  # noqa: E402

endpoint, namespace, now, value = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
session = botocore.session.get_session()
loader = session.get_component("data_loader")
load = loader.load_service_model


def with_cbor_only(*asked, **how):
    model = load(*asked, **how)
    if "smithy-rpc-v2-cbor" in model.get("metadata", {}).get("protocols", []):
        model["metadata"]["protocols"] = ["smithy-rpc-v2-cbor"]
    return model


# It would take JSON, which is asked for below.
loader.load_service_model = with_cbor_only
client = session.create_client(
    "cloudwatch",
    region_name="eu-central-1",
    endpoint_url=endpoint,
    aws_access_key_id="111122223333",
    aws_secret_access_key="secret",
)
sent = []
client.meta.events.register("before-send.cloudwatch.*", lambda request, **_: sent.append(request))


def time(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


def as_json(operation, **asked):
    request = urllib.request.Request(
        endpoint,
        json.dumps(asked).encode(),
        {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "GraniteServiceVersion20100801." + operation,
            "Authorization": "AWS4-HMAC-SHA256 Credential=111122223333/20270101/eu-central-1/monitoring/aws4_request,"
            " SignedHeaders=host, Signature=0",
        },
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    output = client.meta.service_model.operation_model(operation).output_shape
    if output:
        shapes.of_json(operation, output, answer)
    return answer


dimensions = [{"Name": "from", "Value": "botocore"}]
# Enough of them to be sent compressed.
client.put_metric_data(
    Namespace=namespace,
    MetricData=[
        {
            "MetricName": "cbor",
            "Dimensions": dimensions,
            "Timestamp": time(now - 600 + i % 600),
            "Value": value + i,
            "Unit": "Count",
        }
        for i in range(900)
    ],
)
put = sent[-1]
window = {"StartTime": time(now - 600), "EndTime": time(now)}
found = client.get_metric_statistics(
    Namespace=namespace,
    MetricName="cbor",
    Dimensions=dimensions,
    Period=600,
    Statistics=["SampleCount", "Minimum", "Maximum"],
    **window,
)
query = {
    "Id": "m1",
    "MetricStat": {
        "Metric": {"Namespace": namespace, "MetricName": "cbor", "Dimensions": dimensions},
        "Period": 60,
        "Stat": "Maximum",
    },
}
pages = client.get_paginator("get_metric_data").paginate(
    MetricDataQueries=[query], PaginationConfig={"PageSize": 3}, ScanBy="TimestampAscending", **window
)
series = [
    (int(at.timestamp()), number)
    for page in pages
    for result in page["MetricDataResults"]
    for at, number in zip(result["Timestamps"], result["Values"])
]
client.put_metric_alarm(
    AlarmName=namespace,
    Namespace=namespace,
    MetricName="cbor",
    Dimensions=dimensions,
    Statistic="Maximum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=value,
    ComparisonOperator="GreaterThanThreshold",
)
alarm = client.describe_alarms(AlarmNames=[namespace])["MetricAlarms"][0]
client.put_dashboard(DashboardName="d", DashboardBody=json.dumps({"widgets": []}))
client.tag_resource(ResourceARN=alarm["AlarmArn"], Tags=[{"Key": "k", "Value": namespace}])
refusals = []
for operation, asked in (
    ("delete_alarms", {"AlarmNames": ["none"]}),
    ("get_dashboard", {"DashboardName": "none"}),
    ("put_metric_data", {"Namespace": namespace, "MetricData": [{"MetricName": "n", "Value": float("nan")}]}),
    ("put_composite_alarm", {"AlarmName": "c", "AlarmRule": "ALARM(x)"}),
):
    try:
        getattr(client, operation)(**asked)
        refusals.append("nothing")
    except ClientError as error:
        refusals.append(error.response["Error"]["Code"] + " " + str(error.response["ResponseMetadata"]["HTTPStatusCode"]))
seconds = {"StartTime": now - 600, "EndTime": now}
plain = as_json(
    "GetMetricStatistics",
    Namespace=namespace,
    MetricName="cbor",
    Dimensions=dimensions,
    Period=600,
    ExtendedStatistics=["p50", "p100"],
    **seconds,
)
as_json("GetMetricData", MetricDataQueries=[query], **seconds)
as_json("ListMetrics", Namespace=namespace)
as_json("DescribeAlarms")
as_json("DescribeAlarmHistory")
as_json("DescribeAlarmsForMetric", Namespace=namespace, MetricName="cbor", Dimensions=dimensions)
as_json("ListDashboards")
as_json("GetDashboard", DashboardName="d")
as_json("PutDashboard", DashboardName="e", DashboardBody='{"widgets": []}')
as_json("ListTagsForResource", ResourceARN=alarm["AlarmArn"])
print(
    json.dumps(
        {
            "protocol": put.headers.get("smithy-protocol", b"").decode(),
            "encoding": (put.headers.get("Content-Encoding") or b"").decode(),
            "point": {k: v for k, v in found["Datapoints"][0].items() if k != "Timestamp"},
            "at": int(found["Datapoints"][0]["Timestamp"].timestamp()),
            "series": series,
            "alarm": [alarm["AlarmName"], alarm["Threshold"], alarm["StateUpdatedTimestamp"].year],
            "refusals": refusals,
            "p100": plain["Datapoints"][0]["ExtendedStatistics"]["p100"],
            "json_at": plain["Datapoints"][0]["Timestamp"],
            "faults": shapes.FAULTS,
        }
    )
)
