Feature: Networking

  Scenario: A published port is reached from the host
    Given docker "run -d --name ${web} -p 127.0.0.1::80 busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    And I run docker "port ${web} 80/tcp"
    And I save stdout as address
    Then "curl --silent --fail http://${address}/" succeeds within 10 seconds
    And stdout is "${nonce}\n"
    When I run docker "inspect --format '{{(index (index .NetworkSettings.Ports \"80/tcp\") 0).HostIp}}' ${web}"
    Then stdout is "127.0.0.1\n"
    When I run docker "rm -f ${web}"
    And I run "curl --silent --max-time 2 http://${address}/"
    Then it fails

  Scenario: A port of one's choice on all addresses, seen in the list
    Given docker "run -d --name ${web} -p 18971:80 busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    Then "curl --silent --fail http://127.0.0.1:18971/" succeeds within 10 seconds
    And stdout is "${nonce}\n"
    When I run docker "ps --filter name=${web} --format '{{.Ports}}'"
    Then stdout contains "0.0.0.0:18971->80/tcp"
    When I run docker "run --rm -p 18971:80 --name ${late} busybox true"
    Then it exits with 125
    And stderr contains "Bind for 0.0.0.0:18971 failed: port is already allocated"

  Scenario: A port over UDP
    Given a file "listen.pl" holding "use IO::Socket::INET; $s = IO::Socket::INET->new(Proto => 'udp', LocalPort => 5353); while ($s->recv($m, 99)) { syswrite STDOUT, $m }"
    And docker "run -d --name ${c} -p 127.0.0.1::5353/udp -v /:/host:ro busybox chroot /host perl ${dir}/listen.pl"
    And I run docker "port ${c} 5353/udp"
    And I save stdout as address
    Then "bash -c 'echo ${nonce} > /dev/udp/$(echo ${address} | tr : /)'; docker logs ${c} | grep ${nonce}" succeeds within 15 seconds

  Scenario: Who learns of a container's end finds its port closed
    Given docker "run -d --name ${c} -p 127.0.0.1:28763:80 busybox sleep 1000"
    When I run
      """
      for i in 1 2 3 4 5; do
        docker start ${c}; docker kill ${c}
        curl -s http://127.0.0.1:28763/
        echo $?
      done | grep -x 7
      """
    Then stdout has 5 lines

  Scenario: A range of ports
    Given docker "create --name ${c} -p 127.0.0.1:19300-19302:80-82 busybox true"
    When I run docker "inspect --format '{{(index (index .HostConfig.PortBindings \"82/tcp\") 0).HostPort}}' ${c}"
    Then stdout is "19302\n"

  Scenario: Containers on the default network reach each other by address
    Given docker "run -d --name ${web} busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    And I run docker "inspect --format '{{.NetworkSettings.IPAddress}}' ${web}"
    And I save stdout as address
    Then "docker run --rm busybox wget -q -O - http://${address}/" succeeds within 15 seconds
    And stdout is "${nonce}\n"

  Scenario: A container has an interface, an address, a route
    When I run docker "run --rm busybox sh -c 'ls /sys/class/net | sort | tr \"\\n\" \" \"; ip route | grep -c default; ip addr show eth0 | grep -c inet'"
    Then stdout is "eth0 lo 1\n1\n"

  Scenario: The address that inspect tells is the container's own
    Given docker "run -d --name ${c} busybox sleep 1000"
    And I run docker "inspect --format '{{.NetworkSettings.IPAddress}}/{{.NetworkSettings.IPPrefixLen}} {{.NetworkSettings.MacAddress}} {{.NetworkSettings.Gateway}}' ${c}"
    And I save stdout as told
    When I run docker "exec ${c} sh -c 'echo $(ip -o -4 addr show eth0 | sed \"s/.*inet //; s/ .*//\") $(cat /sys/class/net/eth0/address) $(ip route | sed -n \"s/default via \\([0-9.]*\\).*/\\1/p\")'"
    Then stdout is "${told}\n"

  Scenario: No network
    When I run docker "run --rm --network none busybox ls /sys/class/net"
    Then stdout is "lo\n"

  Scenario: The host's network
    Given I run "ls -l /proc/self/ns/net | sed 's/.*-> //'"
    And I save stdout as mine
    When I run docker "run --rm --network host busybox sh -c 'readlink /proc/self/ns/net'"
    Then stdout is "${mine}\n"
    When I run docker "run --rm --network host -p 80:80 busybox true"
    Then it exits with 0

  Scenario: Another container's network
    Given docker "run -d --name ${first} -h first busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    Then "docker run --rm --network container:${first} busybox wget -q -O - http://127.0.0.1/" succeeds within 10 seconds
    And stdout is "${nonce}\n"
    When I run docker "run --rm --network container:${first} busybox hostname"
    Then stdout is "first\n"
    When I run docker "run --rm --network container:${first} -p 80:80 busybox true"
    Then it exits with 125
    And stderr contains "conflicting options: port publishing and the container type network mode"

  Scenario: The network of a container that is not there
    When I run docker "run --rm --network container:${nothing} busybox true"
    Then it exits with 125
    And stderr contains "No such container: ${nothing}"
    When I run docker "run --name ${c} --network ${nothing} busybox true"
    Then it exits with 125
    And stderr contains "network ${nothing} not found"

  @op:NetworkList @op:NetworkInspect
  Scenario: The networks that are always there
    When I run "docker network ls --filter type=builtin --format '{{.Name}} {{.Driver}} {{.Scope}}' | sort"
    Then stdout is "bridge bridge local\nhost host local\nnone null local\n"
    When I GET "/networks/bridge"
    Then the answer has
      | /Name                                            | "bridge" |
      | /Driver                                          | "bridge" |
      | /Internal                                        | false    |
      | /Options/com.docker.network.bridge.default_bridge | "true"  |
    And the answer's "/IPAM/Config/0/Subnet" matches "[\d.]+/\d+"

  @op:NetworkInspect
  Scenario: The bridge knows who is on it
    Given docker "run -d --name ${c} busybox sleep 1000"
    And I run docker "inspect --format '{{.Id}}' ${c}"
    And I save stdout as id
    When I GET "/networks/bridge"
    Then the answer has "/Containers/${id}/Name" = '"${c}"'
    When I GET "/networks/${nothing}"
    Then the status is 404
    And the message is "network ${nothing} not found"

  @op:NetworkDelete
  Scenario: What is built in is not removed
    When I run docker "network rm bridge"
    Then it exits with 1
    And stderr contains "bridge is a pre-defined network and cannot be removed"
