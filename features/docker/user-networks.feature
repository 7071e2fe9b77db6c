Feature: Networks of one's own

  @op:NetworkCreate @op:NetworkInspect @op:NetworkDelete
  Scenario: A network's life
    When I run docker "network create --label k=${label} --subnet 10.215.1.0/24 --gateway 10.215.1.9 ${net}"
    Then stdout matches "[0-9a-f]{64}"
    When I save stdout as id
    And I GET "/networks/${net}"
    Then the answer has
      | /Id                     | "${id}"           |
      | /Driver                 | "bridge"          |
      | /Labels                 | {"k":"${label}"}  |
      | /IPAM/Config/0/Subnet   | "10.215.1.0/24"   |
      | /IPAM/Config/0/Gateway  | "10.215.1.9"      |
    When I run docker "network rm ${net}"
    Then stdout is "${net}\n"
    When I GET "/networks/${net}"
    Then the status is 404

  @op:NetworkCreate
  Scenario: What cannot be a network
    Given docker "network create --subnet 10.215.2.0/24 ${net}"
    When I POST "/networks/create" with the JSON '{"Name":"${net}","CheckDuplicate":true}'
    Then the status is 409
    And the message is "network with name ${net} already exists"
    When I POST "/networks/create" with the JSON '{"Name":"${over}","IPAM":{"Config":[{"Subnet":"10.215.2.0/25"}]}}'
    Then the status is 403
    And the message is "Pool overlaps with other one on this address space"
    When I POST "/networks/create" with the JSON '{"Name":"${odd}","Driver":"nodriver"}'
    Then the status is 404
    And the message is "plugin \"nodriver\" not found"

  @op:NetworkCreate
  Scenario: Containers find each other by name and alias
    Given docker "network create ${net}"
    And docker "run -d --name ${web} --network ${net} --network-alias alias busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    Then "docker run --rm --network ${net} busybox wget -q -O - http://${web}/" succeeds within 15 seconds
    And stdout is "${nonce}\n"
    When I run docker "run --rm --network ${net} busybox wget -q -O - http://alias/"
    Then stdout is "${nonce}\n"
    When I run docker "run --rm busybox timeout 3 wget -q -O - http://${web}/"
    Then it fails
    And stdout is empty

  Scenario: One network does not reach another
    Given docker "network create ${red}"
    And docker "network create ${blue}"
    And docker "run -d --name ${web} --network ${red} busybox sh -c 'mkdir /www; echo x > /www/index.html; exec httpd -f -p 80 -h /www'"
    And I run docker "inspect --format '{{(index .NetworkSettings.Networks \"${red}\").IPAddress}}' ${web}"
    And I save stdout as address
    Then "docker run --rm --network ${red} busybox timeout 2 wget -q -O - http://${address}/" succeeds within 15 seconds
    When I run docker "run --rm --init --network ${blue} busybox timeout 2 wget -q -O - http://${address}/"
    Then it exits with 143
    And stdout is empty

  @op:NetworkConnect @op:NetworkDisconnect
  Scenario: A running container joins and leaves
    Given docker "network create --subnet 10.215.3.0/24 ${net}"
    And docker "run -d --name ${c} busybox sleep 1000"
    When I run docker "network connect --ip 10.215.3.77 ${net} ${c}"
    And I run docker "exec ${c} ip -o -4 addr show eth1"
    Then stdout contains "10.215.3.77/24"
    When I run docker "network disconnect ${net} ${c}"
    And I run docker "exec ${c} ls /sys/class/net"
    Then stdout does not contain "eth1"

  @op:NetworkDelete
  Scenario: A network in use stays
    Given docker "network create ${net}"
    And docker "run -d --name ${c} --network ${net} busybox sleep 1000"
    When I run docker "network rm ${net}"
    Then it exits with 1
    And stderr contains "has active endpoints"
    Given docker "rm -f ${c}"
    When I run docker "network rm ${net}"
    Then it succeeds

  @op:NetworkPrune @isolated
  Scenario: Prune takes networks that nobody uses
    Given docker "network create ${used}"
    And docker "network create ${free}"
    And docker "run -d --name ${c} --network ${used} busybox sleep 1000"
    When I run docker "network prune --force"
    Then stdout contains "${free}\n"
    And stdout does not contain "${used}"

  @sockerless
  Scenario: A network that was acknowledged is there after the daemon's end
    Given docker "network create --label k=${label} ${net}"
    When the daemon is killed and starts again
    And I run docker "network ls --filter label=k=${label} --format '{{.Name}}'"
    Then stdout is "${net}\n"
