Feature: Building through BuildKit's API

  @op:Session @op:ImageBuild
  Scenario: What the client has is asked for, and only what is wanted of it
    Given a file "Dockerfile" holding "FROM busybox AS first\nARG WORD\nCOPY . /tree\nRUN echo $WORD > /word\nFROM busybox\nCOPY --from=first /word /tree/sub/file /\nRUN test ! -e /tree/left && cat /word /file > /both\n"
    And a file ".dockerignore" holding "left\n"
    And a file "left" holding "${left}"
    And a file "sub/file" holding "${content}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain -t ${box} --build-arg WORD=${word} ."
    Then it succeeds
    When I run docker "run --rm ${box} cat /both"
    Then stdout is "${word}\n${content}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain --build-arg WORD=${word} . 2>&1"
    Then it succeeds
    And stdout contains "CACHED"
    Given a file "sub/file" holding "${changed}"
    And docker "rmi ${box}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build -q -t ${box} --build-arg WORD=${word} . && docker run --rm ${box} cat /both"
    Then it succeeds
    And stdout contains "${word}\n${changed}"

  @op:Session @op:ImageBuild
  Scenario: A secret is there for its step, and nowhere else
    Given a file "Dockerfile" holding "FROM busybox\nRUN --mount=type=secret,id=it sha256sum < /run/secrets/it > /sum\nRUN test ! -e /run/secrets/it\n"
    And a file "it" holding "${secret}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain --secret id=it,src=it -t ${box} . 2>&1"
    Then it succeeds
    And stdout does not contain "${secret}"
    When I run "test \"$(docker run --rm ${box} cat /sum)\" = \"$(sha256sum < it)\""
    Then it succeeds
    When I run "docker save ${box} > all.tar && mkdir all && tar xf all.tar -C all && grep -r ${secret} all"
    Then it fails

  @op:Session @op:ImageBuild
  Scenario: What is bound to a step is a part of it
    Given a file "Dockerfile" holding "FROM busybox\nRUN --mount=target=/context cat /context/file > /copy\n"
    And a file "file" holding "${one}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build -q -t ${box} . && docker run --rm ${box} cat /copy"
    Then it succeeds
    And stdout contains "${one}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain -t ${box} . 2>&1"
    Then it succeeds
    And stdout contains "CACHED"
    Given a file "file" holding "${other}"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build -q -t ${box} . && docker run --rm ${box} cat /copy"
    Then it succeeds
    And stdout contains "${other}"

  @op:Session @op:ImageBuild
  Scenario: A step that fails says so, and what it wrote
    Given a file "Dockerfile" holding "FROM busybox\nRUN echo ${nonce} | tr a-z A-Z; exit 7\n"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build --progress=plain . 2>&1 | tee log; grep -c \"$(echo ${nonce} | tr a-z A-Z)\" log"
    Then it succeeds
    And stdout contains "exit code: 7"

  @op:Session @op:ImageBuild
  Scenario: Results as files of the client
    Given a file "Dockerfile" holding "FROM busybox AS made\nRUN mkdir -p /out/sub && echo ${nonce} > /out/sub/file && ln -s sub/file /out/link\nFROM scratch\nCOPY --from=made /out /\n"
    When I run "DOCKER_BUILDKIT=1 /usr/bin/docker build -q -o there . >/dev/null && find there | sort && cat there/link"
    Then it succeeds
    And stdout is "there\nthere/link\nthere/sub\nthere/sub/file\n${nonce}\n"

  @op:Session @op:Grpc
  Scenario Outline: A connection is handed over, or else there is nothing to say
    When I POST "<path>"
    Then the status is <status>
    And the answer's "/message" matches "no upgrade proto in request"

    Examples:
      | path     | status |
      | /session | 400    |
      | /grpc    | 500    |
