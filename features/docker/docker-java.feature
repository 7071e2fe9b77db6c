Feature: docker-java, the library beneath Testcontainers

  @op:ContainerCreate @op:ContainerStart @op:ContainerWait @op:ContainerLogs
  Scenario: From creation to the last line of the logs
    Given docker-java creates "${c}" with the command
      | sh | -c | echo ${nonce}; echo ${err} >&2; exit 13 |
    When docker-java starts "${c}"
    Then docker-java waits for "${c}" and gets 13
    When docker-java follows the logs of "${c}" to their end
    Then it has read "${nonce}\n" on stdout and "${err}\n" on stderr

  @op:ContainerAttach
  # docker-java 3.7.1 never half-closes its connection, so the container ends by what it reads, on dockerd too.
  Scenario: Attached before the start, with an input
    Given docker-java creates "${c}" with the command
      | sh | -c | read a; read b; echo $a; echo $b; echo end; echo ${err} >&2 |
    When docker-java attaches to "${c}", starts it and sends "${one}\n${two}\n"
    Then it has read "${one}\n${two}\nend\n" on stdout and "${err}\n" on stderr

  @op:ExecStart @op:ExecInspect
  Scenario: An exec with its exit code
    Given docker "run -d --name ${c} busybox sleep 1000"
    When docker-java executes in "${c}"
      | sh | -c | echo ${nonce}; echo ${err} >&2; exit 23 |
    Then it has read "${nonce}\n" on stdout and "${err}\n" on stderr
    And the exec's exit code is 23

  @op:PutContainerArchive @op:ContainerArchive
  Scenario: Files in and out
    Given docker-java creates "${c}" with the command
      | true |
    When docker-java copies a file "word" holding "${nonce}" to "/tmp" of "${c}"
    Then docker-java reads "${nonce}" from "/tmp/word" of "${c}"

  @op:ContainerInspect @op:ContainerList
  Scenario: A mapped port and a label, as Testcontainers wants them
    Given docker-java runs "${c}" with the label "${label}" and its port 8080 published
    Then docker-java knows the host's port of 8080 of "${c}"
    And docker-java lists "${c}" by the label "${label}"

  @op:SystemEvents
  Scenario: Events come while they happen
    When docker-java listens to the events of "${c}"
    And docker "run --name ${c} busybox sh -c 'exit 3'" fails meanwhile
    Then docker-java has heard "create,start,die" of "${c}"

  @op:ContainerStats
  Scenario: Statistics as a stream
    Given docker "run -d --name ${c} --memory 64m busybox sleep 1000"
    When docker-java takes two statistics of "${c}"
    Then each tells of a limit of 67108864 bytes

  @op:ContainerInspect
  Scenario: What is not there is not found
    Then docker-java does not find "${nothing}"
