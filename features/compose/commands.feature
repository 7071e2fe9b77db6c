Feature: Commands on a running project

  Background:
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'for i in 1 2 3; do echo line-$$i-${nonce}; done; echo err-${nonce} >&2; exec sleep 1000'
          init: true
          environment: {WORD: "${nonce}"}
        job:
          image: busybox
          command: sh -c 'exit 5'
          profiles: [jobs]
          environment: {WORD: default}
          volumes: ["/scratch"]
        ends:
          image: busybox
          command: sh -c 'sleep 2; exit 14'
          profiles: [jobs]
      """
    And compose "up -d"

  Scenario: Logs with and without names, and their end
    Then "${compose} logs --no-color | grep err-${nonce}" succeeds within 15 seconds
    When I run compose "logs --no-color web"
    Then stdout matches "(?s).*web[_-]1 +\| line-1-${nonce}\n.*web[_-]1 +\| line-3-${nonce}.*"
    When I run compose "logs --no-log-prefix web"
    Then stdout contains "line-2-${nonce}\n"
    And stdout does not contain "|"
    When I run "docker logs --tail 1 ${project}${sep}web${sep}1 2>/dev/null | cat; ${compose} logs --no-log-prefix --tail 1 web | grep -c ${nonce}"
    Then stdout contains "1\n"
    When I run compose "logs --no-color -t web"
    Then stdout matches "(?s).*\| 20[0-9][0-9]-[0-9-]+T[0-9:.]+Z line-1-${nonce}.*"

  Scenario: Followed logs
    Given I start compose "logs -f --no-log-prefix web"
    Then it shows "line-3-${nonce}"
    When docker "exec ${project}${sep}web${sep}1 sh -c 'echo later-${nonce} > /proc/1/fd/1'" meanwhile
    Then it shows "later-${nonce}"
    When docker "kill ${project}${sep}web${sep}1" meanwhile
    Then it succeeds

  Scenario: Exec gives back output and exit code
    When I run compose "exec -T web sh -c 'echo out-$WORD; echo err >&2; exit 42'"
    Then it exits with 42
    And stdout is "out-${nonce}\n"
    And stderr contains "err"
    When I run compose "exec -T -u 1000 -e MORE=${more} web sh -c 'id -u; echo $MORE'"
    Then stdout is "1000\n${more}\n"
    When I run "echo ${input} | ${compose} exec -T web cat"
    Then stdout is "${input}\n"
    When I run compose "exec -T web no-such-program"
    Then it fails

  Scenario: Exec at a terminal and in the background
    When I run "script --quiet --return --command '${compose} exec web sh -c \"test -t 0 && test -t 1 && echo tty-${nonce}\"' /dev/null < /dev/null"
    Then it succeeds
    And stdout contains "tty-${nonce}"
    When I run compose "exec -d web touch /tmp/${mark}"
    Then "${compose} exec -T web test -e /tmp/${mark}" succeeds within 15 seconds

  Scenario: Exec where nothing runs
    When I run compose "exec -T job true"
    Then it exits with 1

  Scenario: Run gives back output and exit code and leaves nothing
    When I run compose "run --rm -T job"
    Then it exits with 5
    When I run compose "run --rm -T -e WORD=${other} job sh -c 'echo $WORD; exit 6'"
    Then it exits with 6
    And stdout is "${other}\n"
    When I run "echo ${input} | ${compose} run --rm -T --entrypoint cat job"
    Then stdout is "${input}\n"
    When I run docker "ps -aq --filter label=com.docker.compose.project=${project} --filter label=com.docker.compose.oneoff=True"
    Then stdout is empty
    And the project has 1 running and 0 other containers, 1 network and 0 volumes

  Scenario: Run beside the service
    When I run compose "run -d --name ${one} -l mine=${nonce} -w /tmp -v ${dir}:/host web sleep 1000"
    Then it succeeds
    When I run docker "exec ${one} sh -c 'pwd; ls /host'"
    Then stdout contains "/tmp\n"
    And stdout contains "compose.yaml\n"
    When I run docker "inspect --format '{{.Config.Labels.mine}} {{index .Config.Labels \"com.docker.compose.oneoff\"}}' ${one}"
    Then stdout is "${nonce} True\n"
    When I run docker "rm -f ${one}"
    And I run compose "down"
    Then it succeeds
    And nothing of the project is left

  Scenario: Stop, start and restart
    When I run compose "stop -t 3"
    Then it succeeds
    And the project has 0 running and 1 other containers, 1 network and 0 volumes
    When I run docker "inspect --format '{{.State.ExitCode}}' ${project}${sep}web${sep}1"
    Then stdout is "143\n"
    When I run compose "start"
    Then it succeeds
    When I run docker "inspect --format '{{.State.StartedAt}}' ${project}${sep}web${sep}1"
    And I save stdout as started
    And I run compose "restart -t 3"
    Then it succeeds
    When I run docker "inspect --format '{{.State.StartedAt}} {{.State.Running}}' ${project}${sep}web${sep}1"
    Then stdout does not contain "${started}"
    And stdout contains " true"

  Scenario: Pause and unpause
    When I run compose "pause"
    Then it succeeds
    When I run docker "inspect --format '{{.State.Status}}' ${project}${sep}web${sep}1"
    Then stdout is "paused\n"
    When I run compose "unpause"
    Then it succeeds
    When I run compose "exec -T web echo ${again}"
    Then stdout is "${again}\n"

  Scenario: Kill and remove
    When I run compose "kill -s KILL"
    Then it succeeds
    And "docker inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${project}${sep}web${sep}1 | grep -x 'exited 137'" succeeds within 15 seconds
    When I run compose "rm -f"
    Then it succeeds
    And the project has 0 running and 0 other containers, 1 network and 0 volumes

  Scenario: Top
    When I run compose "top web"
    Then it succeeds
    And stdout contains "sleep 1000"
    And stdout contains "PID"

  Scenario: Copies in and out
    Given a file "in" of 70000 random bytes
    When I run "docker cp in ${project}${sep}web${sep}1:/tmp/file && docker cp ${project}${sep}web${sep}1:/tmp/file out"
    Then it succeeds
    And the files "in" and "out" are the same

  @v2
  Scenario: Copies in and out by compose
    Given a file "in/file" of 70000 random bytes
    And a file "in/more/${nonce}" holding "${nonce}"
    When I run compose "cp in web:/tmp/there"
    Then it succeeds
    When I run compose "cp web:/tmp/there/file out"
    Then the files "in/file" and "out" are the same
    When I run compose "exec -T web cat /tmp/there/more/${nonce}"
    Then stdout is "${nonce}"
    When I run compose "cp web:/no/such/file out"
    Then it exits with 1

  Scenario: Events
    When I run "${compose} events >events.log 2>&1 & pid=$!; for i in $(seq 60); do ${compose} pause web; ${compose} unpause web; grep -q 'container pause' events.log && tail -n 1 events.log | grep -q unpause && break; done; kill $pid; cat events.log"
    Then it succeeds
    And stdout matches "(?s).*20[^\n]* container pause [0-9a-f]{64} \([^\n]*name=${project}${sep}web${sep}1[^\n]*\)\n.*container unpause [0-9a-f]{64}.*"

  Scenario: Images of the project
    When I run compose "images -q"
    Then stdout matches "(sha256:)?[0-9a-f]+"
    When I run docker "image inspect --format '{{.Id}}' $(${compose} images -q)"
    And I save stdout as image
    And I run docker "inspect --format '{{.Image}}' ${project}${sep}web${sep}1"
    Then stdout is "${image}\n"

  @v2
  Scenario: What v2 alone can tell
    When I run compose "ls --filter name=${project}"
    Then stdout matches "(?s).*${project} +running\(1\).*"
    When I run compose "ps --format json"
    Then stdout contains "\"State\":\"running\""
    When I run compose "stats --no-stream --format '{{.Name}}'"
    Then stdout is "${project}-web-1\n"
    When I run compose "volumes -q"
    Then it succeeds
    When I run compose "ps --status exited -q"
    Then stdout is empty

  @v2
  Scenario: Waiting for the end of a service
    Given compose "up -d ends"
    When I run compose "wait ends"
    Then it exits with 14
