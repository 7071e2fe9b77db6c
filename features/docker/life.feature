Feature: Automatic removal, and how containers are named

  Scenario Outline: With --rm a container goes, however it ends
    Given docker "run -d --rm --name ${c} -v /data busybox sh -c 'trap \"exit 3\" TERM; while :; do sleep 0.1; done'"
    And I run docker "inspect --format '{{range .Mounts}}{{.Name}}{{end}}' ${c}"
    And I save stdout as volume
    When I run docker "<command>"
    Then "! docker inspect ${c}" succeeds within 15 seconds
    And "! docker volume inspect ${volume}" succeeds within 15 seconds

    Examples:
      | command                      |
      | stop ${c}                    |
      | kill ${c}                    |
      | kill -s TERM ${c}            |
      | exec ${c} kill -TERM 1       |
      | rm -f -v ${c}                |

  Scenario: A restart by hand does not remove it
    Given docker "run -d --rm --name ${c} busybox sleep 1000"
    When I run docker "restart -t 0 ${c}"
    And I run docker "inspect --format '{{.State.Running}}' ${c}"
    Then stdout is "true\n"

  Scenario: One that cannot start goes too
    When I run docker "run --rm --name ${c} busybox ${nothing}"
    Then it exits with 127
    And "! docker inspect ${c}" succeeds within 15 seconds

  Scenario: The client writes the id into a file
    When I run docker "run -d --name ${c} --cidfile id busybox sleep 1000"
    And I run "docker inspect --format '{{.Id}} {{.HostConfig.ContainerIDFile}}' ${c} | cut -d' ' -f1 | tr -d '\n' | cmp - id && docker inspect --format '{{.HostConfig.ContainerIDFile}}' ${c}"
    Then stdout is "id\n"
    When I run docker "create --cidfile id busybox true"
    Then it fails
    And stderr contains "ontainer ID file found"

  Scenario: By its beginning, if that is of one only
    Given docker "create --name ${c} busybox true"
    And I run "docker inspect --format '{{.Id}}' ${c} | cut -c1-20 | tr -d '\n'"
    And I save stdout as begin
    When I run docker "inspect --format '{{.Name}}' ${begin}"
    Then stdout is "/${c}\n"
    # Of 17 ids two begin alike.
    Given I run "for i in $(seq 17); do docker create --label t=${t} busybox true; done >/dev/null; docker ps -aq | cut -c1 | sort | uniq -d | head -1 | tr -d '\n'"
    And I save stdout as twice
    When I GET "/containers/${twice}/json"
    Then the message is "Multiple IDs found with provided prefix: ${twice}"
    When I POST "/containers/${twice}/start"
    Then the message is "Multiple IDs found with provided prefix: ${twice}"
    # A name goes before an id.
    Given docker "create --name ${begin} busybox true"
    When I run docker "inspect --format '{{.Name}}' ${begin}"
    Then stdout is "/${begin}\n"
    Given I run "docker rm $(docker ps -aq --filter label=t=${t})"
    And docker "rm ${begin}"
