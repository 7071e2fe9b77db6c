Feature: Networks

  Scenario: Aliases, several networks, and what they keep apart
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'
          init: true
          networks: {back: {aliases: [store, shop.test]}}
        middle: {image: busybox, command: sleep 1000, init: true, networks: [front, back]}
        outside: {image: busybox, command: sleep 1000, init: true, networks: [front]}
      networks:
        front:
        back: {internal: true}
      """
    And compose "up -d"
    Then the project has 3 running and 0 other containers, 2 networks and 0 volumes
    And "${compose} exec -T middle wget -q -O - http://store/" succeeds within 15 seconds
    And stdout is "${nonce}\n"
    When I run compose "exec -T middle wget -q -O - http://shop.test/"
    Then stdout is "${nonce}\n"
    When I run compose "exec -T outside ping -c 1 middle"
    Then it succeeds
    When I run compose "exec -T outside nslookup web"
    Then it fails
    When I run docker "inspect --format '{{(index .NetworkSettings.Networks \"${project}_back\").IPAddress}}' ${project}${sep}web${sep}1"
    And I save stdout as address
    And I run compose "exec -T outside timeout 2 wget -q -O - http://${address}/"
    Then it fails
    And stdout is empty
    When I run docker "network inspect --format '{{.Internal}}' ${project}_back"
    Then stdout is "true\n"

  Scenario: Fixed addresses of either family, hardware address and options
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          mac_address: 02:42:0a:d8:01:63
          networks: {fixed: {ipv4_address: 10.216.1.99, ipv6_address: "fd00:216:1::99"}}
      networks:
        fixed:
          driver: bridge
          enable_ipv6: true
          driver_opts: {com.docker.network.driver.mtu: "1400"}
          labels: {word: "${nonce}"}
          ipam:
            config:
              - {subnet: 10.216.1.0/24, gateway: 10.216.1.254, ip_range: 10.216.1.64/26, aux_addresses: {router: 10.216.1.65}}
              - {subnet: "fd00:216:1::/64"}
      """
    When I run compose "up -d"
    Then it succeeds
    When I run compose "exec -T web ip addr show eth0"
    Then stdout contains "inet 10.216.1.99/24"
    And stdout contains "fd00:216:1::99/64"
    And stdout contains "mtu 1400"
    And stdout contains "02:42:0a:d8:01:63"
    When I run compose "exec -T web ip route"
    Then stdout contains "default via 10.216.1.254"
    When I run docker "network inspect --format '{{.Labels.word}} {{.EnableIPv6}} {{json (index .IPAM.Config 0)}}' ${project}_fixed"
    Then stdout is "${nonce} true {\"Subnet\":\"10.216.1.0/24\",\"IPRange\":\"10.216.1.64/26\",\"Gateway\":\"10.216.1.254\",\"AuxiliaryAddresses\":{\"router\":\"10.216.1.65\"}}\n"

  Scenario: A network that is there already stays
    Given docker "network create ${net}"
    And docker "run -d --name ${other} --network ${net} --init busybox sleep 1000"
    And the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, init: true, networks: [there]}
      networks: {there: {external: true, name: "${net}"}}
      """
    When I run compose "up -d"
    Then it succeeds
    When I run compose "exec -T web ping -c 1 ${other}"
    Then it succeeds
    When I run compose "down"
    Then it succeeds
    When I run docker "network inspect --format '{{.Name}}' ${net}"
    Then stdout is "${net}\n"

  Scenario: A network that is in use stays and down says so
    Given the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, init: true}
      """
    And compose "up -d"
    And docker "run -d --name ${other} --network ${project}_default --init busybox sleep 1000"
    When I run compose "down"
    Then stderr contains "${project}_default"
    And the project has 0 running and 0 other containers, 1 network and 0 volumes
    When I run docker "rm -f ${other}"
    And I run compose "down"
    Then it succeeds
    And nothing of the project is left

  Scenario: Networks of the host, of none and of another service
    Given the compose file
      """
      services:
        host: {image: busybox, command: ip -o link, network_mode: host}
        none: {image: busybox, command: ip -o link, network_mode: none}
        web:
          image: busybox
          command: sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'
          init: true
          healthcheck: {test: "wget -q -O /dev/null http://127.0.0.1/", interval: 300ms, retries: 30}
        beside:
          image: busybox
          command: wget -q -O - http://127.0.0.1/
          network_mode: service:web
          depends_on: {web: {condition: service_healthy}}
      """
    When I run compose "up -d"
    Then it succeeds
    And "docker wait ${project}${sep}host${sep}1 ${project}${sep}none${sep}1 ${project}${sep}beside${sep}1" succeeds within 15 seconds
    And stdout is "0\n0\n0\n"
    When I run docker "logs ${project}${sep}beside${sep}1"
    Then stdout is "${nonce}\n"
    When I run docker "logs ${project}${sep}none${sep}1"
    Then stdout matches "[0-9]+: lo[^\n]*"
    When I run "test $(docker logs ${project}${sep}host${sep}1 | wc -l) -gt 2"
    Then it succeeds

  Scenario: Ports
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'
          init: true
          ports: ["80", "127.0.0.1::81/udp"]
        long:
          image: busybox
          command: sleep 1000
          init: true
          ports: [{target: 80, published: 28761, protocol: tcp}]
      """
    And compose "up -d"
    When I run compose "port web 80"
    And I save stdout as place
    Then "curl -sf http://${place}/" succeeds within 15 seconds
    And stdout is "${nonce}\n"
    When I run compose "port --protocol udp web 81"
    Then stdout matches "127\.0\.0\.1:[0-9]+"
    When I run compose "port long 80"
    Then stdout is "0.0.0.0:28761\n"
    When I run compose "stop"
    And I run "curl -sf http://${place}/"
    Then it exits with 7

  Scenario: Names and addresses of the file's own
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          hostname: box
          domainname: test
          container_name: ${own}
          extra_hosts: ["far:192.0.2.7"]
          dns: [192.0.2.53]
          dns_search: [example.test]
          dns_opt: ["timeout:1"]
          links: [other:friend]
        other: {image: busybox, command: sleep 1000, init: true}
      """
    When I run compose "up -d"
    Then it succeeds
    When I run docker "exec ${own} hostname -f"
    Then stdout is "box.test\n"
    When I run docker "exec ${own} grep far /etc/hosts"
    Then stdout is "192.0.2.7\tfar\n"
    When I run docker "exec ${own} cat /etc/resolv.conf"
    Then stdout contains "search example.test"
    And stdout contains "nameserver 127.0.0.11"
    And stdout contains "options timeout:1"
    When I run docker "exec ${own} ping -c 1 friend"
    Then it succeeds
