Feature: Attach and logs

  @op:ContainerAttach
  Scenario: Attached before the start, nothing is lost
    Given docker "create -i --name ${c} busybox sh -c 'read word; echo got $word; exit 3'"
    When I run docker "start -ai ${c}" with input "${nonce}\n"
    Then it exits with 3
    And stdout is "got ${nonce}\n"

  @op:ContainerAttach
  Scenario: Attached after the start, stdin still arrives
    Given docker "run -d -i --name ${c} busybox sh -c 'read word; echo got $word; exit 4'"
    And I start docker "attach ${c}"
    When I send it "${nonce}\n"
    Then it exits with 4
    And stdout is "got ${nonce}\n"

  @op:ContainerAttach
  Scenario: The same container is attached and started again and again, as gitlab-runner does
    Given docker "create -i --name ${c} busybox sh"
    When I run docker "start -ai ${c}" with input "echo ${one}; exit 1\n"
    Then it exits with 1
    And stdout is "${one}\n"
    When I run docker "start -ai ${c}" with input "echo ${two} > /kept; exit 2\n"
    Then it exits with 2
    When I run docker "start -ai ${c}" with input "cat /kept\n"
    Then it exits with 0
    And stdout is "${two}\n"

  @op:ContainerAttach
  Scenario: Two clients see the same output
    Given docker "run -d --name ${c} busybox sh -c 'while :; do echo ${nonce}; sleep 0.2; done'"
    And I start docker "attach --no-stdin ${c}"
    Then it shows "${nonce}\n${nonce}\n"
    Given I start docker "attach --no-stdin ${c}"
    Then it shows "${nonce}\n${nonce}\n"

  @op:ContainerAttach
  Scenario: Attach to what does not run
    Given docker "create --name ${c} busybox true"
    When I run docker "attach ${c}"
    Then it exits with 1
    And stderr contains "cannot attach to a stopped container"
    When I POST "/containers/${nothing}/attach?stream=1&stdout=1"
    Then the status is 404
    And the answer is "No such container: ${nothing}\r\n"

  @op:ContainerAttach
  Scenario: Past output by attach
    Given docker "run --name ${c} busybox sh -c 'echo ${out}; echo ${err} >&2'"
    When I POST "/containers/${c}/attach?logs=1&stdout=1&stderr=1"
    Then the status is 200
    And the frames are "${out}\n" on stdout and "${err}\n" on stderr

  @op:ContainerAttachWebsocket
  Scenario: The websocket refuses what is no websocket
    Given docker "create --name ${c} busybox true"
    When I GET "/containers/${c}/attach/ws?logs=1&stdout=1"
    Then the status is 400

  @op:ContainerLogs
  Scenario: Logs keep both streams apart
    Given docker "run --name ${c} busybox sh -c 'echo ${out}; echo ${err} >&2'"
    When I run docker "logs ${c}"
    Then stdout is "${out}\n"
    And stderr is "${err}\n"
    When I GET "/containers/${c}/logs?stdout=1&stderr=1"
    Then the answer's header content-type matches ".*"
    And the frames are "${out}\n" on stdout and "${err}\n" on stderr
    When I GET "/containers/${c}/logs"
    Then the status is 400
    And the message is "Bad parameters: you must choose at least one stream"

  @op:ContainerLogs
  Scenario: The last lines only
    Given docker "run --name ${c} busybox seq 1 500"
    When I run docker "logs --tail 3 ${c}"
    Then stdout is "498\n499\n500\n"
    When I run docker "logs --tail 0 ${c}"
    Then stdout is empty
    When I run docker "logs ${c}"
    Then stdout has 500 lines

  @op:ContainerLogs
  Scenario: Timestamps, since and until
    Given docker "run --name ${c} busybox sh -c 'echo early; sleep 2; echo late'"
    When I run docker "logs --timestamps ${c}"
    Then stdout matches "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z early\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z late"
    When I run "docker logs --since $(docker logs --timestamps ${c} | sed -n 's/ late//p') ${c}"
    Then stdout is "late\n"
    When I run "docker logs --until $(docker logs --timestamps ${c} | sed -n 's/ early//p') ${c}"
    Then stdout is "early\n"

  @op:ContainerLogs
  Scenario: Following ends with the container
    Given docker "run -d --name ${c} busybox sh -c 'echo 1; sleep 1; echo 2; sleep 1; echo ${nonce}'"
    When I run docker "logs --follow ${c}"
    Then it exits with 0
    And stdout is "1\n2\n${nonce}\n"

  @op:ContainerLogs
  Scenario: Followed lines come when they are written
    Given docker "run -d --name ${c} busybox sh -c 'echo first; until test -e /go; do sleep 0.1; done; echo ${nonce}; sleep 1000'"
    And I start docker "logs --follow ${c}"
    Then it shows "first\n"
    And it is still running
    When docker "exec ${c} touch /go" meanwhile
    Then it shows "${nonce}\n"
    And it is still running

  @op:ContainerLogs
  Scenario: Long lines, empty lines and a last line without end
    Given docker "run --name ${c} busybox sh -c 'head -c 40000 /dev/zero | tr \"\\0\" x; echo; echo; printf end'"
    When I run "docker logs ${c} | wc -c"
    Then stdout is "40005\n"
    When I run "docker logs ${c} | tail -n 2"
    Then stdout is "\nend"

  @op:ContainerLogs
  Scenario: A container with a terminal has one plain stream
    Given docker "run -t --name ${c} busybox sh -c 'echo out; echo err >&2'"
    When I GET "/containers/${c}/logs?stdout=1&stderr=1"
    Then the answer is "out\r\nerr\r\n"

  @op:ContainerLogs
  Scenario: Logs of what keeps none
    Given docker "run --log-driver none --name ${c} busybox echo unheard"
    When I run docker "logs ${c}"
    Then it exits with 1
    And stderr contains "configured logging driver does not support reading"

  @op:ContainerLogs
  Scenario: Logs are turned over at their size
    Given docker "run --log-opt max-size=10k --log-opt max-file=2 --name ${c} busybox seq 1 2000"
    When I run docker "logs --tail 1 ${c}"
    Then stdout is "2000\n"
    When I run "test $(docker logs ${c} | wc -l) -lt 2000"
    Then it succeeds
