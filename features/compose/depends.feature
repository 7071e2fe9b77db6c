Feature: Services that wait for others

  Scenario: A service waits until another is healthy
    Given the compose file
      """
      services:
        db:
          image: busybox
          command: sh -c 'sleep 1; mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'
          init: true
          healthcheck: {test: ["CMD-SHELL", "wget -q -O /dev/null http://127.0.0.1/"], interval: 300ms, retries: 30}
        app:
          image: busybox
          command: wget -q -O - http://db/
          depends_on: {db: {condition: service_healthy}}
      """
    When I run compose "up -d"
    Then it succeeds
    And "docker wait ${project}${sep}app${sep}1" succeeds within 15 seconds
    And stdout is "0\n"
    When I run docker "logs ${project}${sep}app${sep}1"
    Then stdout is "${nonce}\n"

  Scenario: A service waits until a job is done
    Given the compose file
      """
      services:
        job:
          image: busybox
          command: sh -c 'sleep 1; echo ${nonce} > /data/result'
          volumes: ["data:/data"]
        app:
          image: busybox
          command: cat /data/result
          volumes: ["data:/data"]
          depends_on: {job: {condition: service_completed_successfully}}
      volumes: {data: }
      """
    When I run compose "up -d"
    Then it succeeds
    And "docker wait ${project}${sep}app${sep}1" succeeds within 15 seconds
    And stdout is "0\n"
    When I run docker "logs ${project}${sep}app${sep}1"
    Then stdout is "${nonce}\n"

  Scenario: What a failed job leaves undone
    Given the compose file
      """
      services:
        job:
          image: busybox
          command: sh -c 'exit 9'
        app:
          image: busybox
          command: sleep 1000
          init: true
          depends_on: {job: {condition: service_completed_successfully}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "9"
    When I run docker "ps -q --filter label=com.docker.compose.project=${project}"
    Then stdout is empty

  Scenario: What an unhealthy service leaves undone
    Given the compose file
      """
      services:
        db:
          image: busybox
          command: sleep 1000
          init: true
          healthcheck: {test: "exit 1", interval: 200ms, retries: 2}
        app:
          image: busybox
          command: sleep 1000
          init: true
          depends_on: {db: {condition: service_healthy}}
      """
    When I run compose "up -d"
    Then it exits with 1
    And stderr contains "unhealthy"
    When I run docker "ps -q --filter name=${project}${sep}app${sep}1"
    Then stdout is empty
    When I run docker "inspect --format '{{.State.Health.Status}}' ${project}${sep}db${sep}1"
    Then stdout is "unhealthy\n"

  Scenario: The order of starts and stops
    Given the compose file
      """
      services:
        third: {image: busybox, command: sleep 1000, init: true, depends_on: [second]}
        second: {image: busybox, command: sleep 1000, init: true, depends_on: {first: {condition: service_started}}}
        first: {image: busybox, command: sleep 1000, init: true}
      """
    And I run "date +%s"
    And I save stdout as since
    When I run compose "up -d third"
    Then it succeeds
    And the project has 3 running and 0 other containers, 1 network and 0 volumes
    When I run compose "stop"
    Then it succeeds
    When I run docker "events --since ${since} --until $(($(date +%s)+1)) --filter label=com.docker.compose.project=${project} --filter event=start --filter event=die --format '{{.Action}} {{index .Actor.Attributes \"com.docker.compose.service\"}}'"
    Then stdout is "start first\nstart second\nstart third\ndie third\ndie second\ndie first\n"

  Scenario: All forms of health checks
    Given the compose file
      """
      services:
        exec: {image: busybox, command: sleep 1000, init: true, healthcheck: {test: ["CMD", "true"], interval: 1m30s, timeout: 10s, retries: 3, start_period: 40s}}
        shell: {image: busybox, command: sleep 1000, init: true, healthcheck: {test: ["CMD-SHELL", "true && true"], interval: 2s}}
        text: {image: busybox, command: sleep 1000, init: true, healthcheck: {test: "true"}}
        none: {image: busybox, command: sleep 1000, init: true, healthcheck: {disable: true}}
      """
    When I run compose "up -d"
    Then it succeeds
    When I run docker "inspect --format '{{json .Config.Healthcheck}}' ${project}${sep}exec${sep}1"
    Then stdout is "{\"Test\":[\"CMD\",\"true\"],\"Interval\":90000000000,\"Timeout\":10000000000,\"StartPeriod\":40000000000,\"Retries\":3}\n"
    When I run docker "inspect --format '{{json .Config.Healthcheck}}' ${project}${sep}shell${sep}1"
    Then stdout is "{\"Test\":[\"CMD-SHELL\",\"true && true\"],\"Interval\":2000000000}\n"
    When I run docker "inspect --format '{{json .Config.Healthcheck.Test}} {{.State.Health.Status}}' ${project}${sep}text${sep}1"
    Then stdout is "[\"CMD-SHELL\",\"true\"] starting\n"
    When I run docker "inspect --format '{{json .Config.Healthcheck.Test}} {{json .State.Health}}' ${project}${sep}none${sep}1"
    Then stdout is "[\"NONE\"] null\n"
