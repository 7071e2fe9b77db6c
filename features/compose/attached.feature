Feature: Up that stays attached

  Scenario: Output of all services with their names, and the end of all
    Given the compose file
      """
      services:
        one:
          image: busybox
          command: sh -c 'echo out-${nonce}; echo err-${nonce} >&2'
        other:
          image: busybox
          command: echo other-${nonce}
      """
    When I run compose "up --no-color 2>&1"
    Then it succeeds
    And stdout matches "(?s).*one[_-]1 +\| out-${nonce}.*"
    And stdout matches "(?s).*one[_-]1 +\| err-${nonce}.*"
    And stdout matches "(?s).*other[_-]1 +\| other-${nonce}.*"
    And the project has 0 running and 2 other containers, 1 network and 0 volumes

  Scenario: The exit code of a service ends all
    Given the compose file
      """
      services:
        job:
          image: busybox
          command: sh -c 'sleep 1; exit 37'
        beside:
          image: busybox
          command: sleep 1000
          init: true
      """
    When I run compose "up --exit-code-from job"
    Then it exits with 37
    And the project has 0 running and 2 other containers, 1 network and 0 volumes

  Scenario: The first that ends ends all
    Given the compose file
      """
      services:
        job:
          image: busybox
          command: sh -c 'sleep 1; exit 0'
        beside:
          image: busybox
          command: sleep 1000
          init: true
      """
    When I run compose "up --abort-on-container-exit"
    Then it succeeds
    And the project has 0 running and 2 other containers, 1 network and 0 volumes

  Scenario: The interrupt key stops all
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'trap "echo bye-${nonce}; exit 0" TERM; echo hello-${nonce}; while sleep 0.1; do :; done'
      """
    And I start compose "up"
    And it shows "hello-${nonce}"
    When I send the client the signal INT
    Then "docker logs ${project}${sep}web${sep}1 | grep -x bye-${nonce}" succeeds within 15 seconds
    And "docker ps -a --filter label=com.docker.compose.project=${project} --format '{{.State}}' | grep -x exited" succeeds within 15 seconds
    And the project has 0 running and 1 other containers, 1 network and 0 volumes

  @v2
  Scenario: Waiting until all are healthy
    Given the compose file
      """
      services:
        slow:
          image: busybox
          command: sh -c 'sleep 1; touch /ready; exec sleep 1000'
          init: true
          healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 300ms, retries: 20}
        quick:
          image: busybox
          command: sleep 1000
          init: true
      """
    When I run compose "up -d --wait"
    Then it succeeds
    When I run compose "ps --format '{{.Service}} {{.State}} {{.Health}}'"
    Then stdout is "quick running \nslow running healthy\n"

  @v2
  Scenario: Waiting in vain
    Given the compose file
      """
      services:
        sick:
          image: busybox
          command: sleep 1000
          init: true
          healthcheck: {test: ["CMD", "false"], interval: 200ms, retries: 2}
      """
    When I run compose "up -d --wait"
    Then it exits with 1
    And stderr contains "container ${project}-sick-1 is unhealthy"

  @v2
  Scenario: Waiting for what ends
    Given the compose file
      """
      services:
        fails:
          image: busybox
          command: sh -c 'exit 3'
      """
    When I run compose "up -d --wait"
    Then it exits with 1
    And stderr contains "container ${project}-fails-1 exited (3)"
