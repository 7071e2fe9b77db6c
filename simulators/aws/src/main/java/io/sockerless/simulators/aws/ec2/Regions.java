package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.frontends.http.Json;
import io.sockerless.simulators.aws.ec2.Places.Zone;
import io.sockerless.simulators.aws.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where one can be, and what an account may. */
final class Regions {
    private static final String INVALID = "InvalidParameterValue";
    private static final String OPT_IN = "opt-in-not-required";
    private static final Filters REGIONS = Filters.of("region-name endpoint=regionEndpoint opt-in-status");
    private static final Filters ZONES = Filters.of(
            "zone-name zone-id region-name state=zoneState opt-in-status group-name zone-type network-border-group");

    private Regions() {}

    static Map<String, Action> actions() {
        return Map.of(
                "DescribeRegions", Regions::regions,
                "DescribeAvailabilityZones", Regions::zones,
                "DescribeAccountAttributes", Regions::attributes);
    }

    private static Resource row(Account account, String id, ObjectNode document) {
        return new Resource(account.caller().account(), account.caller().region(), id, document, Map.of());
    }

    private static ObjectNode regions(Account account, Asked asked) {
        List<String> names = asked.texts("RegionName");
        asked.flag("AllRegions");
        for (String name : names) {
            if (!Places.REGIONS.contains(name)) {
                throw new AwsException(INVALID, "Invalid region provided: " + name);
            }
        }
        List<Resource> all = Places.REGIONS.stream()
                .filter(name -> names.isEmpty() || names.contains(name))
                .map(name -> row(
                        account,
                        name,
                        Json.MAPPER
                                .createObjectNode()
                                .put("regionName", name)
                                .put("regionEndpoint", "ec2." + name + ".amazonaws.com")
                                .put("optInStatus", OPT_IN)))
                .toList();
        return Listing.page("regionInfo", REGIONS.choose(all, asked, "Filter"), Resource::document, asked);
    }

    private static ObjectNode zones(Account account, Asked asked) {
        List<String> names = asked.texts("ZoneName");
        List<String> ids = asked.texts("ZoneId");
        asked.flag("AllAvailabilityZones");
        String region = account.caller().region();
        List<Zone> zones = Places.zones(region);
        Stream.concat(names.stream(), ids.stream())
                .filter(said -> zones.stream()
                        .noneMatch(zone -> zone.name().equals(said) || zone.id().equals(said)))
                .findFirst()
                .ifPresent(said -> {
                    throw new AwsException(INVALID, "Invalid availability zone: [" + said + "]");
                });
        List<Resource> all = new ArrayList<>();
        for (Zone zone : zones) {
            if ((names.isEmpty() || names.contains(zone.name())) && (ids.isEmpty() || ids.contains(zone.id()))) {
                ObjectNode shown = Json.MAPPER
                        .createObjectNode()
                        .put("zoneName", zone.name())
                        .put("zoneId", zone.id())
                        .put("zoneState", "available")
                        .put("zoneType", "availability-zone")
                        .put("regionName", region)
                        .put("groupName", region + "-zg-1")
                        .put("networkBorderGroup", region)
                        .put("optInStatus", OPT_IN);
                shown.putArray("messageSet");
                all.add(row(account, zone.name(), shown));
            }
        }
        return Listing.page("availabilityZoneInfo", ZONES.choose(all, asked, "Filter"), Resource::document, asked);
    }

    private static ObjectNode attributes(Account account, Asked asked) {
        String vpc = account.all(Kind.VPC).stream()
                .filter(one -> one.is("isDefault"))
                .map(Resource::id)
                .findFirst()
                .orElse("none");
        Map<String, String> values = new java.util.TreeMap<>(Map.of(
                "default-vpc", vpc,
                "supported-platforms", "VPC",
                "max-instances", "0",
                "max-elastic-ips", "254",
                "vpc-max-elastic-ips", "254",
                "vpc-max-security-groups-per-interface", Integer.toString(Interfaces.MOST_GROUPS)));
        List<String> names = asked.texts("AttributeName");
        ObjectNode out = Json.MAPPER.createObjectNode();
        var set = out.putArray("accountAttributeSet");
        for (String name : names.isEmpty() ? values.keySet() : names) {
            if (!values.containsKey(name)) {
                throw new AwsException(INVALID, "Value (" + name + ") for parameter attributeName is invalid.");
            }
            set.addObject()
                    .put("attributeName", name)
                    .putArray("attributeValueSet")
                    .addObject()
                    .put("attributeValue", values.get(name));
        }
        return out;
    }
}
