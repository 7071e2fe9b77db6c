package io.sockerless.features.docker.steps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Statistics;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import io.sockerless.features.daemons.StandInImage;
import io.sockerless.features.docker.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The operations of docker-java that Testcontainers uses. */
public final class DockerJavaSteps {
    private static final int SECONDS = 30;
    private final World world;
    private final DockerJava connection;
    private DockerClient connected;
    private FrameCollector frames;
    private String exec;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<Statistics> statistics = new ConcurrentLinkedQueue<>();

    public DockerJavaSteps(World world, DockerJava connection) {
        this.world = world;
        this.connection = connection;
    }

    private DockerClient docker() {
        if (connected == null) {
            connected = connection.client();
        }
        return connected;
    }

    @Given("docker-java creates {string} with the command")
    public void create(String name, List<List<String>> words) {
        docker().createContainerCmd("busybox")
                .withName(world.filled(name))
                .withCmd(words.getFirst().stream().map(world::filled).toList())
                .withStdinOpen(true)
                .withStdInOnce(true)
                .withAttachStdin(true)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec();
    }

    @When("docker-java starts {string}")
    public void start(String name) {
        docker().startContainerCmd(world.filled(name)).exec();
    }

    @Then("docker-java waits for {string} and gets {int}")
    public void await(String name, int code) {
        var result = docker().waitContainerCmd(world.filled(name)).exec(new WaitContainerResultCallback());
        assertEquals(code, result.awaitStatusCode(SECONDS, TimeUnit.SECONDS));
    }

    @When("docker-java follows the logs of {string} to their end")
    public void follow(String name) throws InterruptedException {
        frames = docker().logContainerCmd(world.filled(name))
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new FrameCollector());
        frames.awaitEnd(SECONDS);
    }

    @SuppressWarnings("try") // closing early is what the scenario is about
    @When("docker-java attaches to {string}, starts it and sends {string}")
    public void attach(String name, String input) throws Exception {
        try (var output = new PipedOutputStream();
                var stdin = new PipedInputStream(output)) {
            frames = docker().attachContainerCmd(world.filled(name))
                    .withStdIn(stdin)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(new FrameCollector());
            assertTrue(frames.awaitStarted(SECONDS, TimeUnit.SECONDS));
            start(name);
            output.write(world.literal(input).getBytes(StandardCharsets.UTF_8));
            output.close();
            frames.awaitEnd(SECONDS);
        }
    }

    @When("docker-java executes in {string}")
    public void execute(String name, List<List<String>> words) throws InterruptedException {
        exec = docker().execCreateCmd(world.filled(name))
                .withCmd(words.getFirst().stream().map(world::filled).toArray(String[]::new))
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        frames = docker().execStartCmd(exec).exec(new FrameCollector());
        frames.awaitEnd(SECONDS);
    }

    @Then("it has read {string} on stdout and {string} on stderr")
    public void read(String stdout, String stderr) {
        assertEquals(world.literal(stdout), frames.stdout());
        assertEquals(world.literal(stderr), frames.stderr());
    }

    @Then("the exec's exit code is {int}")
    public void execExit(int code) {
        assertEquals(code, docker().inspectExecCmd(exec).exec().getExitCodeLong());
    }

    @When("docker-java copies a file {string} holding {string} to {string} of {string}")
    public void copyIn(String file, String content, String path, String name) {
        docker().copyArchiveToContainerCmd(world.filled(name))
                .withRemotePath(path)
                .withTarInputStream(new ByteArrayInputStream(StandInImage.files(Map.of(file, world.literal(content)))))
                .exec();
    }

    @Then("docker-java reads {string} from {string} of {string}")
    public void copyOut(String content, String path, String name) throws IOException {
        try (var tar = new TarArchiveInputStream(
                docker().copyArchiveFromContainerCmd(world.filled(name), path).exec())) {
            tar.getNextEntry();
            assertEquals(world.literal(content), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Given("docker-java runs {string} with the label {string} and its port {int} published")
    public void runPublished(String name, String label, int port) {
        docker().createContainerCmd("busybox")
                .withName(world.filled(name))
                .withCmd("sleep", "1000")
                .withLabels(Map.of("features", world.filled(label)))
                .withExposedPorts(ExposedPort.tcp(port))
                .withHostConfig(HostConfig.newHostConfig().withPortBindings(PortBinding.parse("" + port)))
                .exec();
        start(name);
    }

    @Then("docker-java knows the host's port of {int} of {string}")
    public void mapped(int port, String name) {
        var bindings = docker().inspectContainerCmd(world.filled(name))
                .exec()
                .getNetworkSettings()
                .getPorts()
                .getBindings()
                .get(ExposedPort.tcp(port));
        assertTrue(Integer.parseInt(bindings[0].getHostPortSpec()) > 1024, () -> Arrays.toString(bindings));
    }

    @Then("docker-java lists {string} by the label {string}")
    public void listed(String name, String label) {
        var found = docker().listContainersCmd()
                .withLabelFilter(Map.of("features", world.filled(label)))
                .exec();
        assertEquals(
                List.of("/" + world.filled(name)),
                found.stream().map(Container::getNames).flatMap(Arrays::stream).toList());
    }

    @When("docker-java listens to the events of {string}")
    public void listen(String name) throws InterruptedException {
        var listening = docker().eventsCmd()
                .withContainerFilter(world.filled(name))
                .exec(new ResultCallback.Adapter<Event>() {
                    @Override
                    public void onNext(Event event) {
                        heard.add(event.getAction());
                    }
                });
        assertTrue(listening.awaitStarted(SECONDS, TimeUnit.SECONDS));
        world.closing(listening);
    }

    @Then("docker-java has heard {string} of {string}")
    public void hasHeard(String actions, String name) throws InterruptedException {
        var wanted = List.of(actions.split(","));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!heard.containsAll(wanted) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertEquals(wanted, heard.stream().filter(wanted::contains).toList(), name);
    }

    @When("docker-java takes two statistics of {string}")
    public void takeStatistics(String name) throws Exception {
        var two = new CountDownLatch(2);
        try (var stream = docker().statsCmd(world.filled(name)).exec(new ResultCallback.Adapter<Statistics>() {
            @Override
            public void onNext(Statistics sample) {
                statistics.add(sample);
                two.countDown();
            }
        })) {
            assertTrue(two.await(SECONDS, TimeUnit.SECONDS), stream::toString);
        }
    }

    @Then("each tells of a limit of {long} bytes")
    public void limits(long bytes) {
        statistics.forEach(sample -> assertEquals(bytes, sample.getMemoryStats().getLimit()));
    }

    @Then("docker-java does not find {string}")
    public void notFound(String name) {
        var command = docker().inspectContainerCmd(world.filled(name));
        var failure = assertThrows(NotFoundException.class, command::exec);
        assertTrue(failure.getMessage().contains("No such container: " + world.filled(name)), failure::getMessage);
    }
}
