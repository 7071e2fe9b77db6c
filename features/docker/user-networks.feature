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

  @op:NetworkConnect @op:NetworkDisconnect
  Scenario: A stopped container leaves and joins with a name and an address
    Given docker "network create --subnet 10.215.4.0/24 ${net}"
    And docker "create --name ${c} --network ${net} busybox sleep 1000"
    And docker "run -d --name ${asker} --network ${net} busybox sleep 1000"
    And docker "network disconnect ${net} ${c}"
    And docker "network connect --alias other --ip 10.215.4.88 ${net} ${c}"
    And docker "start ${c}"
    When I run docker "exec ${asker} nslookup -type=a other"
    Then stdout contains "Address: 10.215.4.88"

  @op:NetworkCreate
  Scenario: An internal network leads nowhere else
    Given docker "network create --internal ${inner}"
    And docker "network create ${outer}"
    And docker "run -d --name ${web} --network ${outer} -p 127.0.0.1::80 busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    And docker "run -d --name ${in} --network ${inner} busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    And I run docker "inspect --format '{{(index .NetworkSettings.Networks \"${outer}\").IPAddress}}' ${web}"
    And I save stdout as address
    When I run docker "run --rm --init --network ${inner} busybox timeout 2 wget -q -O - http://${address}/"
    Then it fails
    And stdout is empty
    And "docker run --rm --network ${inner} busybox wget -q -O - http://${in}/" succeeds within 15 seconds
    And stdout is "${nonce}\n"

  @sockerless @op:NetworkCreate
  Scenario: Networks with IPv6 are apart from each other
    Given docker "network create --ipv6 --subnet fd00:215:6::/64 ${red}"
    And docker "network create --ipv6 --subnet fd00:215:7::/64 ${blue}"
    And docker "run -d --name ${c} --network ${red} busybox sleep 1000"
    And I run docker "inspect --format '{{(index .NetworkSettings.Networks \"${red}\").GlobalIPv6Address}}' ${c}"
    And I save stdout as address
    When I run docker "run --rm --network ${red} busybox ping6 -c 1 -W 5 ${c}"
    Then stdout contains "(${address})"
    And stdout contains "1 packets received"
    When I run docker "run --rm --network ${blue} busybox ping6 -c 1 -W 2 ${address}"
    Then it exits with 1
    And stdout contains "0 packets received"

  @op:NetworkDisconnect
  Scenario: Published ports follow the default route
    Given docker "network create ${first}"
    And docker "network create ${second}"
    And docker "run -d --name ${c} --network ${first} -p 127.0.0.1:18496:80 busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    And docker "network connect ${second} ${c}"
    When docker "network disconnect ${first} ${c}"
    Then "docker run --rm --network host busybox wget -q -O - http://127.0.0.1:18496/" succeeds within 15 seconds
    And stdout is "${nonce}\n"

  @op:NetworkCreate
  Scenario: Names in upper case, behind a dot, backwards, and after a renaming
    Given docker "network create --subnet 10.215.5.0/24 ${net}"
    And docker "run -d --name ${web} --network ${net} --ip 10.215.5.50 busybox sleep 1000"
    And docker "run -d --name ${asker} --network ${net} busybox sleep 1000"
    When I run docker "exec ${asker} nslookup -type=a ${web}.${net}"
    Then stdout contains "Address: 10.215.5.50"
    When I run docker "exec ${asker} nslookup 10.215.5.50"
    Then stdout contains "${web}.${net}"
    Given docker "rename ${web} ${renamed}"
    When I run docker "exec ${asker} nslookup -type=a ${renamed}"
    Then stdout contains "Address: 10.215.5.50"

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

  @sockerless @isolated
  Scenario: A network that was acknowledged is there after the daemon's end
    Given docker "network create --label k=${label} ${net}"
    When the daemon is killed and starts again
    And I run docker "network ls --filter label=k=${label} --format '{{.Name}}'"
    Then stdout is "${net}\n"
