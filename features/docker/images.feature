Feature: Images

  @op:ImageLoad @op:ImageGet @op:ImageDelete
  Scenario: An image saved, removed and loaded again is the same image
    Given docker "tag busybox ${box}:one"
    And I run docker "image inspect --format '{{.Id}}' ${box}:one"
    And I save stdout as before
    When I run docker "save -o box.tar ${box}:one"
    And I run docker "rmi ${box}:one"
    Then stdout is "Untagged: ${box}:one\n"
    When I run docker "load -i box.tar"
    Then stdout is "Loaded image: ${box}:one\n"
    When I run docker "image inspect --format '{{.Id}}' ${box}:one"
    Then stdout is "${before}\n"

  @op:ImageGetAll
  Scenario: Several images in one archive
    Given docker "tag busybox ${red}:1"
    And docker "tag busybox ${blue}:2"
    When I run docker "save -o both.tar ${red}:1 ${blue}:2"
    And I run docker "rmi ${red}:1 ${blue}:2"
    And I run docker "load -i both.tar"
    Then it succeeds
    And stdout contains "Loaded image: ${red}:1\n"
    And stdout contains "Loaded image: ${blue}:2\n"

  @op:ImageGet
  Scenario: A repository's name stands for all its tags
    Given docker "tag busybox ${box}:one"
    And docker "tag busybox ${box}:two"
    When I run docker "save -o box.tar ${box}"
    And I run docker "rmi ${box}:one ${box}:two"
    And I run docker "load -i box.tar"
    Then it succeeds
    And stdout contains "Loaded image: ${box}:one\n"
    And stdout contains "Loaded image: ${box}:two\n"

  @op:ImageLoad
  Scenario: What is no archive is not loaded
    Given a file "noise" of 4096 random bytes
    When I run docker "load -i noise"
    Then it exits with 1
    And stdout is empty

  @op:ImageCreate
  Scenario: A root file system is imported and runs
    Given the root file system of the stand-in image as "root.tar"
    When I run docker "import --change 'CMD [\"echo\", \"${nonce}\"]' --change 'ENV COLOUR=red' --message ${why} root.tar ${imported}:v1"
    Then it succeeds
    And stdout matches "sha256:[0-9a-f]{64}"
    When I run docker "run --rm ${imported}:v1"
    Then stdout is "${nonce}\n"
    When I run docker "image inspect --format '{{.Comment}} {{.Config.Env}}' ${imported}:v1"
    Then stdout is "${why} [COLOUR=red]\n"

  @op:ImageCreate @op:ImagePush
  Scenario: Pushed, removed and pulled again
    Given a registry
    And docker "run --name ${maker} busybox sh -c 'echo ${nonce} > /word'"
    And docker "commit ${maker} ${registry}/${team}/box:v1"
    When I run docker "push ${registry}/${team}/box:v1"
    Then it succeeds
    And stdout matches ".*v1: digest: sha256:[0-9a-f]{64} size: \d+"
    Given docker "rm ${maker}"
    And docker "rmi ${registry}/${team}/box:v1"
    When I run docker "run --rm ${registry}/${team}/box:v1 cat /word"
    Then it exits with 0
    And stdout is "${nonce}\n"
    And stderr contains "Unable to find image '${registry}/${team}/box:v1' locally"
    And stderr contains "Status: Downloaded newer image for ${registry}/${team}/box:v1"

  @op:ImageCreate
  Scenario: A pull by digest gives exactly that image
    Given a registry
    And docker "tag busybox ${registry}/${box}:v1"
    And docker "push ${registry}/${box}:v1"
    And I run docker "inspect --format '{{index .RepoDigests 0}}' ${registry}/${box}:v1"
    And I save stdout as pinned
    And docker "rmi ${registry}/${box}:v1"
    When I run docker "pull ${pinned}"
    Then it succeeds
    And stdout contains "Status: "
    When I run docker "run --rm ${pinned} echo ${nonce}"
    Then stdout is "${nonce}\n"
    Given docker "rmi ${pinned}"

  @op:ImageCreate
  Scenario: A pull of what the registry has not
    Given a registry
    When I run docker "pull ${registry}/${nothing}:v1"
    Then it exits with 1
    And stderr contains "manifest for ${registry}/${nothing}:v1 not found: manifest unknown"

  @op:ImageCreate
  Scenario: A registry with a password gives only to those who have it
    Given a registry for the user "anna" with the password "secret"
    And docker "login --username anna --password secret ${registry}"
    And docker "tag busybox ${registry}/${box}"
    And docker "push ${registry}/${box}"
    And docker "logout ${registry}"
    When I run docker "pull ${registry}/${box}"
    Then it exits with 1
    And stderr contains "no basic auth credentials"
    When I run docker "push ${registry}/${box}"
    Then it exits with 1
    And stderr contains "no basic auth credentials"

  @op:ImageCreate
  Scenario: A registry that is not there
    When I run docker "pull 127.0.0.1:1/${box}"
    Then it exits with 1
    And stderr contains "connection refused"

  @op:ImageCreate
  Scenario Outline: Bad references are refused before anything else
    When I POST "/images/create?fromImage=<image>&tag=<tag>"
    Then the status is 400
    And the message is "<message>"

    Examples:
      | image | tag        | message                                                        |
      | UPPER | x          | invalid reference format: repository name must be lowercase    |
      | x     | a%20b      | invalid tag format                                             |

  @op:ImageList
  Scenario: The list shows tags and filters them
    Given docker "tag busybox ${shop}/web:1"
    And docker "tag busybox ${shop}/web:2"
    And docker "tag busybox ${shop}/db:1"
    When I run docker "images --format '{{.Repository}}:{{.Tag}}' --filter 'reference=${shop}/web'"
    Then stdout has 2 lines
    And stdout contains "${shop}/web:1"
    And stdout contains "${shop}/web:2"
    When I run docker "images -q ${shop}/absent"
    Then stdout is empty

  @op:ImageInspect
  Scenario: An image is found by tag, id and shortened id
    Given I run docker "image inspect --format '{{.Id}}' busybox"
    And I save stdout as id
    When I run "docker image inspect --format '{{.Os}} {{.Config.Cmd}}' $(echo ${id} | cut -c8-19)"
    Then stdout is "linux [sh]\n"
    When I GET "/images/${id}/json"
    Then the status is 200
    And the answer has "/Id" = '"${id}"'

  @op:ImageInspect
  Scenario: An image that is not there
    When I run docker "image inspect ${nothing}"
    Then it exits with 1
    And stdout is "[]\n"
    And stderr contains "o such image: ${nothing}"

  @op:ImageHistory
  Scenario: History tells how an image came about
    Given docker "run --name ${maker} busybox touch /made"
    And docker "commit --message ${why} ${maker} ${box}:h"
    When I run docker "history --no-trunc --format '{{.Comment}}' ${box}:h"
    Then stdout has 2 lines
    And stdout contains "${why}"
    When I run docker "history --no-trunc --format '{{.CreatedBy}}' ${box}:h"
    Then stdout contains "the machine's busybox"

  @op:ImageTag
  Scenario: A tag moves to another image
    Given docker "tag busybox ${box}:moving"
    And docker "run --name ${maker} busybox touch /x"
    And docker "commit ${maker} ${other}:1"
    When I run docker "tag ${other}:1 ${box}:moving"
    And I run docker "run --rm ${box}:moving ls /x"
    Then stdout is "/x\n"

  @op:ImageTag
  Scenario: Only an image that is there is tagged, and only well
    When I POST "/images/${nothing}/tag?repo=${box}"
    Then the status is 404
    And the message is "No such image: ${nothing}:latest"
    When I run docker "tag busybox BAD/Name"
    Then it exits with 1
    And stderr contains "invalid reference format"

  @op:ImageDelete
  Scenario: An image in use is not removed
    Given docker "run --name ${maker} busybox touch /x"
    And docker "commit ${maker} ${box}:used"
    And docker "run -d --name ${user} ${box}:used sleep 1000"
    And I run docker "inspect --format '{{.Id}}' ${user}"
    And I save stdout as id
    When I run "docker rmi -f $(docker inspect --format '{{.Image}}' ${user})"
    Then it exits with 1
    And stderr contains "image is being used by running container"
    When I run docker "rmi ${box}:used"
    Then it exits with 1
    And stderr contains "conflict: unable to remove repository reference \"${box}:used\" (must force) - container "

  @op:ImageDelete
  Scenario: Removing the last tag removes the image
    Given docker "run --name ${maker} busybox touch /x"
    And I run docker "commit ${maker} ${box}:gone"
    And I save stdout as id
    When I run docker "rmi ${box}:gone"
    Then stdout contains "Untagged: ${box}:gone\nDeleted: ${id}\n"
    When I run docker "image inspect ${id}"
    Then it exits with 1

  @op:ImagePrune @isolated
  Scenario: Prune takes images without a tag, and no others
    Given docker "run --name ${maker} busybox touch /x"
    And I run docker "commit ${maker}"
    And I save stdout as loose
    And docker "commit ${maker} ${box}:kept"
    And docker "rm ${maker}"
    When I run docker "image prune --force"
    Then stdout contains "Deleted Images:"
    And stdout contains "${loose}"
    When I run docker "image inspect ${loose}"
    Then it exits with 1
    When I run docker "image inspect --format '{{.RepoTags}}' ${box}:kept"
    Then stdout is "[${box}:kept]\n"

  @op:ImageCommit
  Scenario: A commit holds the container's changes and its settings
    Given docker "run --name ${maker} -e A=1 -w /tmp busybox sh -c 'echo ${nonce} > /made; rm /etc/group; mkdir /tmp/dir; chmod 700 /tmp/dir'"
    When I run docker "commit --author anna --change 'LABEL k=${label}' --change 'ENTRYPOINT [\"cat\"]' ${maker} ${box}:c"
    Then stdout matches "sha256:[0-9a-f]{64}"
    When I run docker "run --rm ${box}:c /made"
    Then stdout is "${nonce}\n"
    When I run docker "run --rm --entrypoint sh ${box}:c -c 'test -e /etc/group || echo gone; stat -c %a /tmp/dir; pwd; echo $A'"
    Then stdout is "gone\n700\n/tmp\n1\n"
    When I run docker "image inspect --format '{{.Author}} {{index .Config.Labels \"k\"}} {{.Config.Entrypoint}}' ${box}:c"
    Then stdout is "anna ${label} [cat]\n"

  @op:ImageCommit
  Scenario: A container that is not there cannot be committed
    When I POST "/commit?container=${nothing}&repo=${box}" with the JSON "{}"
    Then the status is 404
    And the message is "No such container: ${nothing}"

  @op:ImageSearch
  Scenario: Search checks its query before it asks an index
    When I GET "/images/search?term=x&filters=%7B%22nothing%22%3A%5B%22x%22%5D%7D"
    Then the status is 400
