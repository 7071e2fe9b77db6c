package io.sockerless.simulators.aws.ec2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sockerless.simulators.aws.wire.AwsException;
import io.sockerless.simulators.aws.wire.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Network interfaces as ECS has them: each as long as its task. What is done twice is as if done once. */
public final class TaskInterfaces {
    private static final String TASK = "_task";

    private final Ec2 ec2;

    TaskInterfaces(Ec2 ec2) {
        this.ec2 = ec2;
    }

    /** What an address is called in its region. */
    public static String dnsName(String address, String region) {
        String domain = region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
        return "ip-" + address.replace('.', '-') + "." + domain;
    }

    /** Whether the account has such a VPC. */
    public boolean hasVpc(Caller caller, String id) {
        return ec2.change(caller, account -> account.find(Kind.VPC, id)).isPresent();
    }

    /**
     * That there are such subnets and groups, all in one VPC.
     *
     * @return the zone of the first subnet
     * @throws AwsException with EC2's code and words
     */
    public String check(Caller caller, List<String> subnets, List<String> groups) {
        return ec2.change(caller, account -> {
            List<Resource> found =
                    subnets.stream().map(id -> account.get(Kind.SUBNET, id)).toList();
            String vpc = found.getFirst().text("vpcId");
            if (found.stream().anyMatch(subnet -> !subnet.text("vpcId").equals(vpc))) {
                throw new AwsException("InvalidParameterValue", "subnets must be in the same VPC");
            }
            Interfaces.groups(account, vpc, groups);
            return found.getFirst().text("availabilityZone");
        });
    }

    /** @throws AwsException when the subnet or a group is gone, or no address is left */
    public TaskInterface attach(Caller caller, String id, String subnet, List<String> groups, String task) {
        return ec2.change(caller, account -> {
            Resource nic = account.find(Kind.NETWORK_INTERFACE, id)
                    .orElseGet(() -> make(account, id, account.get(Kind.SUBNET, subnet), groups, task));
            Resource vpc = account.get(Kind.VPC, nic.text("vpcId"));
            Cidr range = Subnets.cidr(vpc);
            return new TaskInterface(
                    id,
                    vpc.id(),
                    subnet,
                    nic.text("availabilityZone"),
                    nic.text("privateIpAddress"),
                    vpc.id(),
                    range.toString(),
                    Cidr.text(range.first() + 1));
        });
    }

    private static Resource make(Account account, String id, Resource subnet, List<String> groups, String task) {
        Resource nic = Interfaces.make(
                account,
                id,
                subnet,
                Interfaces.groups(account, subnet.text("vpcId"), groups),
                "",
                "Interface of " + task,
                Map.of());
        Resource used = nic.with(document -> {
            document.put("status", "in-use").put("requesterManaged", true).put(TASK, task);
            ObjectNode attachment = document.putObject("attachment");
            attachment
                    .put("attachmentId", account.fresh("ela-attach"))
                    .put("attachTime", account.now())
                    .put("deleteOnTermination", true)
                    .put("deviceIndex", 1)
                    .put("instanceOwnerId", "amazon-ecs")
                    .put("status", "attached");
        });
        account.put(used);
        return used;
    }

    /** What the engine gave it in the end. */
    public void seen(Caller caller, String id, String mac, String address) {
        ec2.change(caller, account -> {
            Optional<Resource> nic = account.find(Kind.NETWORK_INTERFACE, id);
            nic.ifPresent(found -> account.put(found.with(document -> {
                document.put("macAddress", mac);
                Interfaces.addressed(document, address, caller.region());
            })));
            return nic;
        });
    }

    /** What each interface in the caller's account and region lets through now, by its id. */
    public Map<String, PacketFilter> filters(Caller caller) {
        return ec2.change(
                caller,
                account -> PacketRules.of(account.all(Kind.SECURITY_GROUP_RULE), account.all(Kind.NETWORK_INTERFACE)));
    }

    /** @param other is told whose interfaces may let something else through, before who changed it is answered */
    public void onChange(Consumer<Caller> other) {
        ec2.onChange(other);
    }

    /** The task is over. @return whether its VPC has no other one's interface; empty when it was so before */
    public Optional<String> detach(Caller caller, String id) {
        return ec2.change(
                caller,
                account -> account.find(Kind.NETWORK_INTERFACE, id).map(nic -> {
                    Interfaces.remove(account, nic);
                    return nic.text("vpcId");
                }));
    }

    static boolean ofTask(Resource nic) {
        return nic.document().has(TASK);
    }

    /** Whether any task is in the VPC. */
    public boolean used(String vpc) {
        return ec2.everywhere(nic -> nic.text("vpcId").equals(vpc) && ofTask(nic));
    }

    /** Forgets those of tasks that are over. @param live told of a task's ARN */
    public void sweep(Predicate<String> live) {
        ec2.forget(nic -> ofTask(nic) && !live.test(nic.text(TASK)));
    }
}
