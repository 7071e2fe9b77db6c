Feature: The daemon as a whole

  @op:SystemPing
  Scenario: Ping answers OK with the headers by which clients negotiate
    When I GET "/_ping"
    Then the status is 200
    And the answer is "OK"
    And the answer's header api-version matches "1\.\d\d"
    And the answer's header ostype is "linux"
    And the answer's header cache-control is "no-cache, no-store, must-revalidate"
    And the answer's header content-type is "text/plain; charset=utf-8"

  @op:SystemPingHead
  Scenario: HEAD of ping has the headers and no body
    When I HEAD "/_ping"
    Then the status is 200
    And the answer is ""
    And the answer's header api-version matches "1\.\d\d"

  @op:SystemVersion
  Scenario: The CLI shows the server's version
    When I run docker "version --format '{{.Server.Os}} {{.Server.Arch}} {{.Server.APIVersion}}'"
    Then it succeeds
    And stdout matches "linux (amd64|arm64) 1\.\d\d"

  @op:SystemVersion @op:SystemInfo
  Scenario: Clients that want a Docker Engine of some age find one
    When I run docker "version --format '{{.Server.Version}}'"
    Then stdout matches "2\d\.\d+\.\d+.*"
    When I run docker "info --format '{{.ServerVersion}}'"
    Then stdout matches "2\d\.\d+\.\d+.*"

  @op:SystemVersion
  Scenario: An old client is spoken to in its version
    When I run "DOCKER_API_VERSION=1.30 docker version --format '{{.Client.APIVersion}} {{.Server.Os}}'"
    Then stdout is "1.30 linux\n"

  @op:SystemVersion
  Scenario: A client from the future is told the newest version
    When I GET "/v1.99/version"
    Then the status is 400
    And the answer's "/message" matches "client version 1\.99 is too new\. Maximum supported API version is 1\.\d\d"

  Scenario Outline: What is no route is not found
    When I <method> "<path>"
    Then the status is 404
    And the message is "page not found"

    Examples:
      | method | path             |
      | GET    | /nothing         |
      | GET    | /v1.40/nothing   |
      | PATCH  | /containers/json |
      | POST   | /_ping           |

  @op:SystemInfo
  Scenario: Info tells of this machine
    When I run "nproc"
    And I save stdout as cpus
    And I run docker "info --format '{{.OSType}} {{.NCPU}} {{.DefaultRuntime}}'"
    Then it succeeds
    And stdout matches "linux ${cpus} \w+"

  @op:SystemInfo @isolated
  Scenario: Info counts containers by state
    Given docker "run -d --name ${up} busybox sleep 1000"
    And docker "create --name ${new} busybox true"
    And docker "run -d --name ${ice} busybox sleep 1000"
    And docker "pause ${ice}"
    When I run docker "info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}}'"
    Then stdout is "3 1 1 1\n"

  @op:SystemDataUsage
  Scenario: Disk usage knows what a container and a volume hold
    Given docker "run --name ${big} -v ${vol}:/v busybox sh -c 'head -c 1048576 /dev/zero > /file; head -c 524288 /dev/zero > /v/file'"
    When I run docker "system df -v --format '{{range .Containers}}{{.Names}} {{.Size}}{{println}}{{end}}'"
    Then stdout contains "${big} 1.05MB"
    When I run docker "system df -v --format '{{range .Volumes}}{{.Name}} {{.Size}} {{.Links}}{{println}}{{end}}'"
    Then stdout contains "${vol} 524.3kB 1"

  @op:SystemAuth
  Scenario: A login is checked with the registry
    Given a registry for the user "anna" with the password "secret"
    When I run docker "login --username anna --password wrong ${registry}"
    Then it exits with 1
    And stderr contains "nauthorized"
    When I run docker "login --username anna --password secret ${registry}"
    Then it succeeds
    And stdout contains "Login Succeeded"

  @op:DistributionInspect
  Scenario: The registry's descriptor of an image is shown
    Given a registry
    And docker "tag busybox ${registry}/${box}:v1"
    And docker "push ${registry}/${box}:v1"
    And I run docker "inspect --format '{{index .RepoDigests 0}}' ${registry}/${box}:v1"
    And I save stdout as pushed
    When I GET "/distribution/${registry}/${box}:v1/json"
    Then the status is 200
    And the answer's "/Descriptor/digest" matches "sha256:[0-9a-f]{64}"
    And the answer has "/Platforms/0/os" = '"linux"'
    When I save the answer's "/Descriptor/digest" as digest
    And I run "test ${pushed} = ${registry}/${box}@${digest}"
    Then it succeeds

  @op:PluginList
  Scenario: There are no plugins
    When I GET "/plugins"
    Then the status is 200
    And the answer is "[]\n"

  @op:SwarmInspect @op:NodeList @op:ServiceList @op:TaskList @op:SecretList @op:ConfigList
  Scenario Outline: Swarm is not active and says so
    When I GET "<path>"
    Then the status is 503
    And the answer's "/message" matches "This node is not a swarm manager\. Use .docker swarm init. or .docker swarm join. to connect this node to swarm and try again\."

    Examples:
      | path      |
      | /swarm    |
      | /nodes    |
      | /services |
      | /tasks    |
      | /secrets  |
      | /configs  |

  @op:SwarmLeave
  Scenario: What is in no swarm leaves none
    When I POST "/swarm/leave"
    Then the status is 503
    And the answer's "/message" matches "This node is not part of a swarm"

  @sockerless @op:SwarmInit @op:SwarmJoin
  Scenario Outline: What this engine does not take part in
    When I POST "<path>"
    Then the status is 501
    And the answer's "/message" matches "this engine <reason>"

    Examples:
      | path        | reason                     |
      | /swarm/init | cannot be part of a swarm  |
      | /swarm/join | cannot be part of a swarm  |

  @op:BuildPrune @op:ContainerPrune @op:NetworkPrune @op:ImagePrune @isolated
  Scenario: Everything unused goes at once
    Given docker "run -d --name ${up} --label k=${label} busybox sleep 1000"
    And docker "create --name ${old} --label k=${label} busybox true"
    And docker "network create --label k=${label} ${net}"
    When I run docker "system prune --force --filter label=k=${label}"
    Then it succeeds
    And stdout contains "Deleted Containers:"
    And stdout contains "Deleted Networks:\n${net}\n"
    # How much, depends on what others have built before: a build cache has no labels.
    And stdout contains "Total reclaimed space: "
    When I run docker "ps -a --filter label=k=${label} --format '{{.Names}}'"
    Then stdout is "${up}\n"
    When I run docker "builder prune --force"
    Then it succeeds
