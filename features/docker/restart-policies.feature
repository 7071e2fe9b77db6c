Feature: Restart policies

  Scenario: The pauses between restarts double
    Given I run "date +%s.%N"
    And I save stdout as start
    And docker "run -d --name ${c} --restart on-failure:5 busybox false"
    Then "test $(docker inspect --format '{{.State.Status}}{{.RestartCount}}' ${c}) = exited5" succeeds within 30 seconds
    When I run "date +%s.%N"
    And I save stdout as end
    And I run "docker events --since ${start} --until ${end} --filter container=${c} --filter event=die --filter event=start --format '{{.TimeNano}} {{.Action}}' | awk '/die/ {died=$1} /start/ && died {pause=($1-died)/1e6; least=100*2^n; print (pause >= least && pause < least+1500) ? least : pause; n++}'"
    Then stdout is "100\n200\n400\n800\n1600\n"

  Scenario: A success ends it, a failure does not, and a start by hand counts anew
    Given docker "run -d --name ${c} --restart on-failure busybox sh -c 'test -e /again && exit 0; touch /again; exit 4'"
    Then "test $(docker inspect --format '{{.State.Status}}{{.State.ExitCode}}{{.RestartCount}}' ${c}) = exited01" succeeds within 15 seconds
    Given docker "start ${c}"
    Then "test $(docker inspect --format '{{.State.Status}}{{.State.ExitCode}}{{.RestartCount}}' ${c}) = exited00" succeeds within 15 seconds

  Scenario: Between two runs it is restarting
    Given docker "run -d --name ${c} --restart always busybox sh -c 'exit 5'"
    Then "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6restarting" succeeds within 30 seconds
    When I run docker "inspect --format '{{.State.Running}} {{.State.Restarting}} {{.State.Pid}} {{.State.ExitCode}}' ${c}"
    Then stdout is "true true 0 5\n"
    When I run docker "ps --filter name=${c} --filter status=restarting --format '{{.State}} {{.Status}}'"
    Then stdout matches "restarting Restarting \(5\) .* ago"
    When I POST "/containers/${c}/pause"
    Then the status is 409
    And the answer's "/message" matches "Container [0-9a-f]{64} is restarting, wait until the container is running"
    When I run docker "exec ${c} true"
    Then it exits with 1
    And stderr contains "is restarting, wait until the container is running"
    When I DELETE "/containers/${c}"
    Then the status is 409
    And the answer's "/message" matches "You cannot remove a restarting container [0-9a-f]{64}. Stop the container before attempting removal or force remove"

  Scenario Outline: One that waits for its restart can be brought down
    Given docker "run -d --name ${c} --restart always busybox false"
    Then "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6restarting" succeeds within 30 seconds
    When I run docker "<command> ${c}"
    Then it succeeds
    And "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6exited" succeeds within 10 seconds
    # It would have come back within this time.
    When I run "sleep 4; docker inspect --format '{{.RestartCount}} {{.State.Status}}' ${c}"
    Then stdout is "6 exited\n"

    Examples:
      | command |
      | stop    |
      | kill    |

  Scenario: One that waits for its restart can be removed by force
    Given docker "run -d --name ${c} --restart always busybox false"
    Then "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 5restarting" succeeds within 30 seconds
    When I run docker "rm -f ${c}"
    Then it succeeds
    When I GET "/containers/${c}/json"
    Then the status is 404

  @op:ContainerUpdate
  Scenario: A policy taken away from one that waits for its restart lets it run once more
    Given docker "run -d --name ${c} --restart always busybox false"
    Then "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6restarting" succeeds within 30 seconds
    When I run docker "update --restart no ${c}"
    Then stdout is "${c}\n"
    And "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6exited" succeeds within 15 seconds
    When I run docker "inspect --format '{{.HostConfig.RestartPolicy.Name}}' ${c}"
    Then stdout is "no\n"

  @op:ContainerUpdate
  Scenario: Policies that an update refuses
    Given docker "run -d --rm --name ${c} busybox sleep 1000"
    When I POST "/containers/${c}/update" with the JSON '{"RestartPolicy":{"Name":"always"}}'
    Then the answer's "/message" matches ".*Restart policy cannot be updated because AutoRemove is enabled for the container"
    When I POST "/containers/${c}/update" with the JSON '{"RestartPolicy":{"Name":"sometimes"}}'
    Then the status is 400
    And the message is "invalid restart policy 'sometimes'"
    When I run docker "run --rm --restart always busybox true"
    Then it exits with 125
    And stderr contains "onflicting options: "

  Scenario: A stop by hand outlasts the policy until the next start
    Given docker "run -d --name ${c} --restart unless-stopped busybox sh -c 'trap \"exit 3\" TERM; sleep 1000 & wait'"
    When I run docker "stop -t 5 ${c}"
    And I run docker "inspect --format '{{.State.Status}} {{.RestartCount}}' ${c}"
    Then stdout is "exited 0\n"
    Given docker "start ${c}"
    When I run docker "exec ${c} sh -c 'kill -TERM 1'"
    Then "test $(docker inspect --format '{{.State.Status}}{{.RestartCount}}' ${c}) = running1" succeeds within 15 seconds
