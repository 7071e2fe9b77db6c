Feature: Volumes, files and memory

  Scenario: A named volume survives down, and goes when that is asked for
    Given the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, init: true, volumes: ["data:/data"]}
      volumes: {data: {labels: {word: "${nonce}"}}}
      """
    And compose "up -d"
    And compose "exec -T web sh -c 'echo ${nonce} > /data/kept'"
    And compose "down"
    And compose "up -d"
    When I run compose "exec -T web cat /data/kept"
    Then stdout is "${nonce}\n"
    When I run docker "volume inspect --format '{{.Labels.word}}' ${project}_data"
    Then stdout is "${nonce}\n"
    When I run compose "down -v"
    Then it succeeds
    And nothing of the project is left

  Scenario: A volume that is there already stays
    Given docker "volume create ${vol}"
    And docker "run --rm -v ${vol}:/v busybox sh -c 'echo ${nonce} > /v/kept'"
    And the compose file
      """
      services:
        web: {image: busybox, command: cat /v/kept, volumes: ["there:/v:ro"]}
      volumes: {there: {external: true, name: "${vol}"}}
      """
    When I run compose "run --rm -T web"
    Then stdout is "${nonce}\n"
    When I run compose "down -v"
    And I run docker "volume inspect --format '{{.Name}}' ${vol}"
    Then stdout is "${vol}\n"

  Scenario: A volume that is not there
    Given the compose file
      """
      services:
        web: {image: busybox, command: sleep 1000, volumes: ["there:/v"]}
      volumes: {there: {external: true, name: "${vol}"}}
      """
    When I run compose "up -d"
    Then it fails
    And stderr contains "${vol}"
    When I run docker "ps -aq --filter label=com.docker.compose.project=${project}"
    Then stdout is empty
    When I run compose "down"
    Then nothing of the project is left

  Scenario: An anonymous volume outlives its container
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          environment: {WORD: "${WORD:-one}"}
          volumes: ["/data"]
      """
    And compose "up -d"
    And compose "exec -T web sh -c 'echo ${nonce} > /data/kept'"
    When I run "WORD=two ${compose} up -d"
    And I run compose "exec -T web sh -c 'echo $WORD; cat /data/kept'"
    Then stdout is "two\n${nonce}\n"
    When I run "${compose} up -d --force-recreate --renew-anon-volumes"
    And I run compose "exec -T web cat /data/kept"
    Then it exits with 1

  Scenario: Files and folders of the host
    Given a file "conf/word" holding "${nonce}\n"
    And the compose file
      """
      services:
        web:
          image: busybox
          command: sleep 1000
          init: true
          volumes:
            - ./conf:/short:ro
            - {type: bind, source: ./conf/word, target: /long/word, read_only: true}
            - ./made:/made
      """
    And compose "up -d"
    When I run compose "exec -T web cat /short/word /long/word"
    Then stdout is "${nonce}\n${nonce}\n"
    When I run compose "exec -T web sh -c 'echo no > /short/word'"
    Then it exits with 1
    And stderr contains "Read-only file system"
    When I run compose "exec -T web sh -c 'echo ${back} > /made/file'"
    Then the file "made/file" holds "${back}\n"

  Scenario: Secrets and configs from files
    Given a file "secret" holding "${hidden}"
    And a file "config" holding "${shown}"
    And the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'cat /run/secrets/key; echo; cat /run/secrets/other; echo; cat /etc/settings'
          secrets: [key, {source: key, target: other}]
          volumes: ["./config:/etc/settings:ro"]
      secrets: {key: {file: ./secret}}
      """
    When I run compose "run --rm -T web"
    Then stdout is "${hidden}\n${hidden}\n${shown}"

  @v2
  Scenario: Configs and secrets from texts and variables
    Given a file "config" holding "${shown}"
    And the compose file
      """
      services:
        web:
          image: busybox
          command: sh -c 'cat /file /run/secrets/env; cat /text; stat -c %a /text'
          configs: [{source: file, target: /file}, {source: text, target: /text, mode: 0440}]
          secrets: [env]
      configs:
        file: {file: ./config}
        text: {content: "text-${nonce}\n"}
      secrets: {env: {environment: KEY}}
      """
    When I run "KEY=${hidden} ${compose} run --rm -T web"
    Then stdout is "${shown}${hidden}text-${nonce}\n440\n"

  Scenario: File systems in memory
    Given the compose file
      """
      services:
        web:
          image: busybox
          command: mount
          shm_size: 8m
          read_only: true
          tmpfs: ["/one:size=1m,mode=700"]
          volumes: [{type: tmpfs, target: /two, tmpfs: {size: 2097152}}]
      """
    When I run compose "run --rm -T web"
    Then stdout matches "(?s).*tmpfs on /one type tmpfs \([^)]*size=1024k,mode=700[^)]*\).*"
    And stdout matches "(?s).*tmpfs on /two type tmpfs \([^)]*size=2048k[^)]*\).*"
    And stdout matches "(?s).*shm on /dev/shm type tmpfs \([^)]*size=8192k[^)]*\).*"
    And stdout matches "(?s).*overlay on / type overlay \(ro,.*"

  Scenario: Volumes of another service
    Given the compose file
      """
      services:
        one: {image: busybox, command: sh -c 'echo ${nonce} > /data/word; exec sleep 1000', init: true, volumes: ["/data"]}
        other: {image: busybox, command: sleep 1000, init: true, volumes_from: [one]}
      """
    And compose "up -d"
    Then "${compose} exec -T other cat /data/word" succeeds within 15 seconds
    And stdout is "${nonce}\n"
    When I run compose "exec -T other touch /data/more"
    And I run compose "exec -T one ls /data"
    Then stdout is "more\nword\n"
