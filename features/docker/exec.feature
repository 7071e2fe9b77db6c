Feature: Exec

  Background:
    Given docker "run -d --name ${c} -e BASE=${base} busybox sleep 1000"

  @op:ContainerExec @op:ExecStart
  Scenario: Output, errors and exit code
    When I run docker "exec ${c} sh -c 'echo ${nonce}; echo ${err} >&2; exit 11'"
    Then it exits with 11
    And stdout is "${nonce}\n"
    And stderr is "${err}\n"

  @op:ExecStart
  Scenario: Every byte of stdin comes back
    When I run docker "exec -i ${c} cat" with 4096 KiB of random bytes as input
    Then it exits with 0
    And stdout is the input

  @op:ExecStart
  Scenario: Stdin ends and the command goes on
    When I run docker "exec -i ${c} sh -c 'wc -l; exit 6'" with input "a\nb\n"
    Then it exits with 6
    And stdout is "2\n"

  @op:ContainerExec
  Scenario: The container's environment and more, another directory, another user
    When I run docker "exec -e MORE=${more} -w /tmp -u worker ${c} sh -c 'echo $BASE $MORE $HOME; pwd; id -un'"
    Then stdout is "${base} ${more} /home\n/tmp\nworker\n"

  @op:ExecResize
  Scenario: At a terminal
    Given I start docker "exec -it ${c} sh" at a terminal of 25 rows and 99 columns
    When I type "until stty size 2>/dev/null | grep '2[5] 9[9]'; do sleep 0.1; done\n"
    Then it shows "25 99\r\n"
    When the terminal becomes 31 rows and 77 columns
    And I type "until stty size | grep '3[1] 7[7]'; do sleep 0.1; done; exit 12\n"
    Then it shows "31 77\r\n"
    And it exits with 12

  @op:ExecStart
  Scenario Outline: What cannot be executed
    When I run docker "exec ${c} <command>"
    Then it exits with <code>
    And stdout contains "<text>"

    Examples:
      | command     | code | text                               |
      | nosuch      | 126  | executable file not found in $PATH |
      | /no/such    | 126  | no such file or directory          |
      | /etc/passwd | 126  | permission denied                  |

  @op:ContainerExec
  Scenario: Where there is nothing to execute in
    When I run docker "exec ${nothing} true"
    Then it exits with 1
    And stderr contains "No such container: ${nothing}"
    Given docker "create --name ${idle} busybox true"
    When I POST "/containers/${idle}/exec" with the JSON '{"Cmd":["true"]}'
    Then the status is 409
    And the answer's "/message" matches "Container [0-9a-f]{64} is not running"
    When I POST "/containers/${c}/exec" with the JSON "{}"
    Then the status is 400
    And the message is "No exec command specified"

  @op:ExecInspect @op:ExecStart
  Scenario: An exec from its making to its end
    When I POST "/containers/${c}/exec" with the JSON '{"Cmd":["sh","-c","exit 21"],"AttachStdout":true}'
    Then the status is 201
    When I save the answer's "/Id" as exec
    And I GET "/exec/${exec}/json"
    Then the answer has
      | /Running                   | false             |
      | /ExitCode                  | null              |
      | /ProcessConfig/entrypoint  | "sh"              |
      | /ProcessConfig/arguments   | ["-c","exit 21"]  |
      | /ProcessConfig/tty         | false             |
    When I POST "/exec/${exec}/start" with the JSON '{"Detach":false}'
    Then the status is 200
    And the answer's header content-type matches "application/vnd.docker.(raw|multiplexed)-stream"
    When I GET "/exec/${exec}/json"
    Then the answer has
      | /Running   | false |
      | /ExitCode  | 21    |
    When I POST "/exec/${exec}/start" with the JSON '{"Detach":true}'
    Then the status is 409
    And the message is "Error: Exec command ${exec} has already run"

  @op:ExecStart
  Scenario: Detached
    When I run docker "exec -d ${c} sh -c 'echo ${nonce} > /done'"
    Then it exits with 0
    And stdout is empty
    And "docker exec ${c} grep ${nonce} /done" succeeds within 10 seconds

  @op:ExecInspect
  Scenario: An exec that is not there
    When I GET "/exec/${nothing}/json"
    Then the status is 404
    And the message is "No such exec instance: ${nothing}"
    When I POST "/exec/${nothing}/start" with the JSON "{}"
    Then the status is 404
    When I POST "/exec/${nothing}/resize?h=1&w=1"
    Then the status is 404

  @op:ExecStart
  Scenario: Many at once do not mix
    When I run "for i in 1 2 3 4 5 6; do docker exec ${c} sh -c 'seq $1 $1 3000 | md5sum' sh $i > out$i & done; wait; for i in 1 2 3 4 5 6; do seq $i $i 3000 | md5sum | cmp - out$i || exit 1; done"
    Then it exits with 0

  @op:ExecStart
  Scenario: A signal in an exec, and what lives on after its client
    When I run docker "exec ${c} sh -c 'kill -9 $$'"
    Then it exits with 137
    When I run "timeout 1 docker exec ${c} sleep 777; docker top ${c} -o pid,args | grep -c 'sleep 777'"
    Then stdout is "1\n"

  @op:ContainerExec
  Scenario: Privileges within
    When I run docker "exec ${c} sh -c 'grep CapEff /proc/self/status'"
    Then stdout is "CapEff:\t00000000a80425fb\n"
    When I run docker "exec -u worker ${c} sh -c 'grep CapEff /proc/self/status'"
    Then stdout is "CapEff:\t0000000000000000\n"
