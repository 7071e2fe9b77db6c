Feature: Health checks

  Scenario: Health is what the check says
    Given docker "run -d --name ${c} --health-cmd 'test -e /well' --health-interval 1s --health-retries 1 busybox sleep 1000"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = unhealthy" succeeds within 15 seconds
    When I run docker "exec ${c} touch /well"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    When I run docker "inspect --format '{{(index .State.Health.Log 0).ExitCode}} {{.State.Health.FailingStreak}}' ${c}"
    Then stdout is "1 0\n"

  Scenario: Health exists where there is a check, from the first start on
    Given docker "create --name ${c} --health-cmd true --health-interval 1h busybox sleep 1000"
    And docker "run -d --name ${none} --no-healthcheck busybox sleep 1000"
    When I run docker "inspect --format '{{json .State.Health}}' ${c} ${none}"
    Then stdout is "null\nnull\n"
    Given docker "start ${c}"
    When I run docker "inspect --format '{{json .State.Health}}' ${c}"
    Then stdout is "{\"Status\":\"starting\",\"FailingStreak\":0,\"Log\":[]}\n"

  Scenario: The list tells of health and can be filtered by it
    Given docker "run -d --name ${good} --label t=${t} --health-cmd true --health-interval 200ms busybox sleep 1000"
    And docker "run -d --name ${bad} --label t=${t} --health-cmd false --health-interval 200ms --health-retries 2 busybox sleep 1000"
    And docker "run -d --name ${new} --label t=${t} --health-cmd true --health-interval 1h busybox sleep 1000"
    And docker "run -d --name ${none} --label t=${t} busybox sleep 1000"
    Then "docker ps --filter name=${good} --format '{{.Status}}' | grep -q '^Up .* (healthy)$'" succeeds within 15 seconds
    And "docker ps --filter name=${bad} --format '{{.Status}}' | grep -q '^Up .* (unhealthy)$'" succeeds within 15 seconds
    When I run docker "ps --filter name=${new} --format '{{.Status}}'"
    Then stdout matches "Up .* \(health: starting\)"
    When I run docker "ps --filter label=t=${t} --filter health=healthy --format '{{.Names}}'"
    Then stdout is "${good}\n"
    When I run docker "ps --filter label=t=${t} --filter health=unhealthy --format '{{.Names}}'"
    Then stdout is "${bad}\n"
    When I run docker "ps --filter label=t=${t} --filter health=starting --filter health=none --format '{{.Names}}'"
    Then stdout is "${none}\n${new}\n"

  @op:SystemEvents
  Scenario: Probes and changes of health are events
    Given I run "date +%s.%N"
    And I save stdout as start
    And docker "run -d --name ${c} --health-cmd 'exit 0' --health-interval 300ms busybox sleep 1000"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    And "test $(docker inspect --format '{{len .State.Health.Log}}' ${c}) -ge 2" succeeds within 15 seconds
    Given docker "rm -f ${c}"
    And I run "date +%s.%N"
    And I save stdout as end
    When I run "docker events --since ${start} --until ${end} --filter container=${c} --format '{{.Action}} {{index .Actor.Attributes \"exitCode\"}}' | sed -n 3,6p"
    Then stdout is "exec_create: /bin/sh -c exit 0 \nexec_start: /bin/sh -c exit 0 \nexec_die 0\nhealth_status: healthy \n"
    When I run docker "events --since ${start} --until ${end} --filter container=${c} --filter event=health_status --format '{{.Action}}'"
    Then stdout is "health_status: healthy\n"

  Scenario: The log has the last five probes with their output
    Given docker "run -d --name ${c} --health-cmd 'echo x >> /n; wc -l < /n; yes | head -c 5000; exit 3' --health-interval 200ms busybox sleep 1000"
    Then "docker exec ${c} sh -c 'test $(wc -l < /n) -ge 7'" succeeds within 20 seconds
    When I run "docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{len .Output}}{{println}}{{end}}' ${c}"
    Then stdout is "3 4099\n3 4099\n3 4099\n3 4099\n3 4099\n\n"
    When I run "docker inspect --format '{{(index .State.Health.Log 0).Output}}' ${c} | head -1 | grep -c '^[2-9]'"
    Then stdout is "1\n"

  Scenario: A command that hangs is killed and has failed
    Given docker "run -d --name ${c} --health-cmd 'exec sleep 12345' --health-interval 500ms --health-timeout 1500ms --health-retries 1 busybox sleep 1000"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = unhealthy" succeeds within 20 seconds
    When I run docker "inspect --format '{{(index .State.Health.Log 0).ExitCode}} {{(index .State.Health.Log 0).Output}}' ${c}"
    Then stdout is "-1 Health check exceeded timeout (1.5s)\n"
    # The next one begins only when this one is gone.
    And "docker top ${c} -o pid,args | grep -c 12345 | grep -q 0" succeeds within 10 seconds
    When I run "time -p docker stop -t 0 ${c} 2>&1"
    Then it succeeds

  Scenario: A command that is not there
    Given a container "${c}" with the JSON
      """
      {"Image":"busybox","Cmd":["sleep","1000"],
       "Healthcheck":{"Test":["CMD","/nothing/here","x"],"Interval":300000000,"Retries":1}}
      """
    And docker "start ${c}"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = unhealthy" succeeds within 15 seconds
    When I run docker "inspect --format '{{(index .State.Health.Log 0).ExitCode}} {{(index .State.Health.Log 0).Output}}' ${c}"
    Then stdout contains "-1 OCI runtime exec failed: exec failed: "
    And stdout contains "/nothing/here"

  Scenario: Its environment, user and folder are the container's
    Given docker "run -d --name ${c} -e WORD=${nonce} -u 1000 -w /tmp --health-cmd 'echo $WORD $(id -u) $PWD' --health-interval 300ms busybox sleep 1000"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    When I run docker "inspect --format '{{(index .State.Health.Log 0).Output}}' ${c}"
    Then stdout is "${nonce} 1000 /tmp\n\n"

  Scenario: Paused containers are not probed, and a new start begins anew
    Given docker "run -d --name ${c} --health-cmd 'test -e /well' --health-interval 200ms --health-retries 10000 busybox sleep 1000"
    And docker "exec ${c} touch /well"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    Given docker "pause ${c}"
    When I run docker "inspect --format '{{.State.Health.Status}}' ${c}"
    Then stdout is "unhealthy\n"
    When I run "docker inspect --format '{{json .State.Health.Log}}' ${c} > a; sleep 1; docker inspect --format '{{json .State.Health.Log}}' ${c} | cmp - a"
    Then it succeeds
    Given docker "unpause ${c}"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    Given docker "exec ${c} rm /well"
    And docker "stop -t 0 ${c}"
    When I run docker "inspect --format '{{.State.Health.Status}}' ${c}"
    Then stdout is "unhealthy\n"
    Given docker "start ${c}"
    When I run docker "inspect --format '{{.State.Health.Status}} {{len .State.Health.Log}}' ${c}"
    Then stdout matches "starting [1-5]"
    Given docker "exec ${c} touch /well"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds

  Scenario: Within the start period failures do not count
    Given docker "run -d --name ${c} --health-cmd 'test -e /well' --health-interval 300ms --health-retries 1 --health-start-period 1h busybox sleep 1000"
    Then "test $(docker inspect --format '{{len .State.Health.Log}}' ${c}) -ge 2" succeeds within 30 seconds
    When I run docker "inspect --format '{{.State.Health.Status}} {{.State.Health.FailingStreak}}' ${c}"
    Then stdout is "starting 0\n"
    Given docker "exec ${c} touch /well"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds

  Scenario Outline: Checks that cannot be
    When I POST "/containers/create" with the JSON
      """
      {"Image":"busybox","Cmd":["true"],"Healthcheck":{"Test":["CMD","true"],<field>}}
      """
    Then the status is 400
    And the message is "<message>"

    Examples:
      | field           | message                                            |
      | "Interval":1    | Interval in Healthcheck cannot be less than 1ms    |
      | "Timeout":1     | Timeout in Healthcheck cannot be less than 1ms     |
      | "StartPeriod":1 | StartPeriod in Healthcheck cannot be less than 1ms |
      | "Retries":-1    | Retries in Healthcheck cannot be negative          |

  Scenario: The image's check, replaced in part or taken away
    Given docker "create --name ${base} busybox true"
    And docker "commit --change 'HEALTHCHECK --interval=1h --retries=7 CMD echo hi' ${base} ${image}"
    When I run docker "run -d --name ${c} --health-retries 2 ${image} sleep 1000"
    And I run docker "inspect --format '{{json .Config.Healthcheck.Test}} {{.Config.Healthcheck.Interval}} {{.Config.Healthcheck.Retries}}' ${c}"
    Then stdout is "[\"CMD-SHELL\",\"echo hi\"] 1h0m0s 2\n"
    Given docker "run -d --name ${none} --no-healthcheck ${image} sleep 1000"
    When I run docker "inspect --format '{{json .State.Health}} {{json .Config.Healthcheck.Test}}' ${none}"
    Then stdout is "null [\"NONE\"]\n"
    Given docker "rm -f ${c} ${none} ${base}"
    And docker "rmi ${image}"
