Feature: Links on the default bridge

  Scenario: A linked container is known by name and by variables
    Given docker "run -d --name ${db} --hostname box --expose 80 --expose 9/udp -e A=1 -e 'B=x y' busybox httpd -f -h /"
    When I run docker "run --name ${c} --link ${db}:web-db busybox sh -c 'env | grep ^WEB_DB | sed s/172[.0-9]*/IP/ | sort'"
    Then stdout is
      """
      WEB_DB_ENV_A=1
      WEB_DB_ENV_B=x y
      WEB_DB_NAME=/${c}/web-db
      WEB_DB_PORT=udp://IP:9
      WEB_DB_PORT_80_TCP=tcp://IP:80
      WEB_DB_PORT_80_TCP_ADDR=IP
      WEB_DB_PORT_80_TCP_PORT=80
      WEB_DB_PORT_80_TCP_PROTO=tcp
      WEB_DB_PORT_9_UDP=udp://IP:9
      WEB_DB_PORT_9_UDP_ADDR=IP
      WEB_DB_PORT_9_UDP_PORT=9
      WEB_DB_PORT_9_UDP_PROTO=udp
      """
    When I run docker "run --rm --link ${db}:web-db busybox sh -c 'grep web-db /etc/hosts | cut -f2; wget -qO- http://web-db/etc/passwd | head -1 | cut -d: -f1'"
    Then stdout is "web-db box ${db}\nroot\n"
    When I run docker "inspect --format '{{json .HostConfig.Links}}' ${c}"
    Then stdout is "[\"/${db}:/${c}/web-db\"]\n"
    When I run docker "run --rm --link ${db} busybox grep -c ${db} /etc/hosts"
    Then stdout is "1\n"

  Scenario: A range of ports
    Given docker "run -d --name ${db} --expose 7000-7002 busybox sleep 1000"
    When I run docker "run --rm --link ${db}:d busybox sh -c 'env | grep -e _START -e _END | sed s/172[.0-9]*/IP/ | sort'"
    Then stdout is "D_PORT_7000_TCP_END=tcp://IP:7002\nD_PORT_7000_TCP_PORT_END=7002\nD_PORT_7000_TCP_PORT_START=7000\nD_PORT_7000_TCP_START=tcp://IP:7000\n"

  Scenario: What is linked to may come back at another address
    Given docker "run -d --name ${db} --hostname ${host} busybox sleep 1000"
    And docker "run -d --name ${c} --link ${db}:d busybox sleep 1000"
    And docker "stop -t 0 ${db}"
    # Takes the address that is free now.
    And docker "run -d --name ${other} busybox sleep 1000"
    And docker "start ${db}"
    When I run docker "inspect --format '{{.NetworkSettings.IPAddress}}' ${db}"
    And I save stdout as address
    And I run docker "exec ${c} sh -c 'until grep -q \"^${address}.*${host}\" /etc/hosts; do sleep 0.05; done; grep -c ${host} /etc/hosts'"
    Then stdout is "1\n"

  @op:ContainerDelete
  Scenario: Links follow new names and can be taken away
    Given docker "run -d --name ${db} busybox sleep 1000"
    And docker "create --name ${c} --link ${db}:a --link ${db}:b busybox true"
    And docker "rename ${db} ${new}"
    When I run docker "inspect --format '{{json .HostConfig.Links}}' ${c}"
    Then stdout contains "\"/${new}:/${c}/a\""
    And stdout contains "\"/${new}:/${c}/b\""
    When I run docker "inspect --format '{{.Name}}' ${c}/a"
    Then stdout is "/${new}\n"
    When I run docker "rm --link ${c}/a"
    Then it succeeds
    When I run docker "inspect --format '{{json .HostConfig.Links}}' ${c}"
    Then stdout is "[\"/${new}:/${c}/b\"]\n"
    When I DELETE "/containers/${c}/a?link=1"
    Then the status is 404
    And the message is "No such container: ${c}/a"

  Scenario: Links that lead nowhere
    When I POST "/containers/create" with the JSON '{"Image":"busybox","HostConfig":{"Links":["${nothing}:x"]}}'
    Then the status is 400
    And the message is "could not get container for ${nothing}: No such container: ${nothing}"
    Given docker "create --name ${down} busybox true"
    And docker "create --name ${c} --link ${down}:x busybox true"
    When I POST "/containers/${c}/start"
    Then the status is 500
    And the message is "Cannot link to a non running container: /${down} AS /${c}/x"
    Given docker "run -d --name ${host} --net host busybox sleep 1000"
    When I POST "/containers/create" with the JSON '{"Image":"busybox","HostConfig":{"Links":["${host}:x"]}}'
    Then the status is 400
    And the message is "conflicting options: host type networking can't be used with links. This would result in undefined behavior"
    When I POST "/containers/create" with the JSON '{"Image":"busybox","HostConfig":{"Links":["a:b:c"]}}'
    Then the status is 500
    And the message is "bad format for links: a:b:c"
