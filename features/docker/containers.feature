Feature: The life of containers

  @op:ContainerCreate @op:ContainerInspect
  Scenario: Inspect returns what create was given
    Given a container "${c}" with the JSON
      """
      {"Image":"busybox","Hostname":"box","Domainname":"example.org","User":"1000","Env":["A=${nonce}","EMPTY="],
       "Cmd":["sleep","7"],"WorkingDir":"/tmp","Labels":{"k":"${label}"},"StopSignal":"SIGUSR1","StopTimeout":4,
       "HostConfig":{"Memory":33554432,"CapAdd":["CAP_NET_ADMIN"],"ReadonlyRootfs":true,"ExtraHosts":["other:10.9.8.7"],
                     "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3}}}
      """
    When I GET "/containers/${c}/json"
    Then the status is 200
    And the answer has
      | /Name                                         | "/${c}"             |
      | /State/Status                                 | "created"           |
      | /State/ExitCode                               | 0                   |
      | /Config/Hostname                              | "box"               |
      | /Config/Domainname                            | "example.org"       |
      | /Config/User                                  | "1000"              |
      | /Config/Env/0                                 | "A=${nonce}"        |
      | /Config/Env/1                                 | "EMPTY="            |
      | /Config/Cmd                                   | ["sleep","7"]       |
      | /Config/WorkingDir                            | "/tmp"              |
      | /Config/Labels                                | {"k":"${label}"}    |
      | /Config/StopSignal                            | "SIGUSR1"           |
      | /Config/StopTimeout                           | 4                   |
      | /HostConfig/Memory                            | 33554432            |
      | /HostConfig/MemorySwap                        | 67108864            |
      | /HostConfig/CapAdd                            | ["CAP_NET_ADMIN"]   |
      | /HostConfig/ReadonlyRootfs                    | true                |
      | /HostConfig/ExtraHosts                        | ["other:10.9.8.7"]  |
      | /HostConfig/RestartPolicy/Name                | "on-failure"        |
      | /HostConfig/RestartPolicy/MaximumRetryCount   | 3                   |
      | /HostConfig/NetworkMode                       | "default"           |
      | /Path                                         | "sleep"             |
      | /Args                                         | ["7"]               |

  @op:ContainerCreate
  Scenario Outline: What cannot be created, and why
    When I POST "/containers/create?name=${bad}" with the JSON '<json>'
    Then the status is <status>
    And the message is "<message>"

    Examples:
      | status | json                                                                        | message                                                                          |
      | 404    | {"Image":"${nothing}:tag"}                                                  | No such image: ${nothing}:tag                                                    |
      | 400    | {}                                                                          | Config cannot be empty in order to create a container                            |
      | 400    | {"Image":"busybox","WorkingDir":"a/b"}                                      | the working directory 'a/b' is invalid, it needs to be an absolute path          |
      | 400    | {"Image":"busybox","StopSignal":"SIGNO"}                                    | Invalid signal: SIGNO                                                            |
      | 400    | {"Image":"busybox","Env":["=x"]}                                            | invalid environment variable: =x                                                 |
      | 400    | {"Image":"busybox","HostConfig":{"Memory":1024}}                            | Minimum memory limit allowed is 6MB                                              |
      | 400    | {"Image":"busybox","HostConfig":{"AutoRemove":true,"RestartPolicy":{"Name":"always"}}} | can't create 'AutoRemove' container with restart policy               |
      | 400    | {"Image":"busybox","HostConfig":{"Runtime":"steam"}}                        | Unknown runtime specified steam                                                  |
      | 400    | {"Image":"busybox","HostConfig":{"ShmSize":-1}}                             | SHM size can not be less than 0                                                  |
      | 400    | {"Image":"busybox","HostConfig":{"Mounts":[{"Type":"bind","Source":"/no/such","Target":"/x"}]}} | invalid mount config for type \"bind\": bind source path does not exist: /no/such |

  @op:ContainerCreate
  Scenario: A name is taken once
    Given docker "create --name ${c} busybox true"
    When I run docker "create --name ${c} busybox true"
    Then it exits with 1
    And stdout is empty
    And stderr contains "Conflict. The container name \"/${c}\" is already in use by container "
    When I run docker "create --name 'sp ace' busybox true"
    Then it exits with 1
    And stderr contains "Invalid container name (sp ace), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"

  @op:ContainerStart @op:ContainerWait @op:ContainerDelete
  Scenario: Create, start, wait, remove
    Given docker "create --name ${c} busybox sh -c 'exit 42'"
    When I run docker "start ${c}"
    Then stdout is "${c}\n"
    When I run docker "wait ${c}"
    Then stdout is "42\n"
    When I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}} {{.State.Pid}}' ${c}"
    Then stdout is "exited 42 false 0\n"
    When I run docker "rm ${c}"
    Then stdout is "${c}\n"
    When I run docker "inspect ${c}"
    Then it exits with 1
    And stderr contains "o such object: ${c}"

  @op:ContainerStart
  Scenario: Starting twice is no error and no second start
    Given docker "run -d --name ${c} busybox sleep 1000"
    When I POST "/containers/${c}/start"
    Then the status is 304
    When I run "docker top ${c} -o pid,args | awk '{print $2,$3}'"
    Then stdout is "COMMAND \nsleep 1000\n"

  @op:ContainerStart
  Scenario: An exited container starts again with its files
    Given docker "run --name ${c} busybox sh -c 'echo x >> /count; wc -l < /count'"
    When I run docker "start -a ${c}"
    Then stdout is "2\n"
    When I run docker "start -a ${c}"
    Then stdout is "3\n"

  @op:ContainerStart
  Scenario Outline: A command that cannot run
    When I run docker "run --name ${c} busybox <command>"
    Then it exits with <code>
    And stderr contains "<text>"
    When I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${c}"
    Then stdout is "created <code>\n"

    Examples:
      | command     | code | text                                |
      | /no/such    | 127  | no such file or directory           |
      | nosuch      | 127  | executable file not found in $PATH  |
      | /etc/passwd | 126  | permission denied                   |

  @op:ContainerStop
  Scenario: Stop asks with the stop signal
    Given docker "run -d --name ${c} busybox sh -c 'trap \"echo caught; exit 3\" TERM; echo ready; while :; do sleep 0.1; done'"
    And "docker logs ${c} | grep ready" succeeds within 10 seconds
    When I run docker "stop ${c}"
    Then stdout is "${c}\n"
    When I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${c}"
    Then stdout is "exited 3\n"
    When I run docker "logs ${c}"
    Then stdout is "ready\ncaught\n"

  @op:ContainerStop
  Scenario: Stop kills whom it asks in vain
    Given docker "run -d --name ${c} busybox sh -c 'trap \"\" TERM; echo ready; while :; do sleep 0.1; done'"
    And "docker logs ${c} | grep ready" succeeds within 10 seconds
    When I run docker "stop -t 1 ${c}"
    And I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${c}"
    Then stdout is "exited 137\n"

  @op:ContainerStop
  Scenario: Another stop signal, and a stop of what has stopped
    Given docker "run -d --name ${c} --stop-signal USR1 busybox sh -c 'trap \"exit 12\" USR1; echo ready; while :; do sleep 0.1; done'"
    And "docker logs ${c} | grep ready" succeeds within 10 seconds
    When I POST "/containers/${c}/stop"
    Then the status is 204
    When I POST "/containers/${c}/stop"
    Then the status is 304
    When I run docker "wait ${c}"
    Then stdout is "12\n"

  @op:ContainerKill
  Scenario Outline: A signal ends a container with 128 and its number
    Given docker "run -d --init --name ${c} busybox sleep 1000"
    When I run docker "kill --signal <signal> ${c}"
    Then stdout is "${c}\n"
    When I run docker "wait ${c}"
    Then stdout is "<code>\n"

    Examples:
      | signal  | code |
      | KILL    | 137  |
      | SIGTERM | 143  |
      | 1       | 129  |
      | USR2    | 140  |

  @op:ContainerKill
  Scenario: Signals that cannot be sent
    Given docker "create --name ${c} busybox true"
    When I POST "/containers/${c}/kill?signal=SIGNO"
    Then the status is 400
    And the message is "Invalid signal: SIGNO"
    When I POST "/containers/${c}/kill"
    Then the status is 409
    And the answer's "/message" matches "Cannot kill container: ${c}: Container [0-9a-f]{64} is not running"

  @op:ContainerRestart
  Scenario: Restart runs it anew
    Given docker "run -d --name ${c} busybox sh -c 'echo start; exec sleep 1000'"
    When I run docker "restart -t 0 ${c}"
    Then stdout is "${c}\n"
    And "test $(docker logs ${c} | grep -c start) = 2" succeeds within 10 seconds
    When I run docker "inspect --format '{{.State.Running}} {{.RestartCount}}' ${c}"
    Then stdout is "true 0\n"

  @op:ContainerPause @op:ContainerUnpause
  Scenario: A paused container does nothing until it is unpaused
    Given docker "run -d --name ${c} busybox sh -c 'while :; do echo x; sleep 0.05; done'"
    And "docker logs ${c} | grep x" succeeds within 10 seconds
    When I run docker "pause ${c}"
    Then stdout is "${c}\n"
    When I run docker "inspect --format '{{.State.Status}} {{.State.Running}} {{.State.Paused}}' ${c}"
    Then stdout is "paused true true\n"
    When I run "a=$(docker logs ${c} | wc -l); sleep 0.5; b=$(docker logs ${c} | wc -l); test $a = $b"
    Then it succeeds
    When I POST "/containers/${c}/pause"
    Then the status is 409
    And the answer's "/message" matches "Container [0-9a-f]{64} is already paused"
    When I run docker "exec ${c} true"
    Then it exits with 1
    And stderr contains "Container ${c} is paused, unpause the container before exec"
    When I run docker "unpause ${c}"
    And I run "a=$(docker logs ${c} | wc -l); sleep 0.5; b=$(docker logs ${c} | wc -l); test $a -lt $b"
    Then it succeeds
    When I POST "/containers/${c}/unpause"
    Then the status is 500
    And the answer's "/message" matches "Container [0-9a-f]{64} is not paused"

  @op:ContainerRename
  Scenario: A container is found by its new name only
    Given docker "run -d --name ${old} busybox sleep 1000"
    When I run docker "rename ${old} ${new}"
    Then it succeeds
    When I run docker "exec ${new} echo ${nonce}"
    Then stdout is "${nonce}\n"
    When I run docker "inspect ${old}"
    Then it exits with 1
    Given docker "create --name ${old} busybox true"
    When I run docker "rename ${new} ${old}"
    Then it exits with 1
    And stderr contains "Conflict. The container name \"/${old}\" is already in use"

  @op:ContainerDelete
  Scenario: A running container is removed only by force
    Given docker "run -d --name ${c} busybox sleep 1000"
    When I run docker "rm ${c}"
    Then it exits with 1
    And stderr contains "force remove"
    When I run docker "rm -f ${c}"
    Then stdout is "${c}\n"
    When I DELETE "/containers/${c}"
    Then the status is 404
    And the message is "No such container: ${c}"

  @op:ContainerDelete
  Scenario: What is removed by itself
    When I run docker "run --rm --name ${c} -v /data busybox sh -c 'echo ${nonce}'"
    Then stdout is "${nonce}\n"
    And "! docker inspect ${c}" succeeds within 10 seconds

  @op:ContainerWait
  Scenario: Wait for the removal
    Given docker "run -d --rm --name ${c} busybox sh -c 'sleep 1; exit 5'"
    When I POST "/containers/${c}/wait?condition=removed"
    Then the status is 200
    And the answer has "/StatusCode" = "5"
    When I GET "/containers/${c}/json"
    Then the status is 404

  @op:ContainerWait
  Scenario: Wait for the next exit of one that runs again and again
    Given docker "run -d --name ${c} --restart always busybox sh -c 'sleep 0.5; exit 6'"
    When I POST "/containers/${c}/wait?condition=next-exit"
    Then the answer has "/StatusCode" = "6"
    When I POST "/containers/${c}/wait?condition=next-exit"
    Then the answer has "/StatusCode" = "6"

  @op:ContainerList
  Scenario: Lists by every filter
    Given docker "run -d --name ${up} --label team=${team} -p 127.0.0.1::80 -v ${vol}:/v busybox sleep 1000"
    And docker "run --name ${down} --label team=${team} busybox sh -c 'exit 9' || true"
    And docker "create --name ${new} --label team=${team} --label extra busybox true"
    When I run docker "ps -a --filter label=team=${team} --format '{{.Names}}'"
    Then stdout is "${new}\n${down}\n${up}\n"
    When I run docker "ps --filter label=team=${team} --format '{{.Names}} {{.State}} {{.Image}} {{.Command}}'"
    Then stdout is "${up} running busybox \"sleep 1000\"\n"
    When I run docker "ps -a --filter label=team=${team} --filter status=created --format '{{.Names}} {{.Status}}'"
    Then stdout is "${new} Created\n"
    When I run docker "ps -a --filter label=team=${team} --filter exited=9 --format '{{.Names}}'"
    Then stdout is "${down}\n"
    When I run docker "ps -a --filter label=team=${team} --filter label=extra --format '{{.Names}}'"
    Then stdout is "${new}\n"
    When I run docker "ps -a --filter label=team=${team} --filter volume=${vol} --format '{{.Names}}'"
    Then stdout is "${up}\n"
    When I run docker "ps -a --filter label=team=${team} --filter publish=1-65535 --format '{{.Names}}'"
    Then stdout is "${up}\n"
    When I run docker "ps -a --filter label=team=${team} --filter before=${new} --filter since=${up} --format '{{.Names}}'"
    Then stdout is "${down}\n"
    When I run docker "ps -a --filter name=^${up}$ --format '{{.Names}}'"
    Then stdout is "${up}\n"
    When I run docker "ps -a --last 1 --filter label=team=${team} --format '{{.Names}}'"
    Then stdout is "${new}\n"

  @op:ContainerList
  Scenario Outline: Filters that are none
    When I GET "/containers/json?filters=<filters>"
    Then the status is 400
    And the message is "<message>"

    Examples:
      | filters                                    | message                         |
      | %7B%22colour%22%3A%5B%22red%22%5D%7D       | Invalid filter 'colour'         |
      | %7B%22status%22%3A%5B%22sleepy%22%5D%7D    | Invalid filter 'status=sleepy'  |

  @op:ContainerTop
  Scenario: Top shows the processes with the wanted columns
    Given docker "run -d --name ${c} busybox sh -c 'sleep 1234 & exec sleep 5678'"
    And "docker top ${c} -o pid,args | grep 1234" succeeds within 10 seconds
    When I run "docker top ${c} -o pid,args | awk '{print $2,$3}' | sort"
    Then stdout is "COMMAND \nsleep 1234\nsleep 5678\n"
    When I run docker "top ${c} -o nonsense"
    Then it exits with 1
    And stderr contains "unknown user-defined format specifier"

  @op:ContainerTop
  Scenario: Top of what does not run
    Given docker "create --name ${c} busybox true"
    When I GET "/containers/${c}/top"
    Then the status is 409
    And the answer's "/message" matches "Container [0-9a-f]{64} is not running"

  @op:ContainerStats
  Scenario: Stats are true
    Given docker "run -d --name ${c} --memory 64m busybox sh -c 'sleep 1000 & while :; do :; done'"
    When I GET "/containers/${c}/stats?stream=0"
    Then the status is 200
    And the answer has "/memory_stats/limit" = "67108864"
    And the answer has "/pids_stats/current" = "2"
    And the answer has "/name" = '"/${c}"'
    And the answer's "/cpu_stats/cpu_usage/total_usage" matches "[1-9]\d{7,}"
    When I run docker "stats --no-stream --format '{{.CPUPerc}}' ${c}"
    # On a busy machine it gets less than one processor.
    Then stdout matches "([3-9]|[1-9]\d|1\d\d)\.\d\d%"

  @op:ContainerUpdate
  Scenario: Limits change while it runs
    Given docker "run -d --name ${c} --memory 64m --memory-swap 64m busybox sleep 1000"
    When I run docker "update --memory 96m --memory-swap 96m --pids-limit 33 ${c}"
    Then stdout is "${c}\n"
    When I run docker "exec ${c} sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null'"
    Then stdout is "100663296\n"
    When I run docker "inspect --format '{{.HostConfig.Memory}} {{.HostConfig.PidsLimit}}' ${c}"
    Then stdout is "100663296 33\n"

  @op:ContainerUpdate
  Scenario: A restart policy given later counts
    Given docker "run -d --name ${c} busybox sh -c 'sleep 1; exit 1'"
    When I run docker "update --restart on-failure:1 ${c}"
    Then it succeeds
    And "test $(docker inspect --format '{{.RestartCount}} {{.State.Status}}' ${c} | tr -d ' ') = 1exited" succeeds within 20 seconds

  @op:ContainerChanges
  Scenario: Changes since the image
    Given docker "run --name ${c} busybox sh -c 'mkdir /new; echo a > /new/file; echo b >> /etc/passwd; rm /etc/group'"
    When I run "docker diff ${c} | sort"
    Then stdout is "A /new\nA /new/file\nC /etc\nC /etc/passwd\nD /etc/group\n"

  @op:ContainerExport
  Scenario: Export is the whole file system
    Given docker "run --name ${c} busybox sh -c 'echo ${nonce} > /word; ln -s /word /link; rm /etc/group'"
    When I run "docker export ${c} > out.tar; tar -xOf out.tar word"
    Then stdout is "${nonce}\n"
    When I run "tar -tvf out.tar | grep -c -e 'link -> /word$' -e ' etc/group$'"
    Then stdout is "1\n"

  @op:ContainerPrune @isolated
  Scenario: Prune removes what does not run and fits the filter
    Given docker "run -d --name ${up} --label k=${label} busybox sleep 1000"
    And docker "create --name ${new} --label k=${label} busybox true"
    And docker "create --name ${other} busybox true"
    When I run docker "container prune --force --filter label=k=${label}"
    Then stdout contains "Deleted Containers:"
    When I run docker "ps -a --filter name=${up} --filter name=${new} --filter name=${other} --format '{{.Names}}'"
    Then stdout is "${other}\n${up}\n"

  Scenario: Restart policy on-failure gives up after its count
    Given docker "run -d --name ${c} --restart on-failure:2 busybox sh -c 'echo try; exit 8'"
    And "test $(docker inspect --format '{{.State.Status}}{{.RestartCount}}' ${c}) = exited2" succeeds within 20 seconds
    When I run docker "logs ${c}"
    Then stdout is "try\ntry\ntry\n"
    When I run docker "inspect --format '{{.State.ExitCode}}' ${c}"
    Then stdout is "8\n"

  Scenario: A stopped container is not restarted by its policy
    Given docker "run -d --name ${c} --restart always busybox sleep 1000"
    When I run docker "stop -t 0 ${c}"
    And I run "sleep 1; docker inspect --format '{{.State.Status}} {{.RestartCount}}' ${c}"
    Then stdout is "exited 0\n"
