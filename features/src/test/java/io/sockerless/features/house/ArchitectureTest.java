package io.sockerless.features.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.sockerless.features.daemons.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, as ARCHITECTURE.md says. */
class ArchitectureTest {
    private static final String ROOT = "io.sockerless.";
    private static JavaClasses product;

    @BeforeAll
    static void read() throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.find(Root.path(), 4, (path, _) -> path.endsWith("target/classes"))) {
            folders = found.toList();
        }
        product = new ClassFileImporter().importPaths(folders);
        assertTrue(product.size() > 300, () -> "only " + product.size() + " classes in " + folders);
    }

    private static String[] of(String... rooms) {
        return Stream.of(rooms).map(room -> ROOT + room + "..").toArray(String[]::new);
    }

    /** The room knows those, itself, and whatever is not of this product. */
    private static void knowsOnly(String room, String... known) {
        var allowed = of(Stream.concat(Stream.of(room), Stream.of(known)).toArray(String[]::new));
        noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.sockerless..").and(resideOutsideOfPackages(allowed)))
                .check(product);
    }

    @Test
    void theModelAndTheDriverInterfaceKnowTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + "engine.model..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + "engine.model..")
                .check(product);
        classes()
                .that()
                .resideInAPackage(ROOT + "drivers.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + "engine.model..", ROOT + "drivers.spi..")
                .check(product);
    }

    @Test
    void theEngineKnowsNoHttpAndNoDriver() {
        knowsOnly("engine.store", "engine.model");
        knowsOnly("engine.oci", "engine.model");
        knowsOnly("engine.core", "engine.model", "engine.store", "engine.oci", "drivers.spi");
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.helidon..", "java.net.http..", "com.sun.net..")
                .check(product);
    }

    @Test
    void theBuilderMeetsTheEngineAtItsInterfaces() {
        knowsOnly("engine.build", "engine.core", "engine.model", "engine.oci", "drivers.spi");
        noClasses()
                .that()
                .resideInAPackage(ROOT + "engine.build..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "engine.core.*..")
                        .and(resideOutsideOfPackages(ROOT + "engine.core.filter..")))
                .because("it is one more client of the engine, which has no idea of Dockerfiles")
                .check(product);
        knowsOnly("engine.build.dockerfile", "engine.model", "engine.oci");
    }

    @Test
    void aDriverKnowsNeitherTheEngineNorAnotherDriver() {
        knowsOnly("drivers.agent", "engine.model", "drivers.spi");
        knowsOnly("drivers.logs", "engine.model", "drivers.spi");
        knowsOnly("drivers.linux", "engine.model", "engine.oci", "drivers.spi", "drivers.agent", "drivers.logs");
        knowsOnly("drivers.trees", "engine.model", "drivers.spi");
        knowsOnly("drivers.wasm", "engine.model", "drivers.spi", "drivers.logs", "drivers.trees");
        knowsOnly("drivers.docker", "engine.model", "drivers.spi");
        knowsOnly(
                "drivers.aws",
                "engine.model",
                "engine.oci",
                "drivers.spi",
                "drivers.agent",
                "drivers.logs",
                "drivers.trees");
        knowsOnly("drivers.mixed", "engine.model", "drivers.spi");
        knowsOnly("drivers.contract", "engine.model", "drivers.spi");
    }

    @Test
    void frontendsMeetTheEngineAtItsInterfaces() {
        knowsOnly("frontends.http");
        knowsOnly("frontends.docker", "engine.build", "engine.core", "engine.model", "drivers.spi", "frontends.http");
        noClasses()
                .that()
                .resideInAPackage(ROOT + "frontends.docker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "engine.core.*..")
                .because("the interfaces are in engine.core itself, what is below them is the engine's own affair")
                .check(product);
        knowsOnly("frontends.buildkit", "engine.build", "engine.core", "engine.oci", "engine.model", "frontends.http");
        knowsOnly("frontends.admin", "frontends.http");
        knowsOnly("frontends.registry", "engine.model", "engine.oci", "engine.store", "frontends.http");
    }

    @Test
    void aSimulatorMeetsItsWorkloadsAtTheDockerApi() {
        knowsOnly("simulators.kernel", "drivers.docker.wire", "engine.model", "engine.store", "frontends.http");
        knowsOnly(
                "simulators.aws",
                "simulators.kernel",
                "engine.model",
                "engine.oci",
                "engine.store",
                "frontends.http",
                "frontends.registry");
        noClasses()
                .that(resideOutsideOfPackages(of("simulators", "frontends.cli")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "simulators..")
                .because("drivers meet a simulator at the provider's protocol only, as they meet the provider")
                .check(product);
    }

    @Test
    void onlyTheDaemonWires() {
        for (String driver :
                List.of("drivers.linux", "drivers.docker", "drivers.wasm", "drivers.aws", "drivers.mixed")) {
            noClasses()
                    .that(resideOutsideOfPackages(of(driver, "frontends.daemon", "frontends.cli", "benchmarks")))
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + driver + "..")
                            .and(resideOutsideOfPackages(of("drivers.docker.wire"))))
                    .check(product);
        }
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching(ROOT + "(*.*)..").should().beFreeOfCycles().check(product);
    }
}
