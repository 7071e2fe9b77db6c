@sockerless @isolated
Feature: The daemon dies and comes back

  Scenario: A running container runs on, and can be used as before
    Given docker "run -d -i --name ${c} busybox sh -c 'echo before; while read word; do echo got $word; done'"
    And I run docker "inspect --format '{{.State.Pid}} {{.State.StartedAt}}' ${c}"
    And I save stdout as before
    When the daemon is killed and starts again
    And I run docker "inspect --format '{{.State.Pid}} {{.State.StartedAt}}' ${c}"
    Then stdout is "${before}\n"
    When I run docker "exec ${c} echo ${nonce}"
    Then stdout is "${nonce}\n"
    Given I start docker "attach ${c}"
    When I send it "${word}\n"
    Then it shows "got ${word}\n"
    When I run docker "logs ${c}"
    Then stdout is "before\ngot ${word}\n"

  Scenario: What ended meanwhile is known with its exit code and its output
    Given docker "run -d --name ${c} busybox sh -c 'echo first; sleep 1; echo ${nonce}; exit 29'"
    When the daemon is killed
    And I run "sleep 2"
    And the daemon starts again
    And I run docker "wait ${c}"
    Then stdout is "29\n"
    When I run docker "logs ${c}"
    Then stdout is "first\n${nonce}\n"

  Scenario: Everything that was acknowledged is there again
    Given docker "create --name ${c} --label k=${label} busybox echo ${nonce}"
    And docker "volume create --label k=${label} ${vol}"
    And docker "tag busybox ${box}:t"
    When the daemon is killed and starts again
    And I run docker "start -a ${c}"
    Then stdout is "${nonce}\n"
    When I run docker "volume ls -q --filter label=k=${label}"
    Then stdout is "${vol}\n"
    When I run docker "images --format '{{.Repository}}:{{.Tag}}' ${box}"
    Then stdout is "${box}:t\n"

  Scenario: A published port is served before and after
    Given docker "run -d --name ${web} -p 18977:80 busybox sh -c 'mkdir /www; echo ${nonce} > /www/index.html; exec httpd -f -p 80 -h /www'"
    Then "curl --silent --fail http://127.0.0.1:18977/" succeeds within 10 seconds
    When the daemon is killed and starts again
    Then "curl --silent --fail http://127.0.0.1:18977/" succeeds within 10 seconds
    And stdout is "${nonce}\n"

  Scenario: Restart policies hold across the daemon's end
    Given docker "run -d --restart always --name ${always} busybox sleep 1000"
    And docker "run -d --restart unless-stopped --name ${stopped} busybox sleep 1000"
    And docker "stop -t 0 ${stopped}"
    When the daemon is stopped and starts again
    Then "test $(docker inspect --format '{{.State.Running}}' ${always}) = true" succeeds within 10 seconds
    When I run docker "inspect --format '{{.State.Running}}' ${stopped}"
    Then stdout is "false\n"

  Scenario: A paused container stays paused
    Given docker "run -d --name ${c} busybox sleep 1000"
    And docker "pause ${c}"
    When the daemon is killed and starts again
    And I run docker "inspect --format '{{.State.Status}}' ${c}"
    Then stdout is "paused\n"
    When I run docker "unpause ${c}"
    And I run docker "exec ${c} echo ${nonce}"
    Then stdout is "${nonce}\n"

  Scenario: Health is known, and probing goes on
    Given docker "run -d --name ${c} --health-cmd 'echo x >> /n; test ! -e /ill' --health-interval 500ms --health-retries 1 busybox sleep 1000"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = healthy" succeeds within 15 seconds
    When the daemon is killed and starts again
    And I run docker "inspect --format '{{.State.Health.Status}} {{len .State.Health.Log}}' ${c}"
    Then stdout matches "healthy [1-5]"
    Given docker "exec ${c} touch /ill"
    Then "test $(docker inspect --format '{{.State.Health.Status}}' ${c}) = unhealthy" succeeds within 15 seconds

  Scenario: A restart that waited when the daemon died takes place, and one that was called off does not
    Given docker "run -d --name ${c} --restart always busybox false"
    And docker "run -d --name ${off} --restart unless-stopped busybox false"
    And docker "run -d --name ${few} --restart on-failure:8 busybox sh -c 'exit 4'"
    Then "test $(docker inspect --format '{{.RestartCount}}{{.State.Status}}' ${c}) = 6restarting" succeeds within 30 seconds
    Given docker "stop ${off}"
    When the daemon is killed and starts again
    Then "test $(docker inspect --format '{{.RestartCount}}' ${c}) -gt 6" succeeds within 15 seconds
    And "test $(docker inspect --format '{{.State.Status}}{{.RestartCount}}{{.State.ExitCode}}' ${few}) = exited84" succeeds within 60 seconds
    When I run docker "inspect --format '{{.State.Status}}' ${off}"
    Then stdout is "exited\n"

  Scenario: A log is rotated and compressed while nobody watches, and read by the next daemon
    Given docker "run -d --name ${c} --log-driver local --log-opt max-size=10k --log-opt max-file=9 busybox sh -c 'sleep 2; seq 1 800; sleep 1000'"
    When the daemon is killed
    And I run "sleep 3"
    And the daemon starts again
    And I run docker "logs ${c}"
    Then stdout has 800 lines
    When I run docker "logs --tail 300 ${c}"
    Then stdout has 300 lines
    And stdout contains "501\n502\n"

  Scenario: Automatic removals that the daemon's death got in the way of are made up for
    Given docker "run -d --rm --name ${ended} busybox sleep 2"
    And docker "run -d --rm --name ${on} busybox sleep 1000"
    When the daemon is killed
    And I run "sleep 3"
    And the daemon starts again
    Then "! docker inspect ${ended}" succeeds within 15 seconds
    When I run docker "kill ${on}"
    Then "! docker inspect ${on}" succeeds within 15 seconds
