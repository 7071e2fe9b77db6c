Feature: Up and down

  Background:
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'
          init: true
        idle:
          image: busybox
          command: sleep 1000
          init: true
          environment: {WORD: "${WORD:-one}"}
          volumes: ["data:/data"]
      volumes:
        data:
      """

  Scenario: Up starts what the file names, down removes it
    When I run compose "up -d"
    Then it succeeds
    And the project has 2 running and 0 other containers, 1 network and 1 volume
    And "${compose} exec -T idle wget -q -O - http://web/" succeeds within 15 seconds
    And stdout is "${nonce}\n"
    When I run compose "ps -q"
    Then stdout has 2 lines
    When I run compose "down"
    Then it succeeds
    And the project has 0 running and 0 other containers, 0 networks and 1 volume
    When I run compose "down -v"
    Then it succeeds
    And nothing of the project is left

  Scenario: Up again changes nothing
    Given compose "up -d"
    And I run compose "ps -q"
    And I save stdout as before
    When I run compose "up -d"
    Then it succeeds
    When I run compose "ps -q"
    And I save stdout as after
    And I run "test '${before}' = '${after}'"
    Then it succeeds

  Scenario: Changed configuration recreates the changed service alone
    Given compose "up -d"
    And I run compose "ps -q web"
    And I save stdout as web
    And I run compose "ps -q idle"
    And I save stdout as idle
    And compose "exec -T idle sh -c 'echo ${nonce} > /data/kept'"
    When I run "WORD=two ${compose} up -d"
    Then it succeeds
    When I run compose "ps -q web"
    Then stdout is "${web}\n"
    When I run compose "ps -q idle"
    Then stdout does not contain "${idle}"
    When I run compose "exec -T idle sh -c 'echo $WORD; cat /data/kept'"
    Then stdout is "two\n${nonce}\n"
    And the project has 2 running and 0 other containers, 1 network and 1 volume

  Scenario: Forced recreation and its refusal
    Given compose "up -d"
    And I run compose "ps -q web"
    And I save stdout as web
    When I run "WORD=two ${compose} up -d --no-recreate"
    Then it succeeds
    When I run compose "exec -T idle sh -c 'echo $WORD'"
    Then stdout is "one\n"
    When I run compose "up -d --force-recreate web"
    Then it succeeds
    When I run compose "ps -q web"
    Then stdout does not contain "${web}"

  Scenario: A service alone
    When I run compose "up -d web"
    Then it succeeds
    When I run docker "ps -a --filter label=com.docker.compose.project=${project} --format '{{.Names}}'"
    Then stdout is "${project}${sep}web${sep}1\n"

  Scenario: Created and started later
    When I run compose "up --no-start"
    Then it succeeds
    And the project has 0 running and 2 other containers, 1 network and 1 volume
    When I run compose "start"
    Then it succeeds
    And the project has 2 running and 0 other containers, 1 network and 1 volume

  Scenario: Scaled up and down
    When I run compose "up -d --scale idle=3"
    Then it succeeds
    And the project has 4 running and 0 other containers, 1 network and 1 volume
    When I run docker "ps -q --filter name=${project}${sep}idle${sep}3"
    Then stdout has 1 line
    When I run compose "exec -T --index 3 idle hostname"
    And I save stdout as third
    And I run docker "inspect --format '{{.Config.Hostname}}' ${project}${sep}idle${sep}3"
    Then stdout is "${third}\n"
    When I run compose "up -d --scale idle=1"
    Then it succeeds
    And the project has 2 running and 0 other containers, 1 network and 1 volume

  Scenario: The command scale
    Given compose "up -d"
    When I run compose "scale idle=2"
    Then it succeeds
    When I run compose "ps -q idle"
    Then stdout has 2 lines
    When I run "${compose} exec -T web nslookup idle | grep -c '^Name:.*idle'"
    Then stdout is "2\n"

  Scenario: Orphans are removed when that is asked for
    Given compose "up -d"
    And the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
      """
    When I run compose "up -d"
    Then it succeeds
    And stderr contains "idle"
    And the project has 2 running and 0 other containers, 1 network and 1 volume
    When I run compose "up -d --remove-orphans"
    Then it succeeds
    And the project has 1 running and 0 other containers, 1 network and 1 volume
