Feature: Building images

  @op:ImageBuild
  Scenario: What a Dockerfile runs, runs; and the image has what it made
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce} | tr a-z A-Z > /word && exec 2>&1 && echo heard ${nonce}\nCMD [\"cat\", \"/word\"]\n"
    When I run docker "build -t ${box}:one -t ${box}:two ."
    Then it succeeds
    And stdout contains "Step 1/3 : FROM busybox\n ---> "
    And stdout contains "Step 2/3 : RUN echo ${nonce} | tr a-z A-Z > /word && exec 2>&1 && echo heard ${nonce}\n ---> Running in "
    And stdout contains "heard ${nonce}\n"
    And stdout contains "Removing intermediate container "
    And stdout contains "Step 3/3 : CMD [\"cat\", \"/word\"]\n"
    And stdout contains "Successfully built "
    And stdout contains "Successfully tagged ${box}:one\nSuccessfully tagged ${box}:two\n"
    When I run "test \"$(docker run --rm ${box}:two)\" = \"$(echo ${nonce} | tr a-z A-Z)\""
    Then it succeeds
    When I run docker "ps -aq --no-trunc --filter ancestor=${box}:one"
    Then stdout is empty

  @op:ImageBuild
  Scenario: Only the identifier, for those who ask quietly
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce}\n"
    When I run docker "build -q -t ${box} ."
    Then it succeeds
    And stdout matches "sha256:[0-9a-f]{64}"
    Given I save stdout as built
    When I run docker "image inspect --format '{{.Id}}' ${box}"
    Then stdout is "${built}\n"

  @op:ImageBuild
  Scenario: Up to a stage, and no further
    Given a file "Dockerfile"
      """
      FROM busybox AS first
      RUN echo ${one} > /word
      FROM busybox AS second
      RUN echo ${two} > /word && false
      """
    When I run docker "build --target first -t ${box} ."
    Then it succeeds
    And stdout does not contain "${two}"
    When I run docker "run --rm ${box} cat /word"
    Then stdout is "${one}\n"
    When I run docker "build --target third ."
    Then it fails
    And stderr contains "failed to reach build target third in Dockerfile"

  @op:ImageBuild
  Scenario: What was built is not built again, until something differs
    Given a file "Dockerfile" holding "FROM busybox\nCOPY tree /tree\nRUN cat /tree/file && head -c 8 /dev/urandom | md5sum > /random\nCOPY last /\n"
    And a file "tree/file" holding "${content}"
    And a file "last" holding "${last}"
    And docker "build -q -t ${box}:1 ."
    And I save stdout as first
    When I run "touch -d 2001-01-01 tree/file last; docker build -t ${box}:2 ."
    Then it succeeds
    And stdout contains "---> Using cache\n"
    And stdout does not contain "Running in"
    When I run docker "image inspect --format '{{.Id}}' ${box}:2"
    Then stdout is "${first}\n"
    When I run "echo ${more} >last; docker build -t ${box}:3 ."
    Then it succeeds
    And stdout does not contain "Running in"
    When I run "for i in 1 3; do docker run --rm ${box}:$i cat /random; done | sort -u | wc -l"
    Then stdout is "1\n"
    When I run "chmod 600 tree/file; docker build -t ${box}:4 ."
    Then it succeeds
    And stdout contains "Running in"
    When I run "for i in 1 4; do docker run --rm ${box}:$i cat /random; done | sort -u | wc -l"
    Then stdout is "2\n"
    When I run docker "build --no-cache -t ${box}:5 ."
    Then it succeeds
    And stdout contains "Running in"
    And stdout does not contain "Using cache"

  @op:ImageBuild
  Scenario: Only images that are named as a source of steps count
    Given a file "Dockerfile" holding "FROM busybox\nARG WORD\nRUN echo $WORD > /word && head -c 8 /dev/urandom | md5sum > /random\n"
    And docker "build -q --build-arg WORD=${one} -t ${box}:1 ."
    When I run docker "build --cache-from ${nothing}:none --build-arg WORD=${one} -t ${box}:2 ."
    Then it succeeds
    And stdout does not contain "Using cache"
    When I run docker "build --cache-from ${box}:1 --build-arg WORD=${one} -t ${box}:3 ."
    Then it succeeds
    And stdout contains "Using cache"
    And stdout does not contain "Running in"
    When I run "docker image inspect --format '{{.Id}}' ${box}:1 ${box}:2 ${box}:3 | sort -u | wc -l"
    Then stdout is "2\n"

  @op:ImageBuild @op:ImageLoad
  Scenario: An image that was loaded is a source of steps
    Given a file "Dockerfile" holding "FROM busybox\nARG WORD=${one}\nRUN echo $WORD && head -c 8 /dev/urandom | md5sum > /random\nENV AFTER=$WORD\n"
    And docker "build -q -t ${box}:1 ."
    And docker "run --rm ${box}:1 cat /random"
    And I save stdout as random
    And docker "save -o box.tar ${box}:1"
    And docker "rmi ${box}:1"
    And docker "load -i box.tar"
    When I run docker "build --cache-from ${box}:1 -t ${box}:2 ."
    Then it succeeds
    And stdout does not contain "Running in"
    When I run docker "run --rm ${box}:2 cat /random"
    Then stdout is "${random}\n"

  @op:ImageBuild
  Scenario: Arguments are given, have defaults, and stay out of the image
    Given a file "Dockerfile"
      """
      ARG BASE=busybox
      FROM $BASE
      ARG WORD
      ARG OTHER=default
      ENV KEPT=kept-$WORD
      RUN echo "$WORD $OTHER ${HTTP_PROXY:-none}" > /words
      FROM busybox
      ARG WORD=unset
      COPY --from=0 /words /words
      RUN echo "$WORD" >> /words
      """
    When I run docker "build --build-arg WORD=${nonce} --build-arg HTTP_PROXY=http://${proxy} --build-arg UNUSED=x -t ${box} ."
    Then it succeeds
    And stdout contains "[Warning] One or more build-args [UNUSED] were not consumed\n"
    When I run docker "run --rm ${box} sh -c 'cat /words; env'"
    Then stdout contains "${nonce} default http://${proxy}\n${nonce}\n"
    And stdout does not contain "WORD="
    When I run docker "history --no-trunc ${box}"
    Then stdout contains "|1 WORD=${nonce} /bin/sh -c echo"
    And stdout does not contain "${proxy}"

  @op:ImageBuild
  Scenario: A proxy that changes does not make steps again
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce} $HTTP_PROXY\n"
    And docker "build --build-arg HTTP_PROXY=http://${one} ."
    When I run docker "build --build-arg HTTP_PROXY=http://${two} ."
    Then it succeeds
    And stdout contains "Using cache"
    And stdout does not contain "${two}"

  @op:ImageBuild
  Scenario: A command that fails ends the build with its code
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce}; echo oh >&2; exit 37\nRUN echo never\n"
    When I run docker "build -t ${box} ."
    Then it exits with 37
    And stdout contains "${nonce}\n"
    And stderr contains "The command '/bin/sh -c echo ${nonce}; echo oh >&2; exit 37' returned a non-zero code: 37\n"
    And stdout does not contain "Step 3/3"
    When I run docker "image inspect ${box}"
    Then it exits with 1
    When I run "docker rm $(docker ps -a --filter status=exited --no-trunc --format '{{.ID}} {{.Command}}' | grep ${nonce} | cut -d' ' -f1)"
    Then it succeeds
    When I run docker "build --force-rm ."
    Then it exits with 37
    When I run "docker ps -a --no-trunc | grep ${nonce}"
    Then stdout is empty

  @op:ImageBuild
  Scenario: A command that cannot be found
    Given a file "Dockerfile" holding "FROM busybox\nRUN [\"/${nothing}\"]\n"
    When I run docker "build --force-rm ."
    Then it fails
    And stderr contains "exec: \"/${nothing}\": stat /${nothing}: no such file or directory"

  @op:ImageBuild
  Scenario Outline: What is no Dockerfile is refused, and nothing is begun
    Given a file "Dockerfile" holding "<text>"
    When I run docker "build ."
    Then it exits with 1
    And stderr contains "<message>"
    And stdout does not contain "Step"

    Examples:
      | text                                | message                                                                 |
      | FROM busybox\nWRONG thing\n         | dockerfile parse error line 2: unknown instruction: WRONG               |
      | RUN true\n                          | no build stage in current context                                       |
      | FROM busybox\nCOPY one\n            | COPY requires at least two arguments, but only one was provided         |
      | FROM busybox\nRUN --what=x true\n   | Unknown flag: what                                                      |
      | # nothing\n                         | file with no instructions                                               |

  @op:ImageBuild
  Scenario: Triggers of a base are carried out where it is built upon
    Given a file "base/Dockerfile" holding "FROM busybox\nONBUILD COPY word /word\nONBUILD RUN tr a-z A-Z </word >/loud\nONBUILD ENV FROM_TRIGGER=yes\n"
    And a file "Dockerfile" holding "FROM ${base}\nRUN cat /loud > /again\n"
    And a file "word" holding "abc\n"
    And docker "build -t ${base} base"
    When I run docker "build -t ${box} ."
    Then it succeeds
    And stdout contains "# Executing 3 build triggers\n"
    When I run docker "run --rm ${box} sh -c 'cat /again; echo $FROM_TRIGGER'"
    Then stdout is "ABC\nyes\n"
    When I run docker "image inspect --format '{{len .Config.OnBuild}}' ${box}"
    Then stdout is "0\n"
    Given a file "Dockerfile" holding "FROM ${box}\n"
    When I run docker "build ."
    Then it succeeds
    And stdout does not contain "trigger"

  @op:ImageBuild @op:ImageList @op:ImageHistory
  Scenario: Each step's result can be looked at and run
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${one} > /word\nRUN echo ${two} > /word\nLABEL k=${nonce}\n"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run "docker run --rm $(docker history -q ${box} | sed -n 3p) cat /word"
    Then stdout is "${one}\n"
    When I run docker "history --format '{{.CreatedBy}}' --no-trunc ${box}"
    Then stdout contains "/bin/sh -c #(nop)  LABEL k=${nonce}\n/bin/sh -c echo ${two} > /word\n/bin/sh -c echo ${one} > /word\n"
    When I run "docker images -q | grep -c $(docker history -q ${box} | sed -n 3p)"
    Then stdout is "0\n"
    When I run "docker images -aq | grep -c $(docker history -q ${box} | sed -n 3p)"
    Then stdout is "1\n"
    Given I run "docker history -q ${box} | sed -n 3p"
    And I save stdout as second
    When I run docker "rmi ${box}"
    Then it succeeds
    When I run "docker images -aq | grep -c ${second}"
    Then stdout is "0\n"

  @op:ImageBuild
  Scenario: What a command writes to a volume is not in the image
    Given a file "Dockerfile" holding "FROM busybox\nRUN mkdir /data && echo ${before} > /data/before\nVOLUME /data\nRUN echo after > /data/after && test -f /data/before\n"
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run docker "run --rm ${box} ls /data"
    Then stdout is "before\n"

  @op:ImageBuild
  Scenario: Settings of the containers that run
    Given a file "Dockerfile" holding "FROM busybox\nRUN ip link | grep -c eth0 > /links; grep ${name} /etc/hosts > /hosts; df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d' ' -f2 > /shm; ulimit -n > /files; true\n"
    When I run docker "build --network none --shm-size 96m --ulimit nofile=777:777 -t ${box}:none ."
    Then it succeeds
    When I run docker "run --rm ${box}:none cat /links /shm /files"
    Then stdout is "0\n98304\n777\n"
    When I run docker "build --no-cache --add-host ${name}:10.1.2.3 -t ${box}:host ."
    Then it succeeds
    When I run docker "run --rm ${box}:host sh -c 'cat /links; cat /hosts'"
    Then stdout is "1\n10.1.2.3\t${name}\n"

  @op:ImageBuild
  Scenario: Commands know their containers' limits
    Given a file "Dockerfile" holding "FROM busybox\nRUN cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null; true # ${nonce}\n"
    When I run docker "build --memory 77m ."
    Then it succeeds
    And stdout contains "80740352\n"

  @op:ImageBuild
  Scenario: What runs when its client goes, is ended
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo started ${nonce}; while :; do sleep 1; done\n"
    And I start docker "build -t ${box} ."
    Then it shows "started ${nonce}\n"
    When I send the client the signal KILL
    Then "! docker ps --no-trunc | grep ${nonce}" succeeds within 3 seconds
    And "! pgrep -f '[s]tarted ${nonce}; while'" succeeds within 3 seconds

  @op:ImageBuild
  Scenario: Several builds at once do not disturb each other
    Given a file "Dockerfile" holding "FROM busybox\nARG N\nRUN for i in 1 2 3; do echo $N >> /word; sleep 0.1; done\nCOPY --from=busybox /bin/sh /copied\nRUN cat /word\n"
    When I run "for i in 1 2 3 4; do docker build -q --build-arg N=${nonce}-$i -t ${box}:$i . >/dev/null & done; wait; for i in 1 2 3 4; do docker run --rm ${box}:$i uniq /word; done"
    Then stdout is "${nonce}-1\n${nonce}-2\n${nonce}-3\n${nonce}-4\n"

  @op:ImageBuild
  Scenario Outline: Requests that make no sense are refused before anything else
    When I POST "/build?<query>"
    Then the status is <status>

    Examples:
      | query                  | status |
      | buildargs=nonsense     | 400    |
      | isolation=hyperv       | 400    |

  @op:BuildPrune
  Scenario: The build cache can be pruned
    When I run docker "builder prune -f"
    Then it succeeds
    And stdout contains "Total reclaimed space:"
    When I run docker "builder prune -f --filter label=x --filter until=1h"
    Then it succeeds
    When I run docker "builder prune -f --filter what=x"
    Then it fails
    And stderr contains "failed to prune build cache: Invalid filter 'what'"
    When I run docker "builder prune -f --filter until=noon"
    Then it fails
    And stderr contains "filter expects a duration (e.g., '24h')"

  @op:ImageBuild @sockerless @isolated
  Scenario: A daemon that is killed in the middle of a build leaves nothing of it
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${one} > /word\nCOPY Dockerfile /\nRUN echo started ${nonce}; while :; do sleep 1; done\n"
    And I start docker "build -t ${box} ."
    Then it shows "started ${nonce}\n"
    When the daemon is killed and starts again
    And I run docker "ps -aq --no-trunc --filter name=build-"
    Then stdout is empty
    And "! pgrep -f '[s]tarted ${nonce}; while'" succeeds within 5 seconds
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${one} > /word\nCOPY Dockerfile /\nRUN echo ${nonce}\n"
    When I run docker "build -t ${box} ."
    Then it succeeds
    And stdout contains "Using cache"
    When I run docker "run --rm ${box} cat /word"
    Then stdout is "${one}\n"

  @op:ImageBuild @sockerless
  Scenario: What this builder does not do, it says
    Given a file "Dockerfile" holding "FROM busybox\nRUN true\n"
    When I POST "/build?squash=1"
    Then the status is 501
    And the message is "this builder does not squash: use a multi-stage build"
    When I run docker "build --platform linux/s390x ."
    Then it fails

  @op:ImageBuild @sockerless
  Scenario: Stages that need nothing of each other are built at the same time, and told of in their order
    Given a file "Dockerfile"
      """
      FROM busybox AS one
      RUN echo ${nonce} && head -c 8 /dev/urandom | md5sum > /same
      RUN cut -d' ' -f1 /proc/uptime > /one && sleep 2 && echo end of one
      FROM busybox AS two
      RUN echo ${nonce} && head -c 8 /dev/urandom | md5sum > /same
      RUN echo begin of two && cut -d' ' -f1 /proc/uptime > /two
      FROM busybox
      COPY --from=one /one /same /from-one/
      COPY --from=two /two /same /from-two/
      RUN cmp /from-one/same /from-two/same && awk -v a=$(cat /from-one/one) -v b=$(cat /from-two/two) 'BEGIN { d = b - a; exit !(d < 2) }'
      """
    When I run docker "build -t ${box} ."
    Then it succeeds
    When I run "docker build --no-cache . | grep -n '^Step\|^end of one\|^begin of two' | cut -d: -f2- | cut -c1-12"
    Then stdout is
      """
      Step 1/10 : 
      Step 2/10 : 
      Step 3/10 : 
      end of one
      Step 4/10 : 
      Step 5/10 : 
      Step 6/10 : 
      begin of two
      Step 7/10 : 
      Step 8/10 : 
      Step 9/10 : 
      Step 10/10 :
      """

  @op:ImageBuild @sockerless
  Scenario: A stage that fails ends those beside it
    Given a file "Dockerfile"
      """
      FROM busybox AS one
      RUN echo started ${nonce}; while :; do sleep 1; done
      FROM busybox AS two
      RUN sleep 1; echo ${two}; exit 43
      FROM busybox
      COPY --from=one /etc/passwd /
      COPY --from=two /etc/passwd /
      """
    When I run docker "build --force-rm ."
    Then it exits with 43
    And stdout contains "started ${nonce}\n"
    And stdout contains "${two}\n"
    When I run "docker ps -a --no-trunc | grep ${nonce}"
    Then stdout is empty
