Feature: What goes wrong leaves nothing half made

  Scenario: An image that is nowhere
    Given a registry
    And the compose file
      """
      services:
        web: {image: "${registry}/no/such:image", command: sleep 1000}
      """
    When I run compose "up -d"
    Then it fails
    And stderr contains "not found"
    When I run docker "ps -aq --filter label=com.docker.compose.project=${project}"
    Then stdout is empty
    When I run compose "down"
    Then nothing of the project is left

  Scenario: An image from a registry
    Given a registry
    And docker "tag busybox ${registry}/shop/${img}:1"
    And docker "push -q ${registry}/shop/${img}:1"
    And docker "rmi ${registry}/shop/${img}:1"
    And the compose file
      """
      services:
        web: {image: "${registry}/shop/${img}:1", command: echo ${nonce}}
      """
    When I run compose "pull -q"
    Then it succeeds
    When I run docker "images -q ${registry}/shop/${img}:1"
    Then stdout has 1 line
    Given docker "rmi ${registry}/shop/${img}:1"
    When I run compose "up -d"
    Then it succeeds
    And "docker wait ${project}${sep}web${sep}1" succeeds within 15 seconds
    When I run docker "logs ${project}${sep}web${sep}1"
    Then stdout is "${nonce}\n"
    When I run compose "down --rmi all"
    Then it succeeds
    When I run docker "images -q ${registry}/shop/${img}:1"
    Then stdout is empty

  Scenario: A push of the project's images
    Given a registry
    And docker "tag busybox ${registry}/shop/${img}:2"
    And the compose file
      """
      services:
        web: {image: "${registry}/shop/${img}:2", command: "true", build: .}
      """
    When I run compose "push"
    Then it succeeds
    When I run "curl -sf http://${registry}/v2/shop/${img}/tags/list"
    Then stdout contains "\"2\""

  Scenario: A program that is not there
    Given the compose file
      """
      services:
        web: {image: busybox, command: /no/such/program-${nonce}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "no such file or directory"
    And the project has 0 running and 1 other containers, 1 network and 0 volumes
    When I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${project}${sep}web${sep}1"
    Then stdout is "created 127\n"
    When I run compose "down"
    Then nothing of the project is left

  Scenario: A port that is taken
    Given the compose file
      """
      services:
        one: {image: busybox, command: sleep 1000, init: true, ports: ["28762:80"]}
        two: {image: busybox, command: sleep 1000, init: true, ports: ["28762:80"], depends_on: [one]}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "Bind for 0.0.0.0:28762 failed: port is already allocated"
    And the project has 1 running and 1 other containers, 1 network and 0 volumes
    When I run compose "stop one"
    And I run compose "start two"
    Then the project has 1 running and 1 other containers, 1 network and 0 volumes
    When I run compose "down"
    Then nothing of the project is left

  Scenario: Subnets that overlap
    Given docker "network create --subnet 10.216.3.0/24 ${net}"
    And the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, init: true, networks: [over]}
      networks: {over: {ipam: {config: [{subnet: 10.216.3.128/25}]}}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "Pool overlaps with other one on this address space"
    And nothing of the project is left

  Scenario: An address that is taken and one of another network
    Given the compose file
      """
      services:
        one: {image: busybox, command: sleep 1000, init: true, networks: {n: {ipv4_address: 10.216.4.9}}}
        two: {image: busybox, command: sleep 1000, init: true, networks: {n: {ipv4_address: 10.216.4.9}}, depends_on: [one]}
        far: {image: busybox, command: sleep 1000, init: true, networks: {n: {ipv4_address: 10.217.4.9}}, profiles: [far]}
      networks: {n: {ipam: {config: [{subnet: 10.216.4.0/24}]}}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "Address already in use"
    When I run compose "--profile far up -d far"
    Then it exits with 1
    When I run compose "--profile far down"
    Then nothing of the project is left

  Scenario: A driver that is not there
    Given the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, volumes: ["vol:/v"]}
      volumes: {vol: {driver: nodriver}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "nodriver"
    When I run docker "ps -aq --filter label=com.docker.compose.project=${project}"
    Then stdout is empty

  @v2
  Scenario: A folder that cannot be bound
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          volumes: [{type: bind, source: "${dir}/no/such", target: /v, bind: {create_host_path: false}}]
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "bind source path does not exist"
    When I run docker "ps -q --filter label=com.docker.compose.project=${project}"
    Then stdout is empty
