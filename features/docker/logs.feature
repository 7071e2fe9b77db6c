Feature: Log drivers and their options

  @op:ContainerLogs
  Scenario Outline: What was rotated is read, compressed or not
    Given docker "run --name ${c} --log-driver <driver> --log-opt max-size=<size> --log-opt max-file=4 --log-opt compress=<compress> busybox sh -c 'i=1; while [ $i -le <lines> ]; do echo line $i; i=$((i+1)); done'"
    When I run "docker logs ${c} | tail -1"
    Then stdout is "line <lines>\n"
    # Without a gap, and more than one file holds.
    When I run "docker logs ${c} | awk '{if (n && $2 != n+1) print \"gap at\", $2; n=$2; lines++} END {print (lines > <least> && lines < <lines>) ? \"ok\" : lines}'"
    Then stdout is "ok\n"
    When I run docker "logs --tail <tail> ${c}"
    Then stdout has <tail> lines
    When I run "docker logs --tail <tail> ${c} | tail -1"
    Then stdout is "line <lines>\n"

    Examples:
      | driver    | size | compress | lines | least | tail |
      | json-file | 1k   | false    | 200   | 20    | 25   |
      | json-file | 1k   | true     | 200   | 20    | 25   |
      | local     | 10k  | true     | 3000  | 150   | 200  |
      | local     | 10k  | false    | 3000  | 150   | 200  |

  Scenario: Old files of json-file lie beside the log, as many as wanted
    Given docker "run --name ${c} --log-opt max-size=1k --log-opt max-file=3 --log-opt compress=true busybox seq 1 100"
    And I run docker "inspect --format '{{.LogPath}}' ${c}"
    And I run "sh -c 'p=$(docker inspect --format {{.LogPath}} ${c}); sleep 0.3; cd $(dirname $p); ls $(basename $p)* | sed s/^.*json.log/log/'"
    Then stdout is "log\nlog.1.gz\nlog.2.gz\n"

  # dockerd 20.10 loses lines here.
  @op:ContainerLogs @sockerless
  Scenario: A follower misses nothing while files are rotated and compressed
    Given docker "run -d --name ${c} --log-opt max-size=20k --log-opt max-file=3 --log-opt compress=true busybox sh -c 'i=1; while [ $i -le 2000 ]; do echo line $i; i=$((i+1)); test $((i % 100)) = 0 && usleep 100000; done; sleep 1'"
    When I run "docker logs -f ${c} | awk '{if ($2 != n+1) print \"gap at\", $2, \"after\", n; n=$2} END {print n}'"
    Then stdout is "2000\n"

  @op:ContainerLogs
  Scenario: By time, across files
    Given docker "run --name ${c} --log-opt max-size=300 --log-opt max-file=9 --log-opt compress=true busybox sh -c 'for i in 1 2 3 4 5 6 7 8; do echo $i; usleep 100000; done'"
    And I run "docker logs -t ${c} | sed -n 3p | cut -d' ' -f1 | tr -d '\n'"
    And I save stdout as third
    And I run "docker logs -t ${c} | sed -n 6p | cut -d' ' -f1 | tr -d '\n'"
    And I save stdout as sixth
    When I run docker "logs --since ${third} --until ${sixth} ${c}"
    Then stdout is "3\n4\n5\n6\n"

  @op:ContainerLogs
  Scenario: Details are labels, variables and the tag
    Given docker "run --name ${c} --label a.b=c --label 'x=y z' --label no=1 -e FOO='b,r=' -e BAR=1 -e NO=2 --log-opt labels=a.b --log-opt labels-regex=^x --log-opt env=FOO --log-opt env-regex=^BA --log-opt tag={{.Name}}/{{.ImageName}} busybox echo ${nonce}"
    When I run docker "logs --details ${c}"
    Then stdout is "BAR=1,FOO=b%2Cr%3D,a.b=c,tag=${c}%2Fbusybox,x=y+z ${nonce}\n"
    When I run "sh -c 'tail -1 $(docker inspect --format {{.LogPath}} ${c})' | sed 's/,\"time\".*//'"
    Then stdout is "{\"log\":\"${nonce}\\n\",\"stream\":\"stdout\",\"attrs\":{\"BAR\":\"1\",\"FOO\":\"b,r=\",\"a.b\":\"c\",\"tag\":\"${c}/busybox\",\"x\":\"y z\"}\n"
    Given docker "run --name ${plain} busybox echo ${nonce}"
    When I run docker "logs --details ${plain}"
    Then stdout is " ${nonce}\n"

  Scenario: Local keeps its files to itself
    Given docker "run --name ${c} --log-driver local busybox sh -c 'echo ${nonce}; echo e-${nonce} >&2'"
    When I run docker "logs ${c}"
    Then stdout is "${nonce}\n"
    And stderr is "e-${nonce}\n"
    When I run docker "inspect --format '{{.HostConfig.LogConfig.Type}} {{.LogPath}}' ${c}"
    Then stdout is "local \n"

  Scenario: None keeps nothing, and all output can be seen
    When I run docker "run --name ${c} --log-driver none busybox echo ${nonce}"
    Then stdout is "${nonce}\n"
    When I GET "/containers/${c}/logs?stdout=1"
    Then the status is 501
    And the message is "configured logging driver does not support reading"

  Scenario: A container that must not wait for its log
    Given docker "run --name ${c} --log-opt mode=non-blocking --log-opt max-buffer-size=4m busybox seq 1 5000"
    When I run "docker logs ${c} | md5sum; seq 1 5000 | md5sum"
    Then stdout matches "(\S+)  -\n\1  -"

  Scenario Outline: Drivers and options that are none
    When I POST "/containers/create" with the JSON
      """
      {"Image":"busybox","Cmd":["true"],"HostConfig":{"LogConfig":<log>}}
      """
    Then the status is 400
    And the message is "<message>"

    Examples:
      | log                                                                                  | message                                                                   |
      | {"Type":"nosuch"}                                                                    | error looking up logging plugin nosuch: plugin \"nosuch\" not found      |
      | {"Type":"json-file","Config":{"odd":"1"}}                                            | unknown log opt 'odd' for json-file log driver                            |
      | {"Type":"local","Config":{"labels":"x"}}                                             | unknown log opt 'labels' for log driver local                             |
      | {"Type":"json-file","Config":{"mode":"odd"}}                                         | logger: logging mode not supported: odd                                   |
      | {"Type":"json-file","Config":{"max-buffer-size":"1m"}}                               | logger: max-buffer-size option is only supported with 'mode=non-blocking' |
      | {"Type":"json-file","Config":{"mode":"non-blocking","max-buffer-size":"much"}}       | error parsing option max-buffer-size: invalid size: 'much'                |

  Scenario Outline: Values that only the start refuses
    Given docker "create --name ${c} --log-driver <driver> --log-opt <option> busybox true"
    When I POST "/containers/${c}/start"
    Then the status is 500
    And the message is "failed to initialize logging driver: <message>"
    When I run docker "inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${c}"
    Then stdout is "created 128\n"

    Examples:
      | driver    | option         | message                                                                                                        |
      | json-file | max-size=abc   | invalid size: 'abc'                                                                                            |
      | json-file | max-size=0     | max-size must be a positive number                                                                             |
      | json-file | max-file=0     | max-file cannot be less than 1                                                                                 |
      | json-file | compress=maybe | strconv.ParseBool: parsing \"maybe\": invalid syntax                                                           |
      | json-file | compress=true  | compress cannot be true when max-file is less than 2 or max-size is not set                                    |
      | json-file | tag={{.Odd}}   | template: log-tag:1:2: executing \"log-tag\" at <.Odd>: can't evaluate field Odd in type *logger.Info          |
      | json-file | tag={{.Odd     | template: log-tag:1: unclosed action                                                                           |
      | local     | max-size=abc   | invalid value for max-size: abc: invalid size: 'abc'                                                           |
      | local     | max-file=1     | compression cannot be enabled when max file count is 1                                                         |
      | local     | compress=x     | error reading compress log option: strconv.ParseBool: parsing \"x\": invalid syntax                            |
